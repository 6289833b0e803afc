"""`linode-shim orphans` where there is nothing to ask about, or nobody to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from shim_provider.configuration import EMULATOR
from shim_provider.journal import Journal, folder_of, journal_of

from ..programs import linode_shim


@pytest.fixture
def applied(tmp_path: Path) -> Path:
    """A directory whose apply was killed before Linode answered."""
    folder = tmp_path / "applied"
    folder.mkdir()
    journal = Journal(folder_of({}, folder))
    journal.asking("linode_image", "golden", "fingerprint")
    journal.close()
    return folder


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "orphans", "nosuchdir")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "linode-shim: Nowhere to look: nosuchdir is no directory.\n"


def test_where_nothing_was_applied_that_is_said_and_no_token_asked_for(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "orphans")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"no record of an apply in {tmp_path}\n"


def test_for_machines_that_is_an_empty_list(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "orphans", "--json")
    assert (done.returncode, done.stdout) == (0, "[]\n")
    assert done.stderr == f"no record of an apply in {tmp_path}\n"


def test_with_a_record_a_token_is_needed(applied: Path) -> None:
    done = linode_shim(applied, "orphans", "--url", "https://api.example")
    assert done.returncode == 2
    assert "No Linode token" in done.stderr


def test_a_journal_that_outlasts_the_machine_is_read_where_it_is_named(tmp_path: Path) -> None:
    applied, lasting = tmp_path / "applied", tmp_path / "lasting"
    applied.mkdir()
    journal = journal_of({}, applied, str(lasting))
    journal.asking("linode_image", "golden", "fingerprint")
    journal.close()
    api = ("--url", "https://api.example")
    assert "no record of an apply" in linode_shim(tmp_path, "orphans", "applied", *api).stdout
    by_option = linode_shim(tmp_path, "orphans", "applied", *api, "--journal", "lasting")
    by_variable = linode_shim(
        tmp_path, "orphans", "applied", *api, LINODE_SHIM_JOURNAL=str(lasting)
    )
    for done in (by_option, by_variable):
        assert "No Linode token" in done.stderr


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_an_emulators_world_is_refused_and_left_as_it_is(
    applied: Path, tmp_path: Path, there: bool
) -> None:
    folder = tmp_path / "nowhere"
    if there:
        folder.mkdir()
    done = linode_shim(tmp_path, "orphans", str(applied), "--url", f"{EMULATOR}nowhere")
    assert done.returncode == 2
    assert done.stderr == f"linode-shim: No such emulator: there is no world in {folder}.\n"
    assert list(tmp_path.glob("nowhere/**")) == ([folder] if there else [])
