"""Request bodies straight from a connection: in pieces as they arrive, at constant memory.

Cheroot's own readers hold a whole chunk (or a whole body, when it is discarded) in memory, and copy
each byte several times.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import socket

# A line that announces a chunk: a hexadecimal number and extensions nobody uses.
_LONGEST_LINE = 1024


class Buffered(Protocol):
    """What cheroot's reader of a connection offers: bytes it has read ahead, and lines."""

    def has_data(self) -> bool: ...
    def peek(self, size: int = 0) -> bytes: ...
    def read(self, size: int) -> bytes: ...
    def readline(self, size: int) -> bytes: ...


class LengthBody(io.RawIOBase):
    """A body of known length. Raises ConnectionResetError if the client leaves before its end."""

    def __init__(self, buffered: Buffered, connection: socket.socket, length: int) -> None:
        self._buffered = buffered
        self._connection = connection
        self.left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """What is there, up to `size`; everything when negative."""
        if size < 0:
            return b"".join(iter(lambda: self.read(65536), b""))
        size = min(size, self.left)
        if size == 0:
            return b""
        data = _arrived(self._buffered, self._connection, size)
        self.left -= len(data)
        return data


class ChunkedBody(io.RawIOBase):
    """A body in chunks (RFC 9112, section 7.1). Raises ConnectionResetError or ValueError."""

    def __init__(self, buffered: Buffered, connection: socket.socket) -> None:
        self._buffered = buffered
        self._connection = connection
        self._chunk = 0
        self._first = True
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return b"".join(iter(lambda: self.read(65536), b""))
        if size == 0 or self.ended:
            return b""
        if self._chunk == 0:
            self._begin_chunk()
            if self.ended:
                return b""
        data = _arrived(self._buffered, self._connection, min(size, self._chunk))
        self._chunk -= len(data)
        return data

    def _begin_chunk(self) -> None:
        if not self._first and self._line() != b"":
            raise ValueError("a chunk does not end where it said")
        self._first = False
        digits = self._line().partition(b";")[0].strip()
        if (
            not digits
            or len(digits) > 16
            or not all(c in b"0123456789abcdefABCDEF" for c in digits)
        ):
            raise ValueError("a chunk has no size")
        self._chunk = int(digits, 16)
        if self._chunk == 0:
            # Trailers are read over.
            while self._line() != b"":
                continue
            self.ended = True

    def _line(self) -> bytes:
        line = self._buffered.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise ConnectionResetError(104, "The client left in the middle of the body")
        return line.rstrip(b"\r\n")


def _arrived(buffered: Buffered, connection: socket.socket, size: int) -> bytes:
    """At least one byte. First what was read ahead; then from the socket, past all buffers."""
    if buffered.has_data():
        data = buffered.read(min(size, len(buffered.peek())))
    else:
        data = connection.recv(size)
    if not data:
        raise ConnectionResetError(104, "The client left in the middle of the body")
    return data
