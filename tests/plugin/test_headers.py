"""Header blocks kept, against hpack itself: what the peer reads, and what we read of it."""

from __future__ import annotations

from typing import Any

from hpack import Decoder, Encoder
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.plugin import grpc, headers

OFTEN = (grpc.REPLY_HEADERS, grpc.OK_TRAILERS)
#: Some are in HPACK's own table, in whole or by name; each goes into the peer's table or not.
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([b":method", b":path", b"te", b"content-type", b"x"]),
        st.sampled_from([b"POST", b"/a", b"/b" * 500, b"trailers", b""]),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=6,
)


@given(st.lists(HEADERS, max_size=30), st.sampled_from([0, 100, 4096]))
def test_a_reader_reads_what_hpack_reads(lists: list[list[Any]], table: int) -> None:
    encoder, plain, kept = Encoder(), Decoder(), Decoder()
    encoder.header_table_size = table
    read = headers.reading(kept)
    for each in lists:
        block = encoder.encode(each)
        assert read(block, True) == plain.decode(block, raw=True)


def test_a_block_is_known_until_another_changes_the_table() -> None:
    encoder, decoder = Encoder(), Decoder()
    decoded: list[bytes] = []
    decode = decoder.decode

    def counted(block: bytes, raw: bool = False) -> Any:
        decoded.append(block)
        return decode(block, raw)

    decoder.decode = counted  # type: ignore[method-assign, assignment]
    read = headers.reading(decoder)
    call = [(b":method", b"POST"), (b":path", b"/a")]
    for _ in range(5):
        assert read(encoder.encode(call), True) == call
    assert len(decoded) == 2  # with its path in full, and the first with its number
    assert read(encoder.encode([(b":path", b"/b")]), True) == [(b":path", b"/b")]
    assert read(encoder.encode(call), True) == call  # `/a` has another number now


def test_what_a_caller_does_to_its_headers_stays_with_it() -> None:
    read = headers.reading(Decoder())
    read(b"\x83", True).clear()
    assert read(b"\x83", True) == [(b":method", b"POST")]


def test_a_writer_writes_what_hpack_reads_whatever_came_before() -> None:
    encoder, decoder = Encoder(), Decoder()
    write = headers.writing(encoder, OFTEN)
    failed = grpc.trailers(grpc.INTERNAL, "it failed")
    for each in (*OFTEN, failed, *OFTEN, failed, grpc.NOT_GRPC, *OFTEN):
        assert tuple(decoder.decode(write(each), raw=True)) == each
    assert write(grpc.OK_TRAILERS) is write(grpc.OK_TRAILERS)


def test_a_new_size_of_the_table_is_said_in_the_next_block() -> None:
    encoder, decoder = Encoder(), Decoder()
    write = headers.writing(encoder, OFTEN)
    encoder.header_table_size = decoder.max_allowed_table_size = 100
    assert tuple(decoder.decode(write(grpc.OK_TRAILERS), raw=True)) == grpc.OK_TRAILERS
    assert decoder.header_table_size == 100
    assert write(grpc.OK_TRAILERS) is write(grpc.OK_TRAILERS)
