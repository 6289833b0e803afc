"""Fixtures for tests of others, a Linode API of its own for each test; see `pytest --fixtures`.

Loaded by every pytest where this package is installed, so it imports nothing but pytest; the
emulator and its server are loaded by the first test that asks for them, the constructs by the first
stack that a test deploys. docs/testing.md has the examples.
"""

from __future__ import annotations

import importlib
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shim_provider.emulator import Emulator

MARKER = "linode_emulator"

#: What the marker takes, as arguments of Emulator.
SETTINGS = ("clock", "durations", "faults", "limits", "seed", "token")

_MARKER_HELP = (
    f"{MARKER}({', '.join(SETTINGS)}): how the emulator of the fixture {MARKER} is made; arguments "
    "of shim_provider.emulator.Emulator. Without, everything asked for is done at once."
)
_DEFAULT_TOKEN = "emulator-token"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER_HELP)


@pytest.fixture
def linode_emulator(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Emulator]:
    """A Linode API on a free port of this machine, new and empty, which ends with the test.

    `url` is its address. `clock`, `faults` and `requests` are Python objects: hold and move time
    (`clock.hold()`, `clock.move(60)`), make requests fail (`faults.add(path="/images", status=503,
    count=1)`), see what was asked (`requests.matching("POST", "/images")`).

    A capture, a boot, an upload are done when the next request comes. The marker `linode_emulator`
    changes that, and more: `@pytest.mark.linode_emulator(durations="realistic",
    clock=Clock(held=True), token="secret", seed="world.json")`. A seed is a mapping, or a file
    named from the test's folder.
    """
    settings = _settings(request.node)
    with _emulator_class()(tmp_path_factory.mktemp("linode"), **settings) as emulator:
        yield emulator


@pytest.fixture
def linode_deploy(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Deploys a stack to an emulator of its own, until the test ends: `it = linode_deploy(stack)`.

    `outputs`, `resources`, `api` (its images and Linodes); `plan()`, `apply()`, `destroy()`. Takes
    what `cdktf_linode_image.testing.deployed` takes, and may be called several times. The marker
    `linode_emulator` says how the emulators are made.
    """
    settings = _settings(request.node)
    settings.pop("token", None)
    with ExitStack() as deployments:

        def deploy(stack: Any, variables: Any = None, **given: Any) -> Any:
            deployment = _testing_of(stack).deployed(stack, variables, **{**settings, **given})
            return deployments.enter_context(deployment)

        yield deploy


@pytest.fixture
def linode_api_url(linode_emulator: Emulator) -> str:
    """The address of this test's Linode API, for LINODE_URL; the version (`/v4`) is not in it."""
    return linode_emulator.url


@pytest.fixture
def linode_token(request: pytest.FixtureRequest) -> str:
    """A token that this test's Linode API accepts, for LINODE_TOKEN; of several the first."""
    token = _settings(request.node).get("token") or _DEFAULT_TOKEN
    return token if isinstance(token, str) else str(next(iter(token)))


def _settings(test: pytest.Item) -> dict[str, Any]:
    """The markers' arguments; those of the test win over those of its class and module."""
    settings: dict[str, Any] = {"durations": "zero"}
    for marker in reversed(list(test.iter_markers(MARKER))):
        unknown = sorted(set(marker.kwargs) - set(SETTINGS))
        if unknown or marker.args:
            wrong = repr(unknown[0]) if unknown else "an argument without a name"
            pytest.fail(f"{MARKER} takes {', '.join(SETTINGS)}, not {wrong}", pytrace=False)
        settings.update(marker.kwargs)
    if isinstance(settings.get("seed"), (str, Path)):
        settings["seed"] = _world(test.path.parent / settings["seed"])
    return settings


def _world(file: Path) -> dict[str, Any]:
    from shim_provider.emulator import seeds

    return seeds.read(file)


def _testing_of(stack: Any) -> Any:
    """The module `testing` for the core that the stack is of."""
    for each in type(stack).__mro__:
        if each.__name__ == "TerraformStack":
            core = each.__module__.partition(".")[0]
            return importlib.import_module(f"{core}_linode_image.testing")
    raise TypeError(f"linode_deploy takes a TerraformStack, not {stack!r}")


def _emulator_class() -> type[Emulator]:
    try:
        from shim_provider.emulator import Emulator
    except ModuleNotFoundError as problem:
        mend = "pip install 'cdktf-linode-image[emulator]'"
        pytest.fail(f"{MARKER} needs {problem.name}: {mend}", pytrace=False)
    return Emulator
