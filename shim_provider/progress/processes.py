"""Which process is still the one that was noted: a number may have gone to another since."""

from __future__ import annotations

import os
from pathlib import Path

from .notes import Process

#: Programs that run an engine several times in a run.
_RUNNERS = {"cdktf", "cdktn", "linode-shim"}

_PROC = Path("/proc")

# Fields of /proc/PID/stat after the name, which may hold anything and stands in brackets.
_PARENT, _STARTED = 1, 19


def noted(pid: int) -> Process:
    """The process of that number, as it is now."""
    fields = _stat(pid)
    return Process(pid, fields[_STARTED] if fields else "")


def lives(process: Process) -> bool:
    """Whether it is the same one that was noted, and has not ended."""
    if process.started:
        fields = _stat(process.pid)
        return bool(fields) and fields[_STARTED] == process.started and fields[0] not in "ZX"
    try:
        os.kill(process.pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def run_of(engine: int) -> tuple[Process, ...]:
    """The engine of that number, and what runs it where that runs several; nothing for 0.

    Where the system does not tell (only Linux's /proc does without a program), the engine alone.
    """
    if not engine:
        return ()
    above = engine
    runner = None
    while (above := _parent(above)) > 1:
        if _RUNNERS & _command(above):
            runner = above
    return (noted(engine), *([noted(runner)] if runner else []))


def _stat(pid: int) -> list[str]:
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[_PARENT]) if fields else 0


def _command(pid: int) -> set[str]:
    """Its program and first arguments, without their folders: node has the program as argument."""
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")[:3]
    except OSError:
        return set()
    return {os.fsdecode(word.rpartition(b"/")[2]).removesuffix(".js") for word in words}
