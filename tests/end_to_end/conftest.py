"""Fixtures: an emulator of its own for each test, and a working directory beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shim_provider.emulator import Emulator

from .workspace import ENGINES, NEWEST, Workspace


@pytest.fixture
def durations() -> dict[str, float]:
    """How long things take there, where it is not the usual: a file of tests may say it anew."""
    return {}


@pytest.fixture
def api(tmp_path: Path, durations: dict[str, float]) -> Iterator[Emulator]:
    """A Linode API on this machine."""
    with Emulator(tmp_path / "linode", durations=durations) as emulator:
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
