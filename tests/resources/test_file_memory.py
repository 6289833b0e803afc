"""Files of uploads are read once, by however many images and processes."""

from __future__ import annotations

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import pytest

from shim_provider.cache import Cache
from shim_provider.resources.images import uploads
from shim_provider.resources.images.file_memory import facts_of

if TYPE_CHECKING:
    from pathlib import Path


class Context(NamedTuple):
    """As much of an operation's context as files need."""

    cache: Cache


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "disk.gz"
    file.write_bytes(gzip.compress(b"disk"))
    os.utime(file, ns=(1, 1))
    return str(file)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were read through."""
    read: list[str] = []
    through = uploads._read_through

    def counted(path: str, size: int) -> tuple[str, int]:
        read.append(path)
        return through(path, size)

    monkeypatch.setattr(uploads, "_read_through", counted)
    return read


def test_many_images_of_one_file_read_it_once(path: str, tmp_path: Path, reads: list[str]) -> None:
    context = Context(Cache(tmp_path / "cache"))
    with ThreadPoolExecutor(10) as threads:
        facts = set(threads.map(lambda _: facts_of(path, None, context), range(30)))
    assert len(facts) == 1
    assert reads == [path]


def test_the_next_process_does_not_read_it_again(
    path: str, tmp_path: Path, reads: list[str]
) -> None:
    facts = [facts_of(path, None, Context(Cache(tmp_path / "cache"))) for _ in range(2)]
    assert facts[0] == facts[1]
    assert reads == [path]


def test_a_changed_file_is_read_again(path: str, tmp_path: Path, reads: list[str]) -> None:
    context = Context(Cache(tmp_path / "cache"))
    facts_of(path, None, context)
    os.utime(path, ns=(2, 2))
    facts_of(path, None, context)
    assert reads == [path, path]


def test_without_a_context_the_private_state_alone_remembers(path: str, reads: list[str]) -> None:
    facts = facts_of(path, None, None)
    assert facts_of(path, facts._asdict(), None) == facts
    assert reads == [path]
