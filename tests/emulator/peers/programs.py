"""Programs of other languages that tests call line by line: made once per test session, then asked.

What the lines mean is the business of who runs one: api_v4 (JavaScript) and linodego (Go).
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


class Program:
    """A running process which answers a line of JSON with a line of JSON."""

    def __init__(
        self, command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=env or {},  # no proxy, which clients would take for the loopback address too
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *question: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"{question}: what went wrong is on stderr"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Its input ends, upon which it does."""
        with self._process as process:
            assert process.stdin
            process.stdin.close()


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder filled by `make`, shared by all processes of pytest-xdist."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, done = shared / name, shared / f"{name}.made"
    folder.mkdir(exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder


def run(command: Sequence[str | Path], folder: Path, env: Mapping[str, str]) -> str:
    """What a command prints, which must succeed; `env` is on top of this process's."""
    done = ended(command, folder, env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ended(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """What became of a command, whatever it was; `env` is on top of this process's."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
