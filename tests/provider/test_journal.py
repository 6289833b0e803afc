"""The journal: what a killed process leaves is found by one process, and forgotten when safe."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shim_provider import journal as module
from shim_provider.journal import Entry, Journal, fingerprint, folder_of

Opened = Callable[[Path], Journal]

_WRITER = """
import os, signal, sys
from pathlib import Path
from shim_provider.journal import Journal
journal = Journal(Path(sys.argv[1]))
ask = lambda: journal.trying(journal.asking("linode_image", "golden", "print"), 5.0)
entry = ask()
for id in sys.argv[2:]:
    journal.made(entry, id)
    entry = ask()
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


def test_what_a_dead_process_left_is_known_until_it_is_claimed(
    folder: Path, opened: Opened
) -> None:
    killed_after(folder)
    journal = opened(folder)
    assert (journal.knows_of("print"), journal.knows_of("another print")) == (True, False)
    assert journal.claim("print")
    assert not journal.knows_of("print")


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


def test_each_try_is_noted_by_both_clocks(folder: Path, opened: Opened) -> None:
    began = time.time()
    killed = opened(folder)
    entry = killed.trying(killed.asking("linode_image", "golden", "print"), None)
    killed.trying(entry, 1000.5)
    killed.close()
    ((first, second),) = [entry.tries or () for entry in opened(folder).left_behind()]
    assert began <= first.ours <= second.ours <= time.time()
    assert (first.theirs, second.theirs) == (None, 1000.5)


def test_without_a_try_that_may_have_had_an_effect_nothing_is_left(
    folder: Path, opened: Opened
) -> None:
    killed = opened(folder)
    killed.asking("linode_image", "golden", "print")
    killed.failed(killed.trying(killed.asking("linode_image", "golden", "print"), 1.0))
    lost = killed.trying(killed.asking("linode_image", "lost", "print"), 2.0)
    killed.failed(killed.trying(lost, 3.0))
    killed.close()
    (left,) = opened(folder).left_behind()
    assert left.label == "lost"
    assert [each.theirs for each in left.tries or ()] == [2.0]


def test_an_unanswered_entry_knows_what_its_process_made_of_others_settled_or_not(
    folder: Path, opened: Opened
) -> None:
    killed_after(folder, "private/1", "private/2")
    opened(folder).settle("private/1")
    second, unheard = opened(folder).left_behind()
    assert (second.id, second.others) == ("private/2", ())
    assert (unheard.id, unheard.others) == (None, ("private/1", "private/2"))
    heir = opened(folder)
    heir.claim("print")
    heir.claim("print")
    heir.close()
    assert [entry.others for entry in opened(folder).left_behind()] == [
        (),
        ("private/1", "private/2"),
    ]


_OLD = {
    "event": "asked", "file": "old.jsonl", "number": 1, "kind": "linode_image", "label": "golden",
    "fingerprint": "print", "asked": 1700000000.0, "id": None, "handed": False,
}  # fmt: skip


def test_a_file_of_a_version_that_noted_no_tries_is_read(folder: Path, opened: Opened) -> None:
    folder.mkdir()
    lines = [_OLD, {**_OLD, "number": 2}, {"event": "made", "number": 2, "id": "private/2"}]
    (folder / "old.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    unheard, heard = opened(folder).left_behind()
    assert (unheard.id, unheard.tries, unheard.others) == (None, None, ("private/2",))
    assert (heard.id, heard.tries) == ("private/2", None)
    assert opened(folder).claim("print") is not None
    ((_, tries),) = [(entry.id, entry.tries) for entry in opened(folder).left_behind()]
    assert tries is None


def test_a_version_that_knew_no_tries_finds_what_it_needs(folder: Path) -> None:
    """It takes each event but these for the end of an entry."""
    killed_after(folder, "private/1")
    (file,) = folder.glob("*.jsonl")
    events = [json.loads(line) for line in file.read_text().splitlines()]
    assert {event["event"] for event in events} == {"asked", "made"}
    assert all(_OLD.keys() <= event.keys() for event in events if event["event"] == "asked")


def test_what_a_living_process_asks_for_is_at_work(folder: Path, opened: Opened) -> None:
    living, looking = opened(folder), opened(folder)
    living.trying(living.asking("linode_image", "golden", "print"), None)
    living.made(living.trying(living.asking("linode_image", "made", "print"), None), "private/1")
    assert [entry.label for entry in looking.at_work()] == ["golden", "made"]
    assert looking.left_behind() == []
    living.close()
    assert looking.at_work() == []
    assert [entry.label for entry in looking.left_behind()] == ["golden", "made"]


def test_what_was_handed_over_is_not_at_work(folder: Path, opened: Opened) -> None:
    living = opened(folder)
    living.made(living.trying(living.asking("linode_image", "golden", "print"), None), "private/1")
    living.answered("private/1")
    living.hand_over()
    assert opened(folder).at_work() == []


def test_a_claim_waits_for_a_process_that_is_about_to_die(folder: Path, opened: Opened) -> None:
    dying, journal = opened(folder), opened(folder)
    dying.trying(dying.asking("linode_image", "golden", "print"), None)
    assert journal.left_behind() == []
    end = threading.Timer(0.3, dying.close)
    end.start()
    assert journal.claim("print") is not None
    end.join()


def test_a_claim_does_not_wait_for_whoever_lives_on_or_does_something_else(
    folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    living, journal = opened(folder), opened(folder)
    living.trying(living.asking("linode_image", "golden", "print"), None)
    began = time.monotonic()
    assert journal.claim("another print") is None
    assert time.monotonic() - began < 0.1
    monkeypatch.setattr(module, "DYING_SECONDS", 0.2)
    assert journal.claim("print") is None


def test_a_file_is_never_seen_without_its_lock(folder: Path, opened: Opened) -> None:
    """Else it would pass for a dead process's, and its entries be taken from a living one."""
    folder.mkdir()
    journal = opened(folder)
    asking = threading.Thread(target=journal.asking, args=("linode_image", "golden", "print"))
    with (folder / "lock").open("a") as looking:
        fcntl.flock(looking, fcntl.LOCK_EX)
        asking.start()
        asking.join(0.3)
        assert list(folder.glob("*.jsonl")) == []
    asking.join()
    assert len(list(folder.glob("*.jsonl"))) == 1
