"""Whether a run is under way in a working directory, also between two provider processes."""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shim_provider import locks

from .notes import RUN_SUFFIX, run_folder

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# Terraform's local backend locks the state file so (fcntl, not flock), and says whose it is beside
# it; a killed one leaves that file. struct flock, in the order of each system's.
_STATE_LOCKS = (".*.tfstate.lock.info", "terraform.tfstate.d/*/.*.tfstate.lock.info")
_FLOCK = {"linux": ("hhqqi", 0), "darwin": ("qqihh", 3)}


@contextmanager
def running(directories: Iterable[Path]) -> Iterator[None]:
    """A run of several commands in these directories, for those who watch. Fails of nothing."""
    with contextlib.ExitStack() as marks:
        for directory in directories:
            with contextlib.suppress(OSError):
                marks.enter_context(_marked(run_folder(directory)))
        yield


def is_marked(folder: Path) -> bool:
    """Whether a run has marked that folder of notes and is not over."""
    return any(locks.is_locked(mark) for mark in folder.glob(f"*{RUN_SUFFIX}"))


def holds_state(directory: Path) -> bool:
    """Whether an engine holds the lock of a state file in that directory."""
    return any(
        _is_held(info.with_name(info.name[1:].removesuffix(".lock.info")))
        for pattern in _STATE_LOCKS
        for info in directory.glob(pattern)
    )


@contextmanager
def _marked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / f"{os.urandom(8).hex()}{RUN_SUFFIX}"
    with locks.held(folder):
        for left in folder.glob(f"*{RUN_SUFFIX}"):
            if not locks.is_locked(left):
                left.unlink(missing_ok=True)
        descriptor = locks.create(mark)
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
        os.close(descriptor)


def _is_held(state: Path) -> bool:
    """Asks the system, and locks nothing: the engine may want to just now."""
    layout = _FLOCK.get(sys.platform)
    if layout is None or not fcntl:
        return False
    form, type_at = layout
    fields = [0] * len(form)
    fields[type_at] = fcntl.F_WRLCK
    try:
        with state.open("rb") as file:
            answer = fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(form, *fields))
    except OSError:
        return False
    return bool(struct.unpack(form, answer)[type_at] != fcntl.F_UNLCK)
