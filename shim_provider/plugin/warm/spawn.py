"""Leaves a warm process behind, for the launches to come. A cold launch does so, once loaded."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import time

from . import place

_NOWHERE = "/dev/null"


def leave_warm_process(program: str) -> None:
    """Start Python with `program`, which is to call `process.keep_warm`, unless one is there.

    In the program, `{given}` stands for the last arguments of `keep_warm`.

    It gets the modules' directories of this process, and of the environment only what makes it of
    the same kind: no token is ever in it. Raises OddError, or OSError where it cannot be started.
    """
    place.need_wanted(os.environb)
    seconds = place.seconds(os.environb)
    folder = place.folder(os.environb)
    place.make(folder)
    path = place.socket_in(folder, place.kind(os.environb))
    if _is_held(path + place.LOCK):
        raise place.OddError("there is a warm process, or one in the making")
    kept = place.read_at_start(os.environb)
    if place.RUNTIME_FOLDER in os.environb:
        kept[place.RUNTIME_FOLDER] = os.environb[place.RUNTIME_FOLDER]
    program = program.format(given=f"{seconds}, {path!r}, {time.time()}")
    os.posix_spawn(
        sys.executable,
        [
            *(sys.executable, "-I", "-S"),
            # Without a locale Python turns this on by itself (PEP 540), and then says in the
            # environment that there is one (PEP 538): the next Python would not.
            *("-X", f"utf8={sys.flags.utf8_mode}"),
            *("-c", f"import sys; sys.path[:] = {sys.path!r}; {program}"),
        ],
        kept,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, _NOWHERE, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, _NOWHERE, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, _NOWHERE, os.O_WRONLY, 0),
        ],
        setsigmask=(),
        setsigdef=signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP},
    )


def _is_held(lock: bytes) -> bool:
    """Whether a process has the lock: asked first, as many launches may come here at once."""
    try:
        file = os.open(lock, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    with contextlib.closing(os.fdopen(file)):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
