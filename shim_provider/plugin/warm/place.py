"""Where launches meet the warm process: a folder of this user's alone, a socket for each kind.

Launches are of one kind when only what they hand over tells them apart: the same program and
modules, the same user, the same view of the system. Each launch works this out, so `posix` stands
here for `os`, which would take a tenth of the time of a warm launch to load.
"""

from __future__ import annotations

import posix
import sys

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    from collections.abc import Mapping


#: Where Linux shows in which of its namespaces a process is, with whom it shares limits, and what
#: a security module thinks of it.
_NAMESPACES = tuple(f"/proc/self/ns/{name}" for name in ("mnt", "net", "pid", "user"))
_CGROUP = "/proc/self/cgroup"
_LABEL = "/proc/self/attr/current"
_STATUS = "/proc/self/status"
_LIMITS = "/proc/self/limits"

#: The variables that are read once, as a program starts: by Python for the encodings of paths and
#: streams, by the linker for what it loads (ld.so(8), dyld(1)), by the C library (mallopt(3)), by
#: OpenSSL (openssl-env(7)). By their whole names: LD_ACCESS_TOKEN is somebody's secret.
_READ_AT_START = frozenset(
    b"LANG LC_ALL LC_CTYPE LOCPATH GLIBC_TUNABLES"
    b" LD_AUDIT LD_BIND_NOT LD_BIND_NOW LD_DEBUG LD_DEBUG_OUTPUT LD_DYNAMIC_WEAK LD_HWCAP_MASK"
    b" LD_LIBRARY_PATH LD_ORIGIN_PATH LD_PREFER_MAP_32BIT_EXEC LD_PRELOAD LD_PROFILE"
    b" LD_PROFILE_OUTPUT DYLD_FALLBACK_FRAMEWORK_PATH DYLD_FALLBACK_LIBRARY_PATH"
    b" DYLD_FRAMEWORK_PATH DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH DYLD_ROOT_PATH"
    b" DYLD_VERSIONED_FRAMEWORK_PATH DYLD_VERSIONED_LIBRARY_PATH"
    b" MALLOC_ARENA_MAX MALLOC_ARENA_TEST MALLOC_CHECK_ MALLOC_MMAP_MAX_ MALLOC_MMAP_THRESHOLD_"
    b" MALLOC_PERTURB_ MALLOC_TOP_PAD_ MALLOC_TRIM_THRESHOLD_"
    b" OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_ENGINES OPENSSL_MODULES OPENSSL_TRACE"
    b" OPENSSL_armcap OPENSSL_ia32cap OPENSSL_ppccap OPENSSL_riscvcap OPENSSL_s390xcap".split()
)

RUNTIME_FOLDER = b"XDG_RUNTIME_DIR"

#: Where every user may make a folder.
_COMMON_FOLDER = b"/tmp"

#: The longest parent of our folder: the path of a socket has 104 bytes on macOS, 108 on Linux.
_LONGEST_PARENT = 80

#: Behind the socket's name: the file whose lock the warm process holds.
LOCK = b".lock"

#: Seconds for which a warm process waits for the next launch; 0 is none at all.
VARIABLE = b"LINODE_SHIM_WARM"
_MOST_SECONDS = 86_400

#: Where forks, sockets and their peers are as this room takes them to be, and how long a warm
#: process waits there if the variable says nothing. On macOS, a fork that asks the system for its
#: proxies may crash, and `requests` does (bpo-30385): users turn it on themselves.
_SYSTEMS = {"linux": 30, "darwin": 0}

_DIRECTORY = 0o040000
_FORMAT = 0o170000
_OTHERS = 0o077
_OTHERS_WRITE = 0o022
_STICKY = 0o1000

#: The greatest prime below 2^32: what is left of a kind in its socket's name.
_NAMES = 4_294_967_291


class OddError(RuntimeError):
    """Why a launch goes without the warm process, in words for the log."""


class UnwantedError(OddError):
    """Why it is not to leave one behind either."""


def seconds(environ: Mapping[bytes, bytes]) -> float:
    """For how long to stay warm without a launch; 0 for not at all. Raises OddError."""
    given = environ.get(VARIABLE) or b"%d" % _SYSTEMS.get(sys.platform, 0)
    try:
        found = float(given)
    except ValueError:
        found = -1.0
    if not 0 <= found <= _MOST_SECONDS:
        raise OddError(f"LINODE_SHIM_WARM takes 0 to {_MOST_SECONDS} seconds, not {given!r}")
    return found


def need_wanted(environ: Mapping[bytes, bytes]) -> None:
    """Raises UnwantedError where launches are to be cold."""
    need_turned_on(environ)
    if not (sys.flags.isolated and sys.flags.no_site):
        raise UnwantedError("it was not started by the launcher, so it may have modules of its own")


def need_turned_on(environ: Mapping[bytes, bytes]) -> None:
    """Raises UnwantedError where all launches of this user are cold."""
    if sys.platform not in _SYSTEMS:
        raise UnwantedError(f"there is none on {sys.platform}")
    if not seconds(environ):
        asked = "=0 turns it off" if environ.get(VARIABLE) else "=30 turns it on here"
        raise UnwantedError(f"LINODE_SHIM_WARM{asked}")


def folder(environ: Mapping[bytes, bytes]) -> bytes:
    """The folder of this user's sockets; it need not exist. Raises OddError where none is safe.

    XDG_RUNTIME_DIR where it is the user's own, as the XDG Base Directory Specification has it.
    After `sudo -E` it is another user's, in a container and after a logout it may not be there.
    """
    runtime = environ.get(RUNTIME_FOLDER, b"").rstrip(b"/")
    fits = runtime.startswith(b"/") and len(runtime) <= _LONGEST_PARENT
    if fits and _is_safe(runtime, (posix.geteuid(),)):
        return runtime + b"/linode-shim"
    if not _is_safe(_COMMON_FOLDER, (0, posix.geteuid())):
        raise OddError(f"in {_COMMON_FOLDER.decode()} others may replace what is this user's")
    return _COMMON_FOLDER + b"/linode-shim-%d" % posix.geteuid()


def _is_safe(path: bytes, owners: tuple[int, ...]) -> bool:
    """Whether nobody but these can put something in the place of what a user has in there."""
    try:
        found = posix.stat(path)
    except OSError:
        return False
    shared = found.st_mode & _OTHERS_WRITE and not found.st_mode & _STICKY
    return found.st_mode & _FORMAT == _DIRECTORY and found.st_uid in owners and not shared


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
        posix.chmod(path, 0o700)  # whatever the umask takes away
    except FileExistsError:
        need_private(path)


def kind(environ: Mapping[bytes, bytes]) -> bytes:
    """What all launches of one kind have in common, as one line for each thing."""
    package = __file__.rpartition("/plugin/")[0]
    things = (
        *(sys.executable, sys.version, sys.flags, sys.path, _file(sys.executable), _file(package)),
        *(posix.getuid(), posix.geteuid(), posix.getgid(), posix.getegid(), posix.getgroups()),
        sorted(read_at_start(environ).items()),
        *(_read_link(name) for name in _NAMESPACES),
        *(_file("/"), _read(_CGROUP), _read(_LABEL), _powers(), _read(_LIMITS) or _limits()),
        posix.getpriority(posix.PRIO_PROCESS, 0),
        posix.sched_getscheduler(0) if hasattr(posix, "sched_getscheduler") else "",
    )
    return "\n".join(map(repr, things)).encode(errors="surrogateescape")


def read_at_start(environ: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The variables whose value is too late in a process that runs already. None is a secret."""
    return {name: value for name, value in environ.items() if name in _READ_AT_START}


def socket_in(folder: bytes, kind: bytes) -> bytes:
    """The socket of the warm process for this kind of launches.

    A short name, since the path of a socket is: two kinds may have the same. The process at the
    other end compares the kind itself.
    """
    return folder + b"/%08x" % (int.from_bytes(kind, "big") % _NAMES)


def _powers() -> bytes:
    """Capabilities, filters of system calls, processors: on Linux, one stretch of a longer text."""
    status = _read(_STATUS)
    return status[status.find(b"\nCapInh:") : status.find(b"\nvoluntary_ctxt_switches:")]


def _limits() -> list[tuple[int, int]]:
    """A process may lower its own limits, and not raise them again."""
    import resource  # where there is no file that says so

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
    except OSError:  # no security module is there
        return b""
    finally:
        posix.close(file)
