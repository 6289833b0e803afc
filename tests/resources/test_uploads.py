"""The local file of an upload: what is said of it before a byte is sent."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
from typing import TYPE_CHECKING

import pytest

from shim_provider.problem import Problem
from shim_provider.resources.images import uploads
from shim_provider.resources.images.uploads import FileFacts, examine, memory

if TYPE_CHECKING:
    from pathlib import Path

MB = 1024 * 1024


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


CONTENTS = {
    "nothing at all": b"",
    "a few bytes": b"disk",
    "more than one chunk, incompressible": random.Random(1).randbytes(3 * MB + 17),
    "more than one chunk of zeros": bytes(9 * MB + 5),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_the_md5_and_the_size_of_the_content_are_found(tmp_path: Path, content: bytes) -> None:
    data = gzip.compress(content, compresslevel=1)
    facts = examine(written(tmp_path / "disk.gz", data), None)
    assert facts.md5 == hashlib.md5(data).hexdigest()
    assert facts.size == len(data)
    assert facts.content == len(content)


def test_all_members_of_a_gzip_file_count(tmp_path: Path) -> None:
    one, two = gzip.compress(bytes(2 * MB)), gzip.compress(b"tail")
    assert examine(written(tmp_path / "disk.gz", one + two), None).content == 2 * MB + 4


def member_of(size: int) -> tuple[bytes, int]:
    """A gzip member of so many bytes, and the size of its content."""
    noise = random.Random(3).randbytes(size)
    members = ((gzip.compress(noise[:n], compresslevel=0), n) for n in range(size, 0, -1))
    return next((member, n) for member, n in members if len(member) == size)


@pytest.mark.parametrize("beyond", [-1, 0, 1])
@pytest.mark.parametrize("pause", [uploads._PIECE, uploads._CHUNK], ids=["piece", "chunk"])
def test_a_member_may_end_where_the_reader_pauses(tmp_path: Path, pause: int, beyond: int) -> None:
    member, content = member_of(pause + beyond)
    facts = examine(written(tmp_path / "disk.gz", member + member), None)
    assert facts.content == 2 * content


def test_what_follows_the_last_member_is_ignored_as_gzip_ignores_it(tmp_path: Path) -> None:
    data = gzip.compress(b"disk") + b"file content appended"
    facts = examine(written(tmp_path / "disk.gz", data), None)
    assert (facts.content, facts.size) == (4, len(data))


REFUSED = {
    "is no gzip": (b"raw disk", "Not gzip"),
    "is empty": (b"", "Not gzip"),
    "ends in the middle": (gzip.compress(random.Random(2).randbytes(MB))[:-9], "File cut short"),
    "is damaged": (gzip.compress(b"disk")[:-8] + b"\xff" * 8, "Damaged file"),
    "is large and damaged": (
        gzip.compress(bytes(9), 0) + b"\x1f\x8b\xff" + bytes(3 * MB),
        "Damaged file",
    ),
}


@pytest.mark.parametrize(("data", "summary"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_which(tmp_path: Path, data: bytes, summary: str) -> None:
    with pytest.raises(Problem) as refused:
        examine(written(tmp_path / "disk.gz", data), None)
    assert refused.value.summary == summary
    assert refused.value.attribute == "file_path"


def test_a_file_that_is_absent_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="No such file"):
        examine(str(tmp_path / "none.gz"), None)
    with pytest.raises(Problem, match="Not a file"):
        examine(str(tmp_path), None)


def test_more_than_five_gigabytes_are_refused_without_reading_them(tmp_path: Path) -> None:
    path = tmp_path / "disk.gz"
    path.write_bytes(b"\x1f\x8b")
    os.truncate(path, uploads.MOST_COMPRESSED + 1)
    with pytest.raises(Problem, match="5 GB at most"):
        examine(str(path), None)


def test_content_over_the_accounts_limit_is_refused_and_the_limit_can_be_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "disk.gz", gzip.compress(bytes(3 * MB)))
    monkeypatch.setenv(uploads.LIMIT_VARIABLE, "2")
    with pytest.raises(Problem, match="limit is 2 MB"):
        examine(path, None)
    monkeypatch.setenv(uploads.LIMIT_VARIABLE, "3")
    assert examine(path, None).content == 3 * MB


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "disk.gz", gzip.compress(b"disk"))
    os.utime(path, ns=(1, 1))
    facts = examine(path, None)
    remembered = memory(facts)
    assert remembered is not None
    made_up = {**remembered, "md5": "0" * 32}
    assert examine(path, made_up) == facts._replace(md5="0" * 32)


@pytest.mark.parametrize("changed", ["path", "size", "mtime_ns"])
def test_a_file_that_differs_in_any_way_is_read_again(tmp_path: Path, changed: str) -> None:
    path = written(tmp_path / "disk.gz", gzip.compress(b"disk"))
    facts = examine(path, None)
    remembered = {**facts._asdict(), "md5": "0" * 32, changed: "another"}
    assert examine(path, remembered) == facts


def test_a_file_just_written_is_not_remembered() -> None:
    import time

    assert memory(FileFacts("disk.gz", 1, time.time_ns(), "0" * 32, 1)) is None
