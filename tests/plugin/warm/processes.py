"""A folder of its own for the warm processes of tests, none of which is left afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from shim_provider.plugin.warm import place
from shim_provider.plugin.warm.asking import Served, warm_processes
from tests.waiting import until

#: What other processes of a test have in their environment, and a warm process never has.
_OF_OTHERS = {b"PATH", place.VARIABLE}


@contextlib.contextmanager
def runtime_folder() -> Iterator[Path]:
    """A value for XDG_RUNTIME_DIR, short enough for a socket; its processes end with it."""
    with tempfile.TemporaryDirectory(prefix="warm") as name:
        folder = Path(name)
        try:
            yield folder
        finally:
            end_all(folder, processes_of)


def end_all(runtime: Path, found: Callable[[Path], list[int]]) -> None:
    """Tell those processes of a folder to end, and wait until they have."""
    until(lambda: not _told_to_end(found(runtime)))


def ready(runtime: Path) -> list[Served]:
    """The warm processes that answer."""
    return warm_processes({place.RUNTIME_FOLDER: os.fsencode(runtime)})


def processes_of(runtime: Path) -> list[int]:
    """All processes that were started with this folder, launches too."""
    return [pid for pid, _ in _started_with(runtime)]


def warm_of(runtime: Path) -> list[int]:
    """The warm processes and their forks, also those that do not answer yet.

    They are known by the environment they were started with, which is next to empty.
    """
    return [pid for pid, given in _started_with(runtime) if not given & _OF_OTHERS]


def _started_with(runtime: Path) -> Iterator[tuple[int, set[bytes]]]:
    variable = place.RUNTIME_FOLDER + b"=" + os.fsencode(runtime)
    for process in Path("/proc").glob("[0-9]*"):
        lines = _content(process / "environ").split(b"\0")
        if variable in lines:
            yield int(process.name), {line.partition(b"=")[0] for line in lines}


def memory_of(pid: int) -> bytes:
    """All that a process can write to, as a core would have it."""
    for _ in range(20):
        # The stack of a thread that has just ended is gone when it is to be read: then once more.
        with contextlib.suppress(OSError):
            return _memory_now(pid)
    return _memory_now(pid)


def _memory_now(pid: int) -> bytes:
    whole = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found:
                start, end = (int(each, 16) for each in found.groups())
                memory.seek(start)
                whole += memory.read(end - start)
    return bytes(whole)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def _told_to_end(pids: list[int]) -> list[int]:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    return pids
