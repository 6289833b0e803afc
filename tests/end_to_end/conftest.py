"""Fixtures: an emulator of its own for each test, and a working directory beside it.

Each test in one of two ways to start the provider, or both (`starts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shim_provider.emulator import Emulator

from . import starts
from .beginnings import copy_state, copy_world
from .workspace import ENGINES, NEWEST, Workspace


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The way is the first of a test's parameters."""
    marked = metafunc.definition.get_closest_marker(starts.MARK)
    metafunc.parametrize("start", starts.ways(marked), indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    choice = config.getoption("starts")
    items[:] = [test for test in items if starts.is_wanted(test, choice)]


@pytest.fixture(autouse=True)
def start(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the test's providers are started."""
    if request.param == starts.COLD:
        monkeypatch.setenv(starts.VARIABLE, "0")
    return str(request.param)


@pytest.fixture
def durations() -> dict[str, float]:
    """How long things take there, where it is not the usual: a file of tests may say it anew."""
    return {}


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The emulator's folder: empty, but for tests that ask for `begun`."""
    folder = tmp_path / "linode"
    if "begun" in request.fixturenames:
        copy_world(request.getfixturevalue("beginning"), folder)
    return folder


@pytest.fixture
def api(world: Path, durations: dict[str, float]) -> Iterator[Emulator]:
    """A Linode API on this machine."""
    with Emulator(world, durations=durations) as emulator:
        yield emulator


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def workspace(tmp_path: Path, api: Emulator, engine: str) -> Workspace:
    """An empty working directory, for each engine in turn."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Workspace(folder, engine, api.url)


@pytest.fixture
def stack(tmp_path: Path, api: Emulator) -> Workspace:
    """An empty working directory for the newest engine alone, where engines do not differ."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Workspace(folder, NEWEST, api.url)


@pytest.fixture
def begun(stack: Workspace, beginning: Path) -> Workspace:
    """The stack with what its file's `beginning` has made."""
    copy_state(beginning, stack)
    return stack
