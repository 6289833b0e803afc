"""Terraform at work in a directory: launched, listened to, ended with whoever waits.

Does not know what it works on, nor what its events mean.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shim_provider import engines

from .failures import Failure

# Seconds that an interrupted Terraform has to end what it has begun, and to write its state.
_PATIENCE = 10

#: One JSON line of Terraform's, parsed.
Event = Mapping[str, Any]

# What is kept of standard error, to be quoted where Terraform fails without an event.
_LINES = 200


class Done(NamedTuple):
    """What a command said, and its exit code."""

    code: int
    output: str
    errors: str


def run(arguments: Sequence[str], directory: Path, environment: Mapping[str, str]) -> Done:
    """Run the engine at hand to its end.

    It has a process group of its own: a Ctrl-C reaches this process alone, which then interrupts
    Terraform once. A second interrupt would make it leave without a state.
    """
    process = _launch(arguments, directory, environment)
    try:
        output, errors = process.communicate()
    except BaseException:
        end(process)
        raise
    return Done(process.returncode, output, errors)


def end(process: subprocess.Popen[str]) -> None:
    """Have it end what it has begun; whoever cannot wait for that (a second Ctrl-C) kills it."""
    # What is left of the group then: a provider on its way out, a provisioner's command.
    last = signal.SIGKILL
    # With it, its pipes are closed: what has left the group might hold their other ends for ever.
    with process, contextlib.suppress(ProcessLookupError):
        try:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=_PATIENCE)
            last = signal.SIGTERM
        except subprocess.TimeoutExpired:
            pass
        finally:
            os.killpg(process.pid, last)


class Running:
    """The engine at work with `-json`, heard line by line as it speaks.

    `wait` belongs to one thread; `interrupt` and `kill` may come from another.
    """

    def __init__(
        self, arguments: Sequence[str], directory: Path, environment: Mapping[str, str]
    ) -> None:
        self._process = _launch(arguments, directory, environment)
        self._texts: deque[str] = deque(maxlen=_LINES)
        # With TF_LOG, Terraform's log is on standard error: it is for whoever asked for it.
        self._is_logging = any(name.startswith("TF_LOG") for name in environment)

    def wait(self, listener: Callable[[Event], None]) -> Done:
        """Hear it out. `output` is what it said that is no event.

        It is heard out also where the listener fails: nobody there to read, it would die halfway,
        without a state.
        """
        heard = threading.Thread(target=self._hear_errors, daemon=True)
        heard.start()
        output: list[str] = []
        problem: BaseException | None = None
        assert self._process.stdout
        with self._process:
            for line in self._process.stdout:
                event = _event(line)
                if event is None:
                    output.append(line)
                elif problem is None:
                    try:
                        listener(event)
                    except BaseException as raised:
                        problem = raised
            heard.join()
        if problem is not None:
            raise problem
        return Done(self._process.returncode, "".join(output), "".join(self._texts))

    def interrupt(self) -> None:
        """Have it end what it has begun, and write its state: as one Ctrl-C does."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def _hear_errors(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            self._texts.append(line)
            if self._is_logging:
                sys.stderr.write(line)


def _event(line: str) -> Event | None:
    if not line.startswith("{"):
        return None
    try:
        event: Event = json.loads(line)
    except ValueError:
        return None
    return event


def _launch(
    arguments: Sequence[str], directory: Path, environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*command(), *arguments],
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def command() -> tuple[str, ...]:
    """The words that start the engine at hand.

    Raises:
        Failure: there is none.
    """
    return _command(os.environ.get("PATH", ""), os.environ.get(engines.CHOICE, ""))


@cache
def _command(path: str, wanted: str) -> tuple[str, ...]:
    """The engine for such a PATH; asking for versions takes longer than what is to be done."""
    choice = engines.choose({"PATH": path, engines.CHOICE: wanted})
    if choice.engine is None:
        reasons = "".join(f"; {each}" for each in choice.passed_over)
        raise Failure(f"there is no Terraform to run{reasons}; {engines.HOW_TO_GET_ONE}")
    return choice.engine.command
