"""Is this stream gzip, whole, and how large inside? Decompresses, discards, remembers nothing."""

from __future__ import annotations

import zlib

_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for the gzip form, header and checksum included
_MAGIC = b"\x1f\x8b"

# Output is taken in pieces of this size, so that a bomb never unfolds in memory; larger ones cost
# more than they save.
_STEP = 256 * 1024

NOT_GZIP = "The image is not gzip-compressed."
BROKEN = "The gzip data is damaged or incomplete."
TOO_LARGE = "The image is larger than the account's limit."


class GzipCheck:
    """Feed it the stream piece by piece, then ask `verdict()`.

    `size`: bytes after decompression so far, never far beyond `limit`. Several members may follow
    each other; what follows the last one and is no member is ignored, as gzip ignores it.
    """

    def __init__(self, limit: int) -> None:
        self.size = 0
        self._limit = limit
        self._inflate = zlib.decompressobj(_GZIP)
        self._head = b""
        self._between = False  # a member has ended, the next may begin
        self._held = b""
        self._problem = ""

    def feed(self, data: bytes) -> None:
        if len(self._head) < len(_MAGIC):
            self._head += data[: len(_MAGIC) - len(self._head)]
        while data and not self._problem:
            data = self._gap(data) if self._between else self._member(data)

    def verdict(self) -> str:
        """Empty for a sound image, else one of this module's reasons."""
        if self._head != _MAGIC:
            return NOT_GZIP
        return self._problem or ("" if self._between else BROKEN)

    def _member(self, data: bytes) -> bytes:
        """Take what belongs to the current member; returns what follows it."""
        while True:
            try:
                out = self._inflate.decompress(data, _STEP)
            except zlib.error:
                self._problem = BROKEN
                return b""
            self.size += len(out)
            if self.size > self._limit:
                self._problem = TOO_LARGE
                return b""
            if self._inflate.eof:
                self._between = True
                return self._inflate.unused_data
            data = self._inflate.unconsumed_tail
            if not data and len(out) < _STEP:
                return b""

    def _gap(self, data: bytes) -> bytes:
        """Between members: go on if another begins, else ignore all the rest."""
        data = self._held + data
        self._held = b""
        if data == _MAGIC[:1]:
            self._held = data
            return b""
        if not data.startswith(_MAGIC):
            self._held = b"\x00"  # no magic can follow any more
            return b""
        self._between = False
        self._inflate = zlib.decompressobj(_GZIP)
        return data
