"""Where launches meet the warm process: a folder of this user's alone, a socket for each kind.

Launches are of one kind when only what they hand over tells them apart: the same program and
modules, the same user, the same view of the system. Each launch works this out, so `posix` stands
here for `os`, which would take a tenth of the time of a warm launch to load.
"""

from __future__ import annotations

import posix
import resource
import sys
from binascii import crc32

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    from collections.abc import Mapping


#: Where Linux shows in which of its namespaces a process is, and with whom it shares limits.
_NAMESPACES = tuple(f"/proc/self/ns/{name}" for name in ("mnt", "net", "pid", "user"))
_CGROUP = "/proc/self/cgroup"

#: What the encodings of paths and streams follow from; Python reads it once, as it starts.
LOCALE = (b"LC_ALL", b"LC_CTYPE", b"LANG")

RUNTIME_FOLDER = b"XDG_RUNTIME_DIR"

#: Behind the socket's name: the file whose lock the warm process holds.
LOCK = b".lock"

#: Seconds for which a warm process waits for the next launch; 0 is none at all.
VARIABLE = b"LINODE_SHIM_WARM"
_SECONDS = 30
_MOST_SECONDS = 86_400

_DIRECTORY = 0o040000
_FORMAT = 0o170000
_OTHERS = 0o077


class OddError(RuntimeError):
    """Why a launch goes without the warm process, in words for the log."""


def seconds(environ: Mapping[bytes, bytes]) -> float:
    """For how long to stay warm without a launch; 0 for not at all. Raises OddError."""
    given = environ.get(VARIABLE) or b"%d" % _SECONDS
    try:
        found = float(given)
    except ValueError:
        found = -1.0
    if not 0 <= found <= _MOST_SECONDS:
        raise OddError(f"LINODE_SHIM_WARM takes 0 to {_MOST_SECONDS} seconds, not {given!r}")
    return found


def need_wanted(environ: Mapping[bytes, bytes]) -> None:
    """Raises OddError where launches are to be cold."""
    if not seconds(environ):
        raise OddError("LINODE_SHIM_WARM=0 turns it off")
    if not (sys.flags.isolated and sys.flags.no_site):
        raise OddError("it was not started by the launcher, so it may have modules of its own")


def folder(environ: Mapping[bytes, bytes]) -> bytes:
    """The folder of this user's sockets; it need not exist.

    XDG_RUNTIME_DIR where there is one (XDG Base Directory Specification): it is the user's own.
    """
    runtime = environ.get(RUNTIME_FOLDER, b"")
    if runtime.startswith(b"/"):
        return runtime.rstrip(b"/") + b"/linode-shim"
    return b"/tmp/linode-shim-%d" % posix.geteuid()


def need_private(path: bytes) -> None:
    """Raises OddError unless it is a directory, no link to one, which only this user can enter.

    Raises FileNotFoundError where there is nothing.
    """
    found = posix.lstat(path)
    if found.st_mode & _FORMAT != _DIRECTORY:
        raise OddError(f"{path.decode(errors='replace')} is no directory")
    if found.st_uid != posix.geteuid() or found.st_mode & _OTHERS:
        raise OddError(f"{path.decode(errors='replace')} is not this user's alone")


def make(path: bytes) -> None:
    """The folder, where it is absent. Raises OddError, or OSError where it cannot be made."""
    try:
        posix.mkdir(path, 0o700)
    except FileExistsError:
        need_private(path)


def kind(environ: Mapping[bytes, bytes]) -> bytes:
    """What all launches of one kind have in common, as one line for each thing."""
    package = __file__.rpartition("/plugin/")[0]
    things = (
        *(sys.executable, sys.version, sys.flags, sys.path, _file(sys.executable), _file(package)),
        *(posix.getuid(), posix.geteuid(), posix.getgid(), posix.getegid(), posix.getgroups()),
        *(environ.get(name) for name in LOCALE),
        *(_read_link(name) for name in _NAMESPACES),
        *(_read(_CGROUP), _limits(), posix.getpriority(posix.PRIO_PROCESS, 0)),
        posix.sched_getaffinity(0) if hasattr(posix, "sched_getaffinity") else "",
    )
    return "\n".join(map(repr, things)).encode(errors="surrogateescape")


def socket_in(folder: bytes, kind: bytes) -> bytes:
    """The socket of the warm process for this kind of launches.

    A short name, since the path of a socket is: two kinds may have the same. The process at the
    other end compares the kind itself.
    """
    return folder + b"/%08x" % crc32(kind)


def _limits() -> list[tuple[int, int]]:
    """A process may lower its own limits, and not raise them again."""
    names = [name for name in vars(resource) if name.startswith("RLIMIT_")]
    return [resource.getrlimit(getattr(resource, name)) for name in names]


def _file(path: str) -> tuple[int, int]:
    """One and the same file, whatever may be mounted elsewhere under its name."""
    found = posix.stat(path)
    return found.st_dev, found.st_ino


def _read_link(path: str) -> str:
    try:
        return posix.readlink(path)
    except OSError:  # not on Linux, or not for us to see
        return ""


def _read(path: str) -> bytes:
    try:
        file = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return posix.read(file, 1 << 16)
    finally:
        posix.close(file)
