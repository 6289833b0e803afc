"""The small program: hands a launch to the warm process, and waits for its exit status.

To the host it is the provider. It is loaded by every launch, and so loads next to nothing: `posix`,
`_socket` and `_signal`, the modules beneath `os`, `socket` and `signal`, are part of Python itself.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import _socket
import posix
import sys
from marshal import dumps

from . import place
from .place import OddError

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    from typing import NoReturn

#: Seconds within which the other side must be ready. Longer ones are better spent on a cold start.
PATIENCE = 0.1

#: Seconds between two looks at whether the host still lives.
_PARENT_CHECK = 1.0

#: What is said on the connection, beside the launch itself.
LAUNCH, ASK = b"L", b"?"  # the first byte: a launch follows; who are you?
READY, TAKEN, TERMINATE, STATUS = b"R", b"K", b"T", b"S"

#: How to open a directory that one may enter, and perhaps not list.
_TO_GO_THERE = getattr(posix, "O_PATH", posix.O_RDONLY)

#: Bytes in which the size of a part is given.
SIZE = 4


def serve() -> NoReturn:
    """Have the warm process serve this launch, and end as it ends.

    Raises OddError, with nothing done, where that cannot be.
    """
    host = posix.getppid()
    place.need_wanted(posix.environ)
    try:
        kind = place.kind(posix.environ)
        connection = _connected(kind)
    except OSError as error:
        raise OddError(f"no warm process: {error}") from error
    early: list[int] = []  # requests to end that come while nobody has taken the launch yet
    _signal.signal(_signal.SIGTERM, lambda number, _: early.append(number))
    try:
        _hand_over(connection, kind)
        _signal.signal(_signal.SIGTERM, lambda number, _: _pass_on(connection, number, early))
        if early:
            _pass_on(connection, early[0], early)
        _wait_until_taken(connection, host)
    except OSError as error:
        connection.close()
        _signal.signal(_signal.SIGTERM, _signal.SIG_DFL)
        if early:
            posix.kill(posix.getpid(), _signal.SIGTERM)
        raise OddError(f"the warm process did not answer: {error!r}") from error
    _stand_in(connection, host)


def _connected(kind: bytes) -> _socket.socket:
    _need_standard_streams()
    folder = place.folder(posix.environ)
    place.need_private(folder)
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.settimeout(PATIENCE)
    connection.connect(place.socket_in(folder, kind))
    need_own_peer(connection)
    return connection


def _need_standard_streams() -> None:
    """Raises OddError where one is closed: what is opened next would be taken for it."""
    try:
        for number in range(3):
            posix.fstat(number)
    except OSError as error:
        raise OddError("a standard stream is closed") from error


def need_own_peer(connection: _socket.socket) -> None:
    """Raises OddError unless a process of this very user is at the other end."""
    if hasattr(_socket, "SO_PEERCRED"):  # Linux: struct ucred {pid, uid, gid}
        found = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)[4:8]
    else:  # macOS: struct xucred {version, uid, ...} (sys/ucred.h); 0 is SOL_LOCAL
        found = connection.getsockopt(0, 0x001, 76)[4:8]
    if int.from_bytes(found, sys.byteorder) != posix.geteuid():
        raise OddError("the process at the socket is another user's")


def _hand_over(connection: _socket.socket, kind: bytes) -> None:
    """The launch, and the descriptors it goes on with.

    They are sent once the other side is ready: on their way they are open, and would keep the host
    waiting for the end of its pipes for as long as nobody takes them. Who gives up here has not
    sent the whole launch, which then is none.
    """
    connection.sendall(LAUNCH + sized(kind))
    if connection.recv(len(READY)) != READY:
        raise OSError("it went away")
    directory = posix.open(".", _TO_GO_THERE | posix.O_CLOEXEC)
    try:
        descriptors = b"".join(n.to_bytes(4, sys.byteorder) for n in (0, 1, 2, directory))
        launch = sized(dumps(_launch()))
        ancillary = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, descriptors)]
        sent = connection.sendmsg([launch], ancillary)
    finally:
        posix.close(directory)
    if sent < len(launch):  # sending nothing fails, too, once the other side has served and ended
        connection.sendall(launch[sent:])


def _launch() -> tuple[list[str], dict[bytes, bytes], int, list[int], list[int], int]:
    """What tells this launch from others of its kind; `child.py` reads it."""
    umask = posix.umask(0)
    posix.umask(umask)
    blocked = [int(number) for number in _signal.pthread_sigmask(_signal.SIG_BLOCK, ())]
    ignored = [n for n in range(1, _signal.NSIG) if _signal.getsignal(n) == _signal.SIG_IGN]
    return sys.argv[1:], dict(posix.environ), umask, blocked, ignored, posix.getppid()


def _wait_until_taken(connection: _socket.socket, host: int) -> None:
    """Raises OSError if the other side has ended and nothing has been done for this launch.

    However long it takes: it has the whole launch now, and two may not serve it.
    """
    connection.settimeout(_PARENT_CHECK)
    if _heard(connection, host) != TAKEN:
        raise OSError("it could not take the launch")


def sized(data: bytes) -> bytes:
    """A part of what is said, with its size before it."""
    return len(data).to_bytes(SIZE, sys.byteorder) + data


def part(connection: _socket.socket, begun: bytes = b"") -> bytes:
    """The next part of what was `sized`, of which the first bytes may have been read.

    Raises EOFError if the other side leaves before it is whole.
    """
    size = _exactly(connection, SIZE, begun)
    return _exactly(connection, int.from_bytes(size, sys.byteorder))


def _exactly(connection: _socket.socket, size: int, data: bytes = b"") -> bytes:
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _stand_in(connection: _socket.socket, host: int) -> NoReturn:
    """Live and die with the provider at the other end, which does so with this process."""
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # as the provider: left to the host
    try:
        status = b""
        while len(status) < len(STATUS) + 1:
            heard = _heard(connection, host)
            if not heard:
                raise EOFError
            status += heard
    except (OSError, EOFError):  # it was killed: so is the provider, as the host knows it
        posix.kill(posix.getpid(), _signal.SIGKILL)
    posix._exit(status[len(STATUS)])


def _heard(connection: _socket.socket, host: int) -> bytes:
    """The next byte; none at the end. Ends this process when the host has died meanwhile."""
    heard = None
    while heard is None:
        try:
            heard = connection.recv(1)
        except TimeoutError:  # noqa: PERF203 - this is how it waits
            if posix.getppid() != host:
                posix._exit(0)
    return heard


def _pass_on(connection: _socket.socket, number: int, early: list[int]) -> None:
    early.append(number)
    try:
        connection.sendall(TERMINATE)
    except OSError:
        return  # it is ending anyway
