"""gRPC over HTTP/2, the part without HTTP/2: message frames, statuses, header lists.

Pure: bytes and header lists in, bytes and header lists out. Does not send anything, and
does not do compression (a server may refuse it) or deadlines (Terraform sets none).

https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
"""

from __future__ import annotations

Headers = tuple[tuple[bytes, bytes], ...]

#: The status codes this server answers with.
OK, UNKNOWN, NOT_FOUND, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL = 0, 2, 5, 8, 12, 13

#: The largest request taken. Terraform itself takes replies up to 256 MB.
LARGEST_MESSAGE = 256 << 20

REPLY_HEADERS: Headers = ((b":status", b"200"), (b"content-type", b"application/grpc"))
OK_TRAILERS: Headers = ((b"grpc-status", b"0"),)
NOT_GRPC: Headers = ((b":status", b"415"),)

_PREFIX = 5  # one byte: compressed or not; four: the length, big-endian


class CallError(Exception):
    """A call which ends with a status other than OK. `code` and `text` go to the caller."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def frame(message: bytes) -> bytes:
    """A message as it goes into the body of a request or reply."""
    return b"\0" + len(message).to_bytes(4, "big") + message


def unframe(body: bytes) -> bytes:
    """The one message in the body of a unary request.

    Raises `CallError` when it is compressed, incomplete, or not the only one.
    """
    if len(body) < _PREFIX:
        raise CallError(INTERNAL, "the request has no message")
    if body[0]:
        raise CallError(UNIMPLEMENTED, "compressed messages are not supported")
    size = int.from_bytes(body[1:_PREFIX], "big")
    if len(body) != _PREFIX + size:
        raise CallError(INTERNAL, f"the request has {len(body) - _PREFIX} bytes instead of {size}")
    return body[_PREFIX:]


def trailers(code: int, text: str = "") -> Headers:
    """The trailers which end a call with this status."""
    if code == OK:
        return OK_TRAILERS
    status = (b"grpc-status", b"%d" % code)
    return (status, (b"grpc-message", percent_encode(text))) if text else (status,)


def percent_encode(text: str) -> bytes:
    """`grpc-message`: printable ASCII except `%` as it is, every other byte as `%XX`."""
    encoded = text.encode("utf-8", "replace")
    return b"".join(
        b"%c" % byte if 0x20 <= byte <= 0x7E and byte != 0x25 else b"%%%02X" % byte
        for byte in encoded
    )


def method_path(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The method a request calls, `/service/Method`; None when it is not a gRPC request."""
    fields = dict(headers)
    if not fields.get(b"content-type", b"").startswith(b"application/grpc"):
        return None
    return fields.get(b":path", b"").decode("ascii", "replace")
