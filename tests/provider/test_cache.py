"""The cache: entries outlive the process, and a broken one is as good as none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shim_provider.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_kept_is_found_by_the_next_process(tmp_path: Path) -> None:
    Cache(tmp_path / "cache").put("file", "a.gz", {"md5": "0"})
    assert Cache(tmp_path / "cache").get("file", "a.gz") == {"md5": "0"}


def test_kinds_and_keys_are_apart(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("file", "a.gz", 1)
    assert cache.get("file", "b.gz") is None
    assert cache.get("regions", "a.gz") is None


def test_a_later_value_replaces_an_earlier_one(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("file", "a.gz", 1)
    cache.put("file", "a.gz", 2)
    assert Cache(tmp_path).get("file", "a.gz") == 2
    assert len(list(tmp_path.iterdir())) == 1


def test_a_broken_entry_is_none(tmp_path: Path) -> None:
    Cache(tmp_path).put("file", "a.gz", 1)
    (entry,) = tmp_path.iterdir()
    entry.write_text("{")
    assert Cache(tmp_path).get("file", "a.gz") is None


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    cache = Cache(tmp_path / "cache")
    cache.put("file", "a.gz", 1)
    assert cache.get("file", "a.gz") == 1
