"""Where anything is odd the launch is cold, says why, does not wait, and does not fail."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from shim_provider.plugin.warm import place as places
from shim_provider.plugin.warm import stub

from .conftest import PATIENCE, Place

#: Seconds; a launch waits for a tenth of one, on a machine that may be busy.
LATE = 2.0


def test_without_a_warm_process(place: Place) -> None:
    assert "no warm process" in place.launch()["cold"]


@pytest.mark.parametrize("given", ["0", "0.0", "-1", "soon", "1e9", "nan"])
def test_turned_off_or_no_number_of_seconds(place: Place, given: str) -> None:
    place.environment["LINODE_SHIM_WARM"] = given
    assert "LINODE_SHIM_WARM" in place.launch()["cold"]
    assert not place.folder.exists()


def test_who_uses_macos_turns_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(places.UnwantedError, match="LINODE_SHIM_WARM=30 turns it on here"):
        places.need_turned_on({})
    places.need_turned_on({b"LINODE_SHIM_WARM": b"30"})
    assert places.seconds({b"LINODE_SHIM_WARM": b"30"}) == 30


def test_a_system_on_which_it_is_not_known_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "freebsd14")
    with pytest.raises(places.UnwantedError, match="none on freebsd14"):
        places.need_turned_on({b"LINODE_SHIM_WARM": b"30"})


def test_a_folder_that_others_may_enter(place: Place) -> None:
    place.folder.mkdir()
    place.folder.chmod(0o755)
    assert "not this user's alone" in place.launch()["cold"]
    assert not list(place.folder.iterdir())


def test_a_folder_that_is_a_link(place: Place, tmp_path: Path) -> None:
    place.folder.symlink_to(tmp_path)
    assert "no directory" in place.launch()["cold"]
    assert not list(tmp_path.iterdir())
    place.folder.unlink()


def test_a_folder_of_another_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    places.need_private(os.fsencode(tmp_path))
    monkeypatch.setattr("posix.geteuid", lambda: os.geteuid() + 1)
    with pytest.raises(places.OddError, match="not this user's alone"):
        places.need_private(os.fsencode(tmp_path))


def test_a_process_of_another_user_at_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stub.need_own_peer(ours)
        monkeypatch.setattr("posix.geteuid", lambda: os.geteuid() + 1)
        with pytest.raises(places.OddError, match="another user's"):
            stub.need_own_peer(ours)


def test_a_process_at_the_socket_that_does_not_answer(place: Place) -> None:
    place.folder.mkdir(0o700)
    kind = kind_of(place)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(places.socket_in(os.fsencode(place.folder), kind))
        other.listen()
        found = place.launch()
    assert "did not answer" in found["cold"]
    assert found["seconds to go cold"] < LATE


def test_a_process_at_the_socket_that_hangs_up(place: Place) -> None:
    place.folder.mkdir(0o700)
    kind = kind_of(place)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(places.socket_in(os.fsencode(place.folder), kind))
        other.listen()
        launched = place.start()
        other.accept()[0].close()
        other.close()
        said, _ = launched.communicate(timeout=PATIENCE)
    assert "did not answer" in said


def test_a_socket_that_a_killed_process_has_left(place: Place) -> None:
    place.folder.mkdir(0o700)
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(places.socket_in(os.fsencode(place.folder), kind_of(place)))
    assert "no warm process" in place.launch()["cold"]
    warm = place.warmed()
    assert place.warm()["parent"] == warm.pid


def test_started_otherwise_than_by_the_launcher() -> None:
    with pytest.raises(places.OddError, match="not started by the launcher"):
        places.need_wanted({})


def kind_of(place: Place) -> bytes:
    """The kind of the launches there: what a launch itself finds."""
    kind = place.launch("kind", environment={"LINODE_SHIM_WARM": "0"})["kind"]
    return bytes.fromhex(kind)
