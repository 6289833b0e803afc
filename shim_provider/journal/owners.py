"""Whose a journal's file is, and whether that process lives.

A file is locked for as long as its process lives, so that one whose lock can be had is a dead
process's. That holds between processes of one kernel, containers too. Between machines that share
a folder it depends on the file system (flock(2), NFS): so files in a shared folder bear
the mark of their machine, are touched every few seconds, and count as a dead process's only
when their lock can be had and they have been silent for a while. Time is the folder's own: it is
read from a file that was touched just now, as two machines' clocks may differ.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider import locks

if TYPE_CHECKING:
    from typing import IO

_SUFFIX = ".jsonl"

# A provider whose Terraform was killed ends by itself within a moment, and so does one that was
# killed; a claim waits so many seconds for that. Whoever lives longer is at work.
DYING_SECONDS = 5.0

#: How often the file of a living process is touched in a shared folder, and after how long without
#: that a process of another machine is dead: six of them, for a busy machine or a slow network.
BEAT_SECONDS = 10.0
SILENT_SECONDS = 60.0

#: The kernel's own mark on Linux: another after each start, the same in all containers.
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def machine() -> str:
    """Tells this kernel from others: locks hold among its processes."""
    try:
        text = _BOOT.read_text()
    except OSError:
        text = os.uname().nodename if hasattr(os, "uname") else ""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def new_name(shared: bool) -> str:
    """The name of a process's file."""
    mark = f"@{machine()}" if shared else ""
    return f"{os.urandom(8).hex()}{mark}{_SUFFIX}"


def files_in(folder: Path) -> list[Path]:
    """The files of all processes."""
    return sorted(folder.glob(f"*{_SUFFIX}"))


def is_foreign(name: str) -> bool:
    """Whether a file is another machine's, by its name."""
    return "@" in name and name.removesuffix(_SUFFIX).partition("@")[2] != machine()


def create(path: Path) -> IO[str]:
    """Make a process's file, and lock it."""
    return os.fdopen(locks.create(path), "w", encoding="utf-8")


def owner_is_dead(path: Path) -> bool:
    """Whether no process can be at work on what is in this file. Under the folder's lock."""
    if not locks.CAN_LOCK:
        return False
    try:
        with path.open("rb") as file:
            if not locks.is_free(file):
                return False
            # Asked of the open file: NFS tells anew what it may have kept of a path.
            touched = os.fstat(file.fileno()).st_mtime
    except OSError:
        return False
    return not is_foreign(path.name) or _now(path.parent) - touched > SILENT_SECONDS


def _now(folder: Path) -> float:
    lock = folder / locks.FOLDER_LOCK
    os.utime(lock)
    return lock.stat().st_mtime


def append(path: Path, line: str) -> None:
    """Add a line to a dead process's file, which must not seem to live by that."""
    times = path.stat()
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with contextlib.suppress(OSError):  # another user's: it is only found dead a little later
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def touched(path: Path) -> float:
    """When it was touched last, by the folder's time; 0 where it is gone."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        return os.fstat(file.fileno()).st_mtime
    return 0.0


class Pulse:
    """Touches a file as long as its process lives, until told to stop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ended = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            with contextlib.suppress(OSError):  # the folder is away: it may come back
                os.utime(self._path)
