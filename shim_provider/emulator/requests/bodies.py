"""Reading from a connection, heads line by line and bodies in pieces; and writing to it.

At constant memory and within set times, whatever the client does. Cheroot's own readers hold a
whole chunk (or a whole body, when it is discarded) in memory, copy each byte several times, and
wait for ever on one who sends a byte now and then.
"""

from __future__ import annotations

import io
import socket
import time

# A line that announces a chunk: a hexadecimal number and extensions nobody uses.
_LONGEST_LINE = 1024
_RECEIVED = 64 * 1024


class Reader:
    """What a connection has sent.

    Raises TimeoutError when nothing comes for `idle` seconds, or when what was to come has not come
    in the time that `allow` gave. Has what cheroot asks of a reader: `readline`, `has_data`,
    `close`, `closed`, `bytes_read`.
    """

    def __init__(self, connection: socket.socket, idle: float) -> None:
        self._deadline = float("inf")
        self._seconds_per_byte = 0.0
        self.closed = False
        self.bytes_read = 0
        self._connection = connection
        self._idle = idle
        self._ahead = b""

    def allow(self, seconds: float, slowest: float = float("inf")) -> None:
        """What comes next has `seconds`, and one more for every `slowest` bytes of it."""
        self._deadline = time.monotonic() + seconds
        self._seconds_per_byte = 1 / slowest

    def has_data(self) -> bool:
        return bool(self._ahead)

    def readline(self, limit: int = 2**31) -> bytes:
        """Up to and with the end of the line, at most `limit` bytes; less when the client left."""
        while (end := self._ahead.find(b"\n", 0, limit) + 1) == 0 and len(self._ahead) < limit:
            more = self._receive(_RECEIVED)
            if not more:
                end = len(self._ahead)
                break
            self._ahead += more
        cut = end or limit
        line, self._ahead = self._ahead[:cut], self._ahead[cut:]
        return line

    def arrived(self, size: int) -> bytes:
        """One to `size` bytes. Raises ConnectionResetError if the client is gone."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        data = self._receive(size)
        if not data:
            raise ConnectionResetError(104, "The client left in the middle of the body")
        return data

    def close(self) -> None:
        self.closed = True

    def _receive(self, size: int) -> bytes:
        seconds = min(self._idle, self._deadline - time.monotonic())
        if seconds <= 0:
            raise TimeoutError("timed out")
        self._connection.settimeout(seconds)
        data = self._connection.recv(size)
        self.bytes_read += len(data)
        self._deadline += len(data) * self._seconds_per_byte
        return data


class Writer:
    """What goes back, sent as it is written. Cheroot's own keeps what could not be sent, and fails
    when it is forgotten.

    Raises TimeoutError when the client takes nothing for `idle` seconds.
    """

    def __init__(self, connection: socket.socket, idle: float) -> None:
        self.closed = False
        self.bytes_written = 0
        self._connection = connection
        self._idle = idle

    def write(self, data: bytes) -> int:
        self._connection.settimeout(self._idle)
        self._connection.sendall(data)
        self.bytes_written += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is ever kept back."""

    def close(self) -> None:
        self.closed = True


class LengthBody(io.RawIOBase):
    """A body of known length. Raises ConnectionResetError if the client leaves before its end."""

    def __init__(self, reader: Reader, length: int) -> None:
        self._reader = reader
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
        data = self._reader.arrived(size)
        self.left -= len(data)
        return data


class ChunkedBody(io.RawIOBase):
    """A body in chunks (RFC 9112, section 7.1). Raises ConnectionResetError or ValueError."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
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
        data = self._reader.arrived(min(size, self._chunk))
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
        line = self._reader.readline(_LONGEST_LINE)
        if len(line) == _LONGEST_LINE:
            raise ValueError("a line between chunks is too long")
        if not line.endswith(b"\n"):
            raise ConnectionResetError(104, "The client left in the middle of the body")
        return line.rstrip(b"\r\n")
