"""Header blocks that come again and again, kept in place of HPACK's work on each.

A call has three of them. Terraform's, once it has called a method before, is one byte for each
header; ours are the same for every reply. What is not of that kind goes to hpack as ever.

RFC 7541 (HPACK).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .grpc import Headers

#: The most blocks kept of a peer: Terraform calls some twenty methods.
_MOST_BLOCKS = 64


def writing(encoder: Any, often: Iterable[Headers]) -> Callable[..., bytes]:
    """In the place of `encoder.encode`: has the blocks of `often` ready.

    No header goes into the peer's table, so that a block means the same whatever came before it.
    """
    encode = encoder.encode

    def anew(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        block: bytes = encode([(name, value, True) for name, value in headers])
        return block

    ready = {headers: anew(headers) for headers in often}

    def write(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        block = ready.get(tuple(headers))
        if block is None or encoder.header_table.resized:  # which must be said before all else
            return anew(headers)
        return block

    return write


def reading(decoder: Any) -> Callable[..., list[Any]]:
    """In the place of `decoder.decode`: knows blocks that are nothing but numbers of the table.

    Such a block leaves the table as it is. So it means the same until one of another kind comes.
    """
    decode = decoder.decode
    known: dict[bytes, list[Any]] = {}

    def read(block: bytes, raw: bool = False) -> list[Any]:
        if block in known:
            return known[block][:]
        headers: list[Any] = decode(block, raw)
        if not _is_all_numbers(block) or len(known) >= _MOST_BLOCKS:
            known.clear()
        else:
            known[block] = headers[:]
        return headers

    return read


def _is_all_numbers(block: bytes) -> bool:
    """6.1: a byte with its first bit set is a header's number; with all set, it goes on."""
    return bool(block) and min(block) >= 0x80 and max(block) < 0xFF
