"""Applies that are killed at a chosen moment, with all their processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator.faults.rules import Fault
from tests.waiting import until as until

from ..workspace import at_work, provider_pids

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


def asked(api: Emulator, method: str, path: str) -> Callable[[], bool]:
    """Whether the API has been asked for it."""
    return lambda: any(r.method == method and r.path.startswith(path) for r in list(api.requests))


def stand_still(api: Emulator) -> None:
    """Let nothing at Linode end before time goes on: an apply waits, however late a kill is."""
    api.clock.hold()
    api.clock.move(10)  # what was begun by hand has ended


@contextmanager
def held(
    api: Emulator, method: str = "POST", path: str = "^/images$", *, effect: bool = True
) -> Iterator[Callable[[], bool]]:
    """Hold the next such request where it arrives, to the end of the block.

    Then it takes effect, or is cut off without. Gives whether it has arrived.
    """
    arrived, released = threading.Event(), threading.Event()
    # The first question about a request, and the last before it takes effect: its body is read.
    question = "service" if effect else "wire"
    usual = getattr(api.faults, question)

    def wait(*asked: str) -> Any:
        asked_method, asked_path = asked[-3:-1]
        if arrived.is_set() or asked_method != method or not re.search(path, asked_path):
            return usual(*asked)
        arrived.set()
        released.wait(100)
        return usual(*asked) if effect else Fault("reset_before")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(api.faults, question, wait)
        try:
            yield arrived.is_set
        finally:
            released.set()


def made(stack: Workspace) -> Callable[[], bool]:
    """Whether the answer to a creation has been heard."""
    return lambda: any(event["event"] == "made" for event in _journal(stack))


def _journal(stack: Workspace) -> list[dict[str, Any]]:
    """The journal's events; a last line that is being written does not count."""
    files = stack.folder.glob(".terraform/linode-images/**/*.jsonl")
    return [json.loads(line) for file in files for line in file.read_text().split("\n")[:-1]]


def finish(process: subprocess.Popen[str]) -> str:
    """The end of a command, and what it printed."""
    output, _ = process.communicate(timeout=60)
    return output


def kill_provider(process: subprocess.Popen[str]) -> None:
    for pid in provider_pids(process):
        os.kill(pid, signal.SIGKILL)


def kill_terraform(process: subprocess.Popen[str]) -> None:
    process.kill()


def kill_both(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)


KILLS = {"the provider": kill_provider, "terraform": kill_terraform, "both": kill_both}


def killed(
    stack: Workspace, kill: Callable[[subprocess.Popen[str]], None], moment: Callable[[], Any]
) -> None:
    """An apply that is killed at that moment, and is dead with all its processes.

    The moment must last: a busy machine may come to the kill seconds later.
    """
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(moment)
        kill(process)
        output = finish(process)
    assert process.returncode, f"the apply had ended before it was killed: {output}"
    until(lambda: not at_work(stack.folder))
    (stack.folder / ".terraform.tfstate.lock.info").unlink(missing_ok=True)
