"""Files that are locked for as long as their owner lives: how the dead are told from the living."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # Windows: without locks nobody is known to live, and nothing is shown
    fcntl = None  # type: ignore[assignment]

_FOLDER_LOCK = "lock"


def create(path: Path) -> int:
    """A new file, locked; its descriptor. The folder must be `held` meanwhile."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder: between its creation and its own lock a file looks dead."""
    with (folder / _FOLDER_LOCK).open("a") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_locked(path: Path) -> bool:
    """Whether its owner lives."""
    if not fcntl:
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
