"""A journal in a folder that machines share: the dead are told from those at work elsewhere."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shim_provider import journal as module
from shim_provider.journal import Journal, owners
from shim_provider.problem import Problem


class Machines:
    """Journals of processes on several machines: a file's mark is its machine's."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = patch
        self._opened: list[Journal] = []

    def on(self, machine: str) -> Journal:
        """A process's journal there. From now on this process is on that machine."""
        self._patch.setattr(owners, "machine", lambda: machine)
        self._opened.append(Journal(self.folder, shared=True))
        return self._opened[-1]

    def silence(self, seconds: float) -> None:
        """Nobody has touched a file for so long."""
        for path in self.folder.glob("*.jsonl"):
            os.utime(path, (time.time() - seconds, time.time() - seconds))

    def close(self) -> None:
        for journal in self._opened:
            journal.close()


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    made = Machines(tmp_path / "journal", monkeypatch)
    yield made
    made.close()


def ask(journal: Journal, *ids: str) -> None:
    for id in ids or ("",):
        entry = journal.trying(journal.asking("linode_image", "golden", "print"), None)
        if id:
            journal.made(entry, id)


def test_on_one_machine_the_lock_tells_at_once(machines: Machines) -> None:
    dead = machines.on("a")
    ask(dead)
    dead.close()
    assert [entry.label for entry in machines.on("a").left_behind()] == ["golden"]


def test_of_another_machine_a_lock_that_can_be_had_tells_nothing_yet(machines: Machines) -> None:
    """As where a network's file system keeps locks to each machine."""
    elsewhere = machines.on("a")
    ask(elsewhere)
    elsewhere.close()
    here = machines.on("b")
    assert here.left_behind() == []
    assert [entry.label for entry in here.at_work()] == ["golden"]
    machines.silence(owners.SILENT_SECONDS + 1)
    assert here.at_work() == []
    assert [entry.label for entry in here.left_behind()] == ["golden"]


def test_a_lock_that_cannot_be_had_tells_that_it_lives_however_silent(machines: Machines) -> None:
    ask(machines.on("a"))
    machines.silence(3600)
    assert machines.on("b").left_behind() == []


def test_a_claim_waits_until_another_machine_is_known_to_be_dead(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DYING_SECONDS", 0.2)
    monkeypatch.setattr(owners, "SILENT_SECONDS", 0.5)
    dead = machines.on("a")
    ask(dead, "private/1")
    dead.close()
    began = time.monotonic()
    claimed = machines.on("b").claim("print")
    assert claimed is not None
    assert claimed.id == "private/1"
    assert time.monotonic() - began >= 0.4


def test_a_claim_does_not_take_what_one_that_lives_elsewhere_may_be_making(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(owners, "SILENT_SECONDS", 1.0)
    monkeypatch.setattr(module, "DYING_SECONDS", 0.5)
    living = machines.on("a")
    ask(living)
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)  # each machine has its own locks
    began = time.monotonic()
    assert machines.on("b").claim("print") is None
    assert time.monotonic() - began < 1.0
    living.close()  # and so is silent


def test_to_settle_an_entry_of_the_dead_does_not_wake_its_file(machines: Machines) -> None:
    dead = machines.on("a")
    ask(dead, "private/1", "private/2")
    dead.close()
    machines.silence(owners.SILENT_SECONDS + 1)
    machines.on("b").settle("private/1")
    assert [entry.id for entry in machines.on("c").left_behind()] == ["private/2"]


def test_a_file_of_a_folder_beside_terraforms_data_has_no_mark(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    ask(journal)
    (file,) = tmp_path.glob("*.jsonl")
    journal.close()
    assert "@" not in file.name
    assert not owners.is_foreign(file.name)


def test_a_machine_is_told_from_itself_before_it_was_started_anew() -> None:
    assert len(owners.machine()) == 12
    assert owners.machine() == owners.machine()


def test_a_folder_that_cannot_be_one_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = Journal(tmp_path / "file" / "x", shared=True)
    with pytest.raises(Problem, match=r"Cannot keep the journal: .*/file/x: Not a directory\."):
        journal.asking("linode_image", "golden", "print")
