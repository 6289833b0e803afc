"""Applies that are killed at a chosen moment, with all their processes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .workspace import provider_pids

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .workspace import Workspace


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait until the condition holds, and return what it found."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
    return found


def asked(api: Emulator, method: str, path: str) -> Callable[[], bool]:
    """Whether the API has been asked for it."""
    return lambda: any(r.method == method and r.path.startswith(path) for r in list(api.requests))


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
    """An apply that is killed at that moment, and is dead with all its processes."""
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(moment)
        providers = provider_pids(process)
        kill(process)
        finish(process)
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in providers))
    (stack.folder / ".terraform.tfstate.lock.info").unlink(missing_ok=True)
