"""The memory of processes, as Linux tells it in /proc; elsewhere every answer is 0.

VmHWM is the most a process ever had, so looking now and then misses only what its last
moments added.
"""

from __future__ import annotations

import threading
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


class Watch:
    """Looks, while its block runs, at those children of a process which are of interest."""

    def __init__(self, pid: int, words: bytes) -> None:
        """`words`: what the command line of such a child holds."""
        #: The most bytes any of them had.
        self.peak = 0
        self._pid = pid
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
            for child in children(self._pid):
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
