"""A place of its own for each test's warm processes, and launches there."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shim_provider.plugin.warm.asking import Served, warm_processes

PROGRAM = "import sys; sys.path[:0] = {path!r}; from tests.plugin.warm.reporter import main; main()"

#: Seconds a test waits for what is bound to happen.
PATIENCE = 20.0


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until the condition holds, and return what it found."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)
    return found


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

    def warmed(self) -> Served:
        """The warm process, once it is there; a cold launch leaves one where there is none."""
        self.launch()
        return until(self.ready)[0]  # type: ignore[no-any-return]

    def ready(self) -> list[Served]:
        return warm_processes({b"XDG_RUNTIME_DIR": os.fsencode(self.runtime)})


def processes_of(place: Place) -> list[int]:
    """The warm processes of a place, also those that do not answer yet."""
    variable = f"XDG_RUNTIME_DIR={place.runtime}".encode()
    return [
        int(file.parent.name)
        for file in Path("/proc").glob("[0-9]*/environ")
        if variable in _content(file).split(b"\0")
    ]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


@pytest.fixture
def place() -> Iterator[Place]:
    """A folder whose path is short enough for a socket; afterwards no process is left of it."""
    with tempfile.TemporaryDirectory(prefix="warm") as folder:
        found = Place(Path(folder))
        yield found
        for process in found.started:
            with process:
                process.kill()
        until(lambda: not _ended(processes_of(found)))


def _ended(pids: list[int]) -> list[int]:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    return pids
