"""gRPC's frames, statuses and header lists: pure functions."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.plugin import grpc

FRAMES = {
    "an empty message": (b"", "00 00000000"),
    "a short message": (b"ab", "00 00000002 6162"),
    "a message of 256 bytes": (b"x" * 256, "00 00000100" + "78" * 256),
}


@pytest.mark.parametrize(("message", "body"), FRAMES.values(), ids=FRAMES)
def test_a_message_is_framed_and_found_again(message: bytes, body: str) -> None:
    assert grpc.frame(message) == bytes.fromhex(body)
    assert grpc.unframe(bytes.fromhex(body)) == message


def test_a_body_is_refused_until_its_last_byte_is_there() -> None:
    body = grpc.frame(b"message")
    for size in range(len(body)):
        with pytest.raises(grpc.CallError) as caught:
            grpc.unframe(body[:size])
        assert caught.value.code == grpc.INTERNAL


REFUSED = {
    "no message": (b"", grpc.INTERNAL, "no message"),
    "a compressed message": (b"\1\0\0\0\0", grpc.UNIMPLEMENTED, "compressed"),
    "two messages": (grpc.frame(b"a") + grpc.frame(b"b"), grpc.INTERNAL, "7 bytes instead of 1"),
}


@pytest.mark.parametrize(("body", "code", "says"), REFUSED.values(), ids=REFUSED)
def test_a_body_that_is_not_one_plain_message_is_refused(body: bytes, code: int, says: str) -> None:
    with pytest.raises(grpc.CallError, match=says) as caught:
        grpc.unframe(body)
    assert (caught.value.code, caught.value.text) == (code, str(caught.value))


TRAILERS = {
    "success": (grpc.OK, "", ((b"grpc-status", b"0"),)),
    "success has no text": (grpc.OK, "fine", ((b"grpc-status", b"0"),)),
    "a failure without text": (grpc.INTERNAL, "", ((b"grpc-status", b"13"),)),
    "a failure": (
        grpc.UNIMPLEMENTED,
        "unknown method /x",
        ((b"grpc-status", b"12"), (b"grpc-message", b"unknown method /x")),
    ),
}


@pytest.mark.parametrize(("code", "text", "headers"), TRAILERS.values(), ids=TRAILERS)
def test_a_status_becomes_trailers(code: int, text: str, headers: grpc.Headers) -> None:
    assert grpc.trailers(code, text) == headers


ENCODED = {
    "printable ASCII stays": ("a b~!", b"a b~!"),
    "a percent sign": ("50%", b"50%25"),
    "a line break": ("a\nb", b"a%0Ab"),
    "other letters as UTF-8": ("é", b"%C3%A9"),
    "DEL": ("\x7f", b"%7F"),
    "half of a surrogate pair": ("\ud800", b"?"),
}


@pytest.mark.parametrize(("text", "encoded"), ENCODED.values(), ids=ENCODED)
def test_a_status_text_is_percent_encoded(text: str, encoded: bytes) -> None:
    assert grpc.percent_encode(text) == encoded


@given(st.text())
def test_a_status_text_can_be_decoded_by_others(text: str) -> None:
    assert unquote_to_bytes(grpc.percent_encode(text)) == text.encode()


REQUESTS = {
    "a gRPC request": ([(b":path", b"/a/B"), (b"content-type", b"application/grpc")], "/a/B"),
    "with a message format": (
        [(b":path", b"/a/B"), (b"content-type", b"application/grpc+proto")],
        "/a/B",
    ),
    "a path which is not ASCII": (
        [(b":path", b"/\xff"), (b"content-type", b"application/grpc")],
        "/\ufffd",
    ),
    "without a path": ([(b"content-type", b"application/grpc")], ""),
    "a web page": ([(b":path", b"/"), (b"content-type", b"text/html")], None),
    "without a content type": ([(b":path", b"/a/B")], None),
}


@pytest.mark.parametrize(("headers", "path"), REQUESTS.values(), ids=REQUESTS)
def test_the_method_of_a_request_is_its_path(
    headers: list[tuple[bytes, bytes]], path: str | None
) -> None:
    assert grpc.method_path(headers) == path
