"""The warm process: imports everything, waits at its socket, forks the provider of each launch.

It has no threads, reads nothing of a launch, and connects to nothing, so no secret is ever in it:
what was forked reads. It ends when it has had nothing to do for a while, when a file it has
imported has changed, and when the socket under its name is no longer its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from . import child, place
from .asking import Served
from .stub import need_own_peer

#: Seconds between two looks at whether there is a reason to end.
_TICK = 1.0

#: Seconds by which the system's clock for files may be behind: it goes on with each timer tick.
_FILE_CLOCK = 0.01

_LAST_STANDARD_STREAM = 2

#: Launches that may wait to be forked; each takes a few milliseconds.
_BACKLOG = 128


def keep_warm(
    load: Callable[[], None],
    run: Callable[[int], int],
    seconds: float,
    path: bytes,
    began: float,
) -> None:
    """Serve launches at the socket `path`, unless another process does so already.

    `load` imports what launches need. `run` serves one, in a fork, and is given the process
    that has launched it. `began`: the Unix time before which this process has imported nothing.
    Returns `seconds` after the last launch has ended, or earlier for a reason. Raises OddError
    where launches that look for it there would be of another kind than this process.
    """
    signal.signal(signal.SIGTERM, _end)
    _close_all_but_standard_streams()
    os.setsid()
    os.chdir("/")
    kind = place.kind(os.environb)
    folder = place.folder(os.environb)
    if place.socket_in(folder, kind) != path:
        raise place.OddError("it is of another kind than the launch that has left it")
    with _alone(folder, path + place.LOCK) as lock, _bound(path) as listening:
        load()
        gc.collect()
        gc.freeze()
        warm = _Warm(listening, lock, path, kind, run)
        if warm.is_newer_than_its_files(began):
            listening.listen(_BACKLOG)
            warm.serve(seconds)


def _end(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would end the clearing away
    sys.exit(0)


def _close_all_but_standard_streams() -> None:
    """What the first launch may have been given, whatever the limit of descriptors is now.

    Where that is a thousand million, to try each takes minutes.
    """
    for name in os.listdir("/dev/fd"):  # noqa: PTH208
        if int(name) > _LAST_STANDARD_STREAM:
            with contextlib.suppress(OSError):  # that of the listing itself
                os.close(int(name))


class _Warm:
    def __init__(
        self,
        listening: socket.socket,
        lock: int,
        path: bytes,
        kind: bytes,
        run: Callable[[int], int],
    ) -> None:
        self._listening = listening
        self._lock = lock
        self._path = path
        self._kind = kind
        self._run = run
        self._own = _identity(path)
        self._files = _loaded_files()
        self._unchanged = [_state(file) for file in self._files]
        self._children = 0
        self._launches = 0
        self._since = time.time()

    def is_newer_than_its_files(self, began: float) -> bool:
        """Whether none has changed since then: what is in memory may be of before."""
        return not any(state and state.changed >= began - _FILE_CLOCK for state in self._unchanged)

    def serve(self, seconds: float) -> None:
        idle_since = time.monotonic()
        while True:
            asked, _, _ = select.select([self._listening], [], [], _TICK)
            self._reap()
            if not self._is_wanted():
                return
            if asked:
                self._fork()
            if self._children:
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= seconds:
                return

    def _is_wanted(self) -> bool:
        """Whether launches find this process, and would find the same files on their own."""
        if _identity(self._path) != self._own:
            return False
        return [_state(file) for file in self._files] == self._unchanged

    def _fork(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, ConnectionAbortedError):  # it left before its turn
            return
        # OSError: there may be no more processes now. The launch is cold, then.
        with connection, _undisturbed(), contextlib.suppress(place.OddError, OSError):
            need_own_peer(connection)
            if os.fork() == 0:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                self._listening.close()
                os.close(self._lock)
                served = Served(os.getppid(), self._since, self._launches, sys.executable)
                child.attend(connection, self._kind, served, self._run)
            self._children += 1

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
                self._children -= 1
                # One that was killed had served a launch, too.
                self._launches += os.waitstatus_to_exitcode(ended[1]) != child.NO_LAUNCH


def _loaded_files() -> list[str]:
    """Every file of our package that was imported; of each other package the first; Python's own.

    A new version of another package replaces all of its files.
    """
    own = __name__.partition(".")[0]
    files = {os.__file__, sys.executable}
    for name, module in sys.modules.items():
        if name.partition(".")[0] == own or ("." not in name and hasattr(module, "__path__")):
            files.add(getattr(module, "__file__", None) or os.__file__)
    return sorted(files)


class _State(NamedTuple):
    """What tells a file from what it was before."""

    modified: int
    size: int
    number: int
    #: Unix seconds; unlike `modified` it is the system's own, and in no archive.
    changed: float


def _state(file: str) -> _State | None:
    try:
        found = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return _State(found.st_mtime_ns, found.st_size, found.st_ino, found.st_ctime)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Without SIGTERM, so that it never ends a child in the way it ends this process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _alone(folder: bytes, path: bytes) -> Iterator[int]:
    """Holds the lock of this kind in the folder, both made where absent and removed at the end.

    Raises OddError when another process has it, OSError when it cannot be had.
    """
    place.make(folder)
    try:
        with _held(path) as lock:
            yield lock
    finally:
        _clear_away(folder)


@contextlib.contextmanager
def _held(path: bytes) -> Iterator[int]:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise place.OddError("another process is warm already") from error
        if _identity(path) != _identity(lock):  # its last holder has just removed it
            raise place.OddError("another process has just ended")
        try:
            yield lock
        finally:
            if _identity(path) == _identity(lock):  # not that of another, in another folder
                os.unlink(path)  # noqa: PTH108
    finally:
        os.close(lock)


def _clear_away(folder: bytes) -> None:
    """What killed processes of other kinds have left, whose like may never be launched again."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208
            if name.endswith(place.LOCK):
                lock = folder + b"/" + name
                with contextlib.suppress(OSError, place.OddError), _held(lock):
                    os.unlink(lock.removesuffix(place.LOCK))  # noqa: PTH108
        os.rmdir(folder)  # noqa: PTH106 - unless other kinds are in there


@contextlib.contextmanager
def _bound(path: bytes) -> Iterator[socket.socket]:
    """A socket under this name, this user's alone; one that a killed process has left is replaced.

    Nobody is served before it listens. That it cannot be had is found out before all the work.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108
    with socket.socket(socket.AF_UNIX) as listening:
        umask = os.umask(0o077)
        listening.bind(path)
        os.umask(umask)  # what is compiled meanwhile is for everybody
        listening.setblocking(False)
        own = _identity(path)
        try:
            yield listening
        finally:
            if _identity(path) == own:
                os.unlink(path)  # noqa: PTH108


def _identity(path: bytes | int) -> tuple[int, int] | None:
    """Tells one file from another that has taken its name."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino
