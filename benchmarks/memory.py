"""The memory of processes, and more that Linux tells in /proc; elsewhere every answer is 0 or none.

VmHWM is the most a process ever had, so looking now and then misses only what its last
moments added.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Sequence
from pathlib import Path

#: Seconds between two looks: rare enough not to slow down what is timed.
_PAUSE = 0.05

MIB = 1024**2


def peak(pid: int) -> int:
    """The most bytes of memory the process had so far."""
    return _status(pid, "VmHWM")


def resident(pid: int) -> int:
    """The bytes of memory the process has now."""
    return _status(pid, "VmRSS")


def children(pid: int) -> list[int]:
    """The children of a process, whichever of its threads started them."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []  # it has ended
    return [int(child) for task in tasks for child in _read(task / "children").split()]


def processor_time(pid: int) -> float:
    """The seconds of a process and of its children that have ended."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def started_with(variable: str) -> dict[int, list[str]]:
    """The processes that were started with this variable, and the whole of their environment."""
    found = {
        int(file.parent.name): _read(file).decode(errors="replace").split("\0")
        for file in Path("/proc").glob("[0-9]*/environ")
    }
    return {pid: variables for pid, variables in found.items() if variable in variables}


class Watch:
    """Looks, while its block runs, at those children of processes which are of interest."""

    def __init__(self, pids: Sequence[int], words: bytes) -> None:
        """`words`: what the command line of such a child holds."""
        #: The most bytes any of them had.
        self.peak = 0
        self._pids = pids
        self._words = words
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_PAUSE):
            for child in itertools.chain.from_iterable(map(children, self._pids)):
                if self._words in _read(Path(f"/proc/{child}/cmdline")):
                    self.peak = max(self.peak, peak(child))


def _status(pid: int, name: str) -> int:
    lines = _read(Path(f"/proc/{pid}/status")).decode().splitlines()
    found = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(found[0]) * 1024 if found else 0


def _read(file: Path) -> bytes:
    """Nothing where the process, or the thread, has ended."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
