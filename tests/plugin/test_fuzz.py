"""Whatever bytes a peer sends: the connection ends with an error it may end with, or in peace."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, cast

from h2.exceptions import H2Error
from hpack import Encoder
from hyperframe.frame import Frame
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.plugin import grpc
from shim_provider.plugin.server import Handlers, Server
from shim_provider.plugin.tls import Plain
from shim_provider.plugin.transport import Connection

from .client import request_headers

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"


class Socket:
    """Hands out what it was given, and takes everything."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)

    def recv(self, _size: int) -> bytes:
        return next(self._chunks, b"")

    def sendall(self, data: bytes) -> None:
        assert data


def serve(*chunks: bytes) -> None:
    handlers = Handlers({"StopProvider": lambda _request: {}}, frozenset())
    connection = Connection(
        cast("Any", Socket(chunk for chunk in chunks if chunk)), Plain(), Server(lambda: handlers)
    )
    with suppress(H2Error):
        connection.run()


def frame(kind: int, flags: int, stream: int, body: bytes) -> bytes:
    head = len(body).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big")
    return head + body


def header_block() -> bytes:
    block = Encoder().encode(request_headers("/tfplugin6.Provider/StopProvider"))
    assert isinstance(block, bytes)
    return block


BODIES = st.sampled_from(
    [b"", header_block(), grpc.frame(b""), grpc.frame(b"")[:3], bytes(4), bytes(8), b"\0\0\0\1"]
) | st.binary(max_size=20)
FRAMES = st.builds(
    frame, st.integers(0, 10), st.integers(0, 255), st.sampled_from([0, 1, 3, 2, 5]), BODIES
)


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes(chunks: list[bytes]) -> None:
    serve(*chunks)


@given(st.lists(FRAMES, max_size=12), st.booleans())
def test_any_frames_after_a_correct_start(frames: list[bytes], at_once: bool) -> None:
    serve(PREFACE, *([b"".join(frames)] if at_once else frames))


@given(st.data())
def test_a_correct_request_with_bytes_changed(data: st.DataObject) -> None:
    request = bytearray(
        frame(1, 4, 1, header_block()) + frame(0, 1, 1, grpc.frame(b"")) + frame(6, 0, 0, bytes(8))
    )
    for _ in range(data.draw(st.integers(0, 3))):
        request[data.draw(st.integers(0, len(request) - 1))] = data.draw(st.integers(0, 255))
    serve(PREFACE, bytes(request))


def test_the_frames_here_are_frames() -> None:
    parsed, size = Frame.parse_frame_header(memoryview(frame(1, 4, 1, header_block())[:9]))
    assert (parsed.stream_id, size) == (1, len(header_block()))
