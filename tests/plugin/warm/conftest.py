"""A place of its own for each test's warm processes, and launches there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.waiting import PATIENCE as PATIENCE
from tests.waiting import until as until

from . import processes
from .processes import ready, runtime_folder

if TYPE_CHECKING:
    from shim_provider.plugin.warm.asking import Served

PROGRAM = "import sys; sys.path[:0] = {path!r}; from tests.plugin.warm.reporter import main; main()"


class Place:
    """Launches that share one folder of sockets."""

    def __init__(self, runtime: Path) -> None:
        self.runtime = runtime
        self.folder = runtime / "linode-shim"
        self.environment = {
            "XDG_RUNTIME_DIR": str(runtime),
            "LINODE_SHIM_WARM": "20",
            "LANG": "C.UTF-8",
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(
        self,
        *arguments: str,
        path: list[str] | None = None,
        host: str = "",
        python: str = sys.executable,
        **more: Any,
    ) -> Any:
        """A launch; `more` is for `subprocess.Popen`. `host`: a program between it and us."""
        program = PROGRAM.format(path=[*(path or []), *(each for each in sys.path if each)])
        environment = {**self.environment, **more.pop("environment", {})}
        command = [python, "-I", "-S", "-c", program, *arguments]
        process = subprocess.Popen(
            [sys.executable, "-c", host, *command] if host else command,
            **{"env": environment, "stdout": subprocess.PIPE, "text": True, **more},
        )
        self.started.append(process)
        return process

    def launch(self, *arguments: str, **more: Any) -> dict[str, Any]:
        """What a launch reports that ends by itself."""
        process = self.start(*arguments, **more)
        said, _ = process.communicate(timeout=PATIENCE)
        return {**json.loads(said.splitlines()[0]), "status": process.returncode}

    def warm(self, *arguments: str, **more: Any) -> dict[str, Any]:
        """A launch that is served warm. A busy machine may be late to answer: then another."""
        for _ in range(20):
            found = self.launch(*arguments, **more)
            if "did not answer" not in found.get("cold", ""):
                break
        assert "cold" not in found, found["cold"]
        return found

    def warmed(self) -> Served:
        """The warm process, once it is there; a cold launch leaves one where there is none."""
        self.launch()
        return until(self.ready)[0]  # type: ignore[no-any-return]

    def ready(self) -> list[Served]:
        return ready(self.runtime)


def processes_of(place: Place) -> list[int]:
    """All processes of a place: launches, the warm ones, and those that do not answer yet."""
    return processes.processes_of(place.runtime)


@pytest.fixture
def place() -> Iterator[Place]:
    """Launches with a folder of their own."""
    with runtime_folder() as runtime:
        found = Place(runtime)
        yield found
        for process in found.started:
            with process:
                process.kill()
