"""How the providers that tests launch are started; and no warm process is left of a session.

Programs that tests start notice a Ctrl-C and a closed terminal, whatever has started the tests.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.end_to_end.starts import CHOICES, MARK, VARIABLE
from tests.plugin.warm.processes import end_all, warm_of


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--starts",
        choices=CHOICES,
        default=CHOICES[0],
        help="end-to-end tests with the provider started cold, warm, both, or half of them each "
        "(default)",
    )


def pytest_configure(config: pytest.Config) -> None:
    # A shell's background job, and nohup, have them ignored, and all children would inherit that.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("markers", f"{MARK}(*ways): how the test's provider is started, always")
    if config.pluginmanager.has_plugin("hypothesispytest"):
        from hypothesis import settings

        # How long an example takes is no property of the code: a machine may be busy.
        settings.register_profile("unhurried", deadline=None)
        settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def warm_processes_of_this_session() -> Iterator[None]:
    """A folder of their own: a developer's warm process serves no test, and none is left behind."""
    with pytest.MonkeyPatch.context() as patched, TemporaryDirectory(prefix="warm") as runtime:
        patched.setenv("XDG_RUNTIME_DIR", runtime)
        patched.delenv(VARIABLE, raising=False)
        yield
        end_all(Path(runtime), warm_of)
        # A browser may have left things of its own, and a launch that was killed an empty folder.
        assert not list(Path(runtime, "linode-shim").glob("*"))
