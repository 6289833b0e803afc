"""A launch in a fork of the warm process: becomes what the small program was started as.

Everything that a launch inherits from whoever started it is put in the place of what the warm
process has. What cannot be (limits, namespaces, groups) is part of the kind, see `place.py`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import sys
import time
from collections.abc import Callable
from marshal import dumps, loads
from typing import TYPE_CHECKING, NoReturn

from . import stub

if TYPE_CHECKING:
    from .asking import Served

#: Seconds for the launch to come, which was on its way when the connection was made.
_PATIENCE = 1.0

#: Seconds in which to end by itself, once the small program was killed.
_FAREWELL = 0.05

_DESCRIPTORS = 4
_STANDARD_STREAMS = range(3)

#: The exit status of a fork that has served none, of which the warm process takes note.
NO_LAUNCH = 75


def attend(
    connection: socket.socket, kind: bytes, served: Served, run: Callable[[int], int]
) -> NoReturn:
    """Serve the launch that comes on the connection with `run`, which is given its host.

    What `run` answers is the exit status. The connection is all that is open beside the standard
    streams. Nothing is done for a launch of another kind, or one that has given up meanwhile.
    """
    connection.settimeout(_PATIENCE)
    status = NO_LAUNCH
    try:
        if (host := _taken_on(connection, kind, served)) is not None:
            connection.sendall(stub.TAKEN)
            status = 0  # a launch, also when the small program is killed meanwhile
            _follow(connection)
            _end(connection, lambda: run(host))
    finally:  # also after an error: this process may not go on as the warm one does
        os._exit(status)


def _taken_on(connection: socket.socket, kind: bytes, served: Served) -> int | None:
    """The host of the launch, which this process has become; None where there is none to take."""
    asked = connection.recv(1)
    if asked == stub.ASK:
        connection.sendall(stub.sized(dumps(tuple(served))))
    if asked != stub.LAUNCH or stub.part(connection) != kind:
        return None
    connection.sendall(stub.READY)
    # The descriptors come with the first byte; where there is none, it has given up meanwhile.
    first, descriptors, _, _ = socket.recv_fds(connection, stub.SIZE, _DESCRIPTORS)
    launch = loads(stub.part(connection, first)) if first else None
    if not launch:
        return None
    arguments, environment, umask, blocked, ignored, host = launch
    _take_descriptors(descriptors)
    os.umask(umask)
    _take_environment(environment)
    sys.argv[1:] = arguments
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    return int(host)


def _take_descriptors(descriptors: list[int]) -> None:
    """Standard streams and directory of the launch."""
    for number, descriptor in zip(_STANDARD_STREAMS, descriptors, strict=False):
        os.dup2(descriptor, number)
    os.fchdir(descriptors[3])
    for descriptor in descriptors:
        os.close(descriptor)


def _take_environment(environment: dict[bytes, bytes]) -> None:
    os.environ.clear()
    os.environb.update(environment)
    time.tzset()


def _follow(connection: socket.socket) -> None:
    """End at once when the small program does, which only a kill can make it do before us."""
    from threading import Thread

    connection.settimeout(None)
    Thread(target=_watch, args=(connection,), daemon=True).start()


def _watch(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # reset, when it has not read what was sent last
        while connection.recv(1) == stub.TERMINATE:
            os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)  # it may want to clear something away
    time.sleep(_FAREWELL)
    os.kill(os.getpid(), signal.SIGKILL)


def _end(connection: socket.socket, run: Callable[[], int]) -> NoReturn:
    """Run to the exit status, and have the small program end with it."""
    try:
        status = run()
    except SystemExit as ended:
        status = _status(ended.code)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is ending, and told so again by `_watch`
    with contextlib.suppress(OSError):  # nobody reads it any more
        sys.stdout.flush()
        sys.stderr.flush()
    _let_go_of_streams_and_files()
    connection.sendall(stub.STATUS + bytes([status & 0xFF]))
    os._exit(0)


def _let_go_of_streams_and_files() -> None:
    """The host waits for the end of its streams, and whoever is launched next looks for locks.

    The system would give back all memory first. No number becomes free: a thread that is at work to
    the last does not write into what is no longer its file. Its connections it keeps: one that
    breaks now would be a failure of the API to it.
    """
    with contextlib.suppress(OSError):  # no descriptor is left: then they end with the process
        nowhere = os.open(os.devnull, os.O_RDWR)
        for name in os.listdir("/dev/fd"):  # noqa: PTH208
            if int(name) in _STANDARD_STREAMS or _is_file(int(name)):
                os.dup2(nowhere, int(name))


def _is_file(descriptor: int) -> bool:
    try:
        return stat.S_ISREG(os.fstat(descriptor).st_mode)
    except OSError:  # that of the listing itself
        return False


def _status(given: object) -> int:
    """As Python itself understands `sys.exit`."""
    if given is None or isinstance(given, int):
        return given or 0
    print(given, file=sys.stderr)
    return 1
