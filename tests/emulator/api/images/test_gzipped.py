"""The gzip check, fed whole and in pieces of every size."""

from __future__ import annotations

import gzip
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from shim_provider.emulator.api.images.gzipped import BROKEN, NOT_GZIP, TOO_LARGE, GzipCheck
from tests.emulator.conftest import MINIMAL_IMAGE


def _check(data: bytes, piece: int, limit: int = 2**40) -> tuple[str, int]:
    check = GzipCheck(limit)
    for start in range(0, len(data), piece):
        check.feed(data[start : start + piece])
    return check.verdict(), check.size


@settings(max_examples=60)
@given(
    members=st.lists(st.binary(max_size=200), min_size=1, max_size=3),
    tail=st.sampled_from([b"", b"\x00" * 3, b"text", b"\x1f", b"\x1fx"]),
    piece=st.integers(1, 40),
)
def test_what_gzip_takes_is_sound_however_it_is_cut(
    members: list[bytes], tail: bytes, piece: int
) -> None:
    data = b"".join(map(gzip.compress, members)) + tail
    assert _check(data, piece) == ("", sum(map(len, members)))


@settings(max_examples=60)
@given(content=st.binary(max_size=200), cut=st.integers(1, 30), piece=st.integers(1, 40))
def test_a_stream_without_its_end_is_broken(content: bytes, cut: int, piece: int) -> None:
    data = gzip.compress(content)[:-cut]
    assert _check(data, piece)[0] == (BROKEN if len(data) >= 2 else NOT_GZIP)


@settings(max_examples=60)
@given(data=st.binary(max_size=200), piece=st.integers(1, 40))
def test_anything_else_is_not_sound(data: bytes, piece: int) -> None:
    try:
        gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        assert _check(data, piece)[0]
    else:
        assert data == b"" or not _check(data, piece)[0]


def test_nothing_is_not_gzip() -> None:
    assert _check(b"", 1) == (NOT_GZIP, 0)


def test_the_minimal_image_is_sound_and_empty() -> None:
    assert _check(MINIMAL_IMAGE, 1) == ("", 0)


def test_a_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(bytes(64 * 1024**2))
    verdict, size = _check(bomb, len(bomb), limit=1024**2)
    assert verdict == TOO_LARGE
    assert size < 2 * 1024**2
