"""The local file of an upload: what can be said of it before a byte is sent.

One streaming pass computes the MD5 and the size of the content (the disk that
comes out of the gzip file), at constant memory. What was found is remembered by
path, size and modification time, so an unchanged file is not read again.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ...problem import Problem

#: Linode's limits for an upload (linode-cli checks the first before it sends).
MOST_COMPRESSED = 5 * 1024**3
#: The content's limit, in MB, unless support has raised it for the account.
MOST_CONTENT_MB = 6 * 1024
LIMIT_VARIABLE = "LINODE_IMAGE_SIZE_LIMIT_MB"

_MB = 1024**2
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1024 * 1024
#: Bytes given to gunzip and taken from it at once: what fits into a processor's cache. With
#: 1 MiB, most of the time is the system's, which makes room for each piece anew.
_PIECE = 64 * 1024
_GZIP_WINDOW = 16 + zlib.MAX_WBITS

_Taker = Callable[[bytes], None]
#: A file this young may change again without a new modification time being visible.
_SETTLED_NANOSECONDS = 2_000_000_000


class FileFacts(NamedTuple):
    """What one pass over the file found; `content` is in bytes."""

    path: str
    size: int
    mtime_ns: int
    md5: str
    content: int


def examine(path: str, *remembered: Mapping[str, Any] | None) -> FileFacts:
    """The facts of the file, from one of those remembered when it has not changed since.

    Raises:
        Problem: about `file_path`: absent, no file, not gzip, too large, cut short.
    """
    status = _status(path)
    unchanged = (path, status.st_size, status.st_mtime_ns)
    for known in remembered:
        if known and tuple(known.get(name) for name in FileFacts._fields[:3]) == unchanged:
            facts = FileFacts(**{name: known[name] for name in FileFacts._fields})
            break
    else:
        facts = FileFacts(*unchanged, *_read_through(path, status.st_size))
    _check_content(facts)
    return facts


def memory(facts: FileFacts) -> dict[str, Any] | None:
    """The facts in a form to remember; None for a file too young to trust its time."""
    if time.time_ns() - facts.mtime_ns < _SETTLED_NANOSECONDS:
        return None
    return facts._asdict()


def _status(path: str) -> os.stat_result:
    try:
        status = Path(path).stat()
    except FileNotFoundError:
        raise _about(
            "No such file",
            f"There is no file {path!r} (looked for from {Path.cwd()}).",
        ) from None
    except OSError as failure:
        raise _about("Unreadable file", f"{path!r}: {failure.strerror}.") from None
    if not stat.S_ISREG(status.st_mode):
        raise _about("Not a file", f"{path!r} is no regular file.")
    if status.st_size > MOST_COMPRESSED:
        raise _about(
            "File too large",
            f"{path!r} has {status.st_size / 1024**3:.2f} GB; Linode takes 5 GB at most,"
            " compressed. Shrink the disk, zero its free space and compress it again.",
        )
    return status


def _limit_mb() -> int:
    text = os.environ.get(LIMIT_VARIABLE) or str(MOST_CONTENT_MB)
    if not text.isascii() or not text.isdigit():
        raise Problem(
            f"Invalid {LIMIT_VARIABLE}",
            f"The environment's {LIMIT_VARIABLE} must be a whole number of MB, not {text!r}.",
        )
    return int(text)


def _check_content(facts: FileFacts) -> None:
    limit = _limit_mb()
    if facts.content > limit * _MB:
        raise _about(
            "Image too large",
            f"The disk in {facts.path!r} has {facts.content / _MB:.0f} MB; the account's limit is"
            f" {limit} MB. If Linode support has raised it, set {LIMIT_VARIABLE} in the"
            " environment.",
        )


def _read_through(path: str, size: int) -> tuple[str, int]:
    """The file's MD5 and the size of its content."""
    digest = hashlib.md5(usedforsecurity=False)
    meter = _ContentMeter(path)
    feed = _one_by_one if size <= _CHUNK else _side_by_side
    try:
        feed(_chunks(path), digest.update, meter.feed)
    except OSError as failure:
        raise _about("Unreadable file", f"{path!r}: {failure.strerror}.") from None
    return digest.hexdigest(), meter.finish()


def _one_by_one(chunks: Iterable[bytes], hash: _Taker, meter: _Taker) -> None:
    """For a small file: not worth a thread, nor the loading of what makes one."""
    for chunk in chunks:
        hash(chunk)
        meter(chunk)


def _side_by_side(chunks: Iterable[bytes], hash: _Taker, meter: _Taker) -> None:
    """Neither holds the GIL, and MD5 takes about as long as gunzip of what is hardly compressed."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as hasher:
        hashed = hasher.submit(hash, b"")
        for chunk in chunks:
            hashed.result()  # of the chunk before this one: they must not pile up
            hashed = hasher.submit(hash, chunk)
            meter(chunk)


def _chunks(path: str) -> Iterator[bytes]:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - unbuffered, in a hot loop
        while chunk := file.read(_CHUNK):
            yield chunk


class _ContentMeter:
    """Counts what gzip data expands to, without keeping it: several members, bombs too."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._expanded = 0
        self._member: Any = None
        self._members = 0
        self._trailing = False
        self._pending = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the file."""
        for start in range(0, len(data), _PIECE):
            self._feed_piece(data[start : start + _PIECE])

    def _feed_piece(self, data: bytes) -> None:
        while data and not self._trailing:
            if self._member is None and not self._begin(data):
                return
            data = self._expand(data)

    def finish(self) -> int:
        """The content's size in bytes; the file has ended."""
        if not self._members:
            raise _not_gzip(self._path)
        while self._member is not None and self._expand(b"") == b"" and self._pending:
            continue
        if self._member is not None:
            raise _about(
                "File cut short",
                f"{self._path!r} is gzip that ends in the middle. Make or copy it again.",
            )
        return self._expanded

    def _begin(self, data: bytes) -> bool:
        if _GZIP_MAGIC.startswith(data[:2]):
            self._member = zlib.decompressobj(_GZIP_WINDOW)
            self._members += 1
            return True
        if not self._members:
            raise _not_gzip(self._path)
        self._trailing = True  # gzip itself ignores what follows the last member
        return False

    def _expand(self, data: bytes) -> bytes:
        try:
            expanded = len(self._member.decompress(data, _PIECE))
        except zlib.error:
            raise _about("Damaged file", f"{self._path!r} is damaged gzip.") from None
        self._expanded += expanded
        self._pending = expanded > 0
        if self._member.eof:
            rest: bytes = self._member.unused_data
            self._member = None
            return rest
        return bytes(self._member.unconsumed_tail)


def _not_gzip(path: str) -> Problem:
    return _about(
        "Not gzip",
        f"{path!r} does not start as gzip does. Linode takes a raw disk compressed with gzip:"
        f" run `gzip -k` on it.",
    )


def _about(summary: str, detail: str) -> Problem:
    return Problem(summary, detail, "file_path")
