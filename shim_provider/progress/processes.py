"""Which process is still the one that was noted: a number may have gone to another since."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from .notes import Process

#: Engines, and programs that run one several times in a run.
_ENGINES = {"terraform", "tofu", "linode-shim-terraform"}
_RUNNERS = {"cdktf", "cdktn", "linode-shim", "shim_provider.cli.main"}

#: Commands of either that are a run.
_RUNS = {"apply", "deploy", "destroy", "diff", "plan", "refresh"}

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
    if os.name == "nt":
        return False  # there, 0 is no question but Ctrl-C
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
    while (above := _parent(above)) > 1:
        if _RUNNERS & _programs(_command(above)):
            return noted(engine), noted(above)
    return (noted(engine),)


def is_run_in(directories: Collection[Path]) -> bool:
    """Whether an engine, or what runs one, is at work in one of them, as far as the system tells.

    One that has just begun has noted nothing yet.
    """
    places = {str(directory.resolve()) for directory in directories}
    try:
        found = [name for name in os.listdir(_PROC) if name.isdigit()]  # noqa: PTH208 - it is long
    except OSError:
        return False
    return any(_directory(name) in places and _is_run(_command(int(name))) for name in found)


def _directory(name: str) -> str:
    try:
        return os.readlink(f"{_PROC}/{name}/cwd")  # noqa: PTH115 - of each process there is
    except OSError:  # another user's, or it is gone
        return ""


def _is_run(words: list[str]) -> bool:
    return bool((_ENGINES | _RUNNERS) & _programs(words)) and bool(_RUNS & {*words[1:]})


def _stat(pid: int) -> list[str]:
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[_PARENT]) if fields else 0


def _command(pid: int) -> list[str]:
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return []
    return [os.fsdecode(word) for word in words]


def _programs(words: list[str]) -> set[str]:
    """What runs, without folders: where it is node or Python, also what that has been given."""
    given = words[:3] if words[1:2] == ["-m"] else words[:2]
    return {word.rpartition("/")[2].removesuffix(".js") for word in given}
