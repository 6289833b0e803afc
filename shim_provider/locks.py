"""Files that are locked for as long as their owner lives: how the dead are told from the living."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

try:
    import fcntl
except ImportError:  # Windows: without locks nobody is known to live, and nobody to be dead
    fcntl = None  # type: ignore[assignment]

CAN_LOCK = fcntl is not None

#: In a folder of such files, what is locked while they are made, and while the dead ones change.
FOLDER_LOCK = "lock"


def create(path: Path) -> int:
    """A new file, locked; its descriptor. The folder must be `held` meanwhile."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder: between its creation and its own lock a file looks dead."""
    with (folder / FOLDER_LOCK).open("a") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_locked(path: Path) -> bool:
    """Whether its owner lives."""
    try:
        with path.open("rb") as file:
            return not is_free(file)
    except FileNotFoundError:
        return False
    except OSError:
        return CAN_LOCK


def is_free(file: IO[bytes]) -> bool:
    """Whether nobody holds the lock of this file; so it is where there are no locks."""
    if not fcntl:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
