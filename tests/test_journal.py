"""The journal: what a killed process leaves is found by one process, and forgotten when safe."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shim_provider.journal import Entry, Journal, fingerprint, folder_of

Opened = Callable[[Path], Journal]

_WRITER = """
import os, signal, sys
from pathlib import Path
from shim_provider.journal import Journal
journal = Journal(Path(sys.argv[1]))
entry = journal.asking("linode_image", "golden", "print")
for id in sys.argv[2:]:
    journal.made(entry, id)
    entry = journal.asking("linode_image", "golden", "print")
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_after(folder: Path, *ids: str) -> None:
    """A process that makes `ids`, asks for one more and is killed."""
    done = subprocess.run([sys.executable, "-c", _WRITER, str(folder), *ids], check=False)
    assert done.returncode == -9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens journals as living processes hold them, and closes them after the test."""
    journals: list[Journal] = []

    def opened(folder: Path) -> Journal:
        journals.append(Journal(folder))
        return journals[-1]

    yield opened
    for journal in journals:
        journal.close()


def test_a_killed_process_leaves_what_it_made_and_what_it_had_asked_for(
    folder: Path, opened: Opened
) -> None:
    killed_after(folder, "private/1")
    left = opened(folder).left_behind()
    assert [(entry.label, entry.id) for entry in left] == [
        ("golden", "private/1"),
        ("golden", None),
    ]


def test_nothing_is_left_behind_where_there_is_no_folder(folder: Path, opened: Opened) -> None:
    assert opened(folder).left_behind() == []
    assert not folder.exists()


def test_a_living_process_leaves_nothing_behind(folder: Path, opened: Opened) -> None:
    living = opened(folder)
    living.made(living.asking("linode_image", "golden", "print"), "private/1")
    assert opened(folder).left_behind() == []


def test_an_entry_is_claimed_by_one_process_only(folder: Path, opened: Opened) -> None:
    killed_after(folder)
    one, other = opened(folder), opened(folder)
    assert one.left_behind()
    assert other.left_behind()
    claimed = one.claim("print")
    assert isinstance(claimed, Entry)
    assert other.claim("print") is None


def test_a_claim_takes_the_oldest_of_the_same_creation(folder: Path, opened: Opened) -> None:
    killed_after(folder, "private/1", "private/2")
    journal = opened(folder)
    assert journal.claim("another print") is None
    ids = [entry.id for _ in range(3) if (entry := journal.claim("print"))]
    assert ids == ["private/1", "private/2", None]
    assert journal.claim("print") is None


def test_what_the_state_holds_is_forgotten_and_the_file_with_the_last_entry(
    folder: Path, opened: Opened
) -> None:
    killed_after(folder, "private/1", "private/2")
    journal = opened(folder)
    journal.settle("private/1")
    assert [entry.id for entry in opened(folder).left_behind()] == ["private/2", None]
    journal.settle("private/2")
    journal.claim("print")
    assert [path.name for path in folder.glob("*.jsonl")] == [journal._name]


def test_a_refused_creation_leaves_nothing(folder: Path) -> None:
    code = _WRITER.replace("os.kill(", "journal.refused(entry)\nos.kill(")
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert Journal(folder).left_behind() == []


def test_a_claimed_entry_outlives_the_claimer(folder: Path, opened: Opened) -> None:
    killed_after(folder)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from shim_provider.journal import Journal\n"
        "assert Journal(Path(sys.argv[1])).claim('print')\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert len(opened(folder).left_behind()) == 1


def test_a_line_cut_short_by_the_kill_counts_for_nothing(folder: Path, opened: Opened) -> None:
    killed_after(folder, "private/1")
    (file,) = folder.glob("*.jsonl")
    file.write_text(file.read_text()[:-20])
    assert [entry.id for entry in opened(folder).left_behind()] == ["private/1"]


def test_the_folder_follows_terraforms_data_directory(tmp_path: Path) -> None:
    assert folder_of({}, tmp_path).is_relative_to(tmp_path / ".terraform")
    assert folder_of({"TF_DATA_DIR": "/data/tf"}, tmp_path).is_relative_to("/data/tf")


def test_each_workspace_has_a_folder_of_its_own(tmp_path: Path) -> None:
    default = folder_of({}, tmp_path)
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "environment").write_text("prod")
    prod = folder_of({}, tmp_path)
    assert prod != default
    assert folder_of({"TF_WORKSPACE": "default"}, tmp_path) == default
    assert folder_of({"TF_WORKSPACE": "prod"}, tmp_path) == prod
    assert not prod.is_relative_to(default)
    assert prod.is_relative_to(tmp_path / ".terraform")


def test_a_fingerprint_tells_creations_apart() -> None:
    assert fingerprint("a", 1) == fingerprint("a", 1)
    assert fingerprint("a", 1) != fingerprint("a", 2)


def test_what_terraform_was_given_before_an_orderly_end_is_not_taken_up_again(
    folder: Path, opened: Opened
) -> None:
    ended = opened(folder)
    ended.made(ended.asking("linode_image", "golden", "print"), "private/1")
    ended.made(ended.asking("linode_image", "golden", "print"), "private/2")
    ended.answered("private/1")
    ended.hand_over()
    ended.close()
    journal = opened(folder)
    assert [entry.id for entry in journal.left_behind()] == ["private/1", "private/2"]
    claimed = journal.claim("print")
    assert claimed is not None
    assert claimed.id == "private/2"
    assert journal.claim("print") is None
