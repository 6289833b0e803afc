"""The folder of the sockets: one that is this user's, whatever the environment names."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from shim_provider.plugin.warm import place as places

from .conftest import Place, processes_of, until
from .test_when_it_ends import is_alive

COMMON = f"/tmp/linode-shim-{os.geteuid()}"


def folder_for(runtime: Path | str) -> str:
    return os.fsdecode(places.folder({b"XDG_RUNTIME_DIR": os.fsencode(runtime)}))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


def test_the_users_own_runtime_folder_is_taken(own: Path) -> None:
    assert folder_for(own) == f"{own}/linode-shim"
    assert folder_for(f"{own}/") == f"{own}/linode-shim"


@pytest.mark.parametrize("given", ["", "relative", "/", "/not/there", "/dev/null", "/" + "x" * 90])
def test_without_one_it_is_in_the_folder_of_all(given: str) -> None:
    assert folder_for(given) == COMMON


def test_another_users_runtime_folder_is_left_alone(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sudo -E` hands it over; a folder of root's in there would keep its owner cold."""
    other = os.geteuid() + 1
    monkeypatch.setattr("posix.geteuid", lambda: other)
    assert folder_for(own) == f"/tmp/linode-shim-{other}"


def test_a_runtime_folder_that_all_may_write_to_is_left_alone(own: Path) -> None:
    own.chmod(0o777)
    assert folder_for(own) == COMMON


def test_a_folder_of_all_must_not_let_others_replace_what_is_in_it(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_COMMON_FOLDER", os.fsencode(own))
    own.chmod(0o1777)
    assert folder_for("") == f"{own}/linode-shim-{os.geteuid()}"
    own.chmod(0o777)
    with pytest.raises(places.OddError, match="others may replace"):
        folder_for("")


def test_the_folder_is_made_for_this_user_whatever_the_umask(own: Path) -> None:
    before = os.umask(0o777)
    try:
        places.make(os.fsencode(own / "made"))
    finally:
        os.umask(before)
    assert (own / "made").stat().st_mode & 0o7777 == 0o700


def test_what_a_killed_process_of_another_kind_has_left_goes_with_the_next(place: Place) -> None:
    """Kinds may come once only: each terminal can be a group of its own."""
    place.environment["LINODE_SHIM_WARM"] = "1"
    place.folder.mkdir(0o700)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(place.folder / "0000abcd"))
    (place.folder / "0000abcd.lock").touch()
    place.warmed()
    until(lambda: not place.folder.exists())


def test_the_end_of_one_process_leaves_anothers_lock(place: Place) -> None:
    first = place.warmed()
    os.kill(first.pid, signal.SIGSTOP)
    elsewhere = place.folder.rename(place.runtime / "moved")
    place.launch()
    (second,) = until(place.ready)
    os.kill(first.pid, signal.SIGCONT)
    until(lambda: not is_alive(first.pid))
    assert [each.pid for each in place.ready()] == [second.pid]
    assert len(list(place.folder.iterdir())) == 2
    assert place.warm()["parent"] == second.pid
    for file in elsewhere.iterdir():
        file.unlink()
    elsewhere.rmdir()


def test_a_name_that_cannot_be_had_is_no_error_and_leaves_no_process(place: Place) -> None:
    place.folder.mkdir(0o700)
    kind = bytes.fromhex(place.launch(environment={"LINODE_SHIM_WARM": "0"})["kind"])
    in_the_way = Path(os.fsdecode(places.socket_in(os.fsencode(place.folder), kind)))
    in_the_way.mkdir()
    assert place.launch()["status"] == 0
    until(lambda: processes_of(place) == [])
    assert place.launch()["status"] == 0
    in_the_way.rmdir()


def test_one_that_does_not_answer_as_this_version_does_is_passed_over(place: Place) -> None:
    from marshal import dumps
    from threading import Thread

    from shim_provider.plugin.warm import stub

    warm = place.warmed()
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place.folder / "00000000"))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(1)
                connection.sendall(stub.sized(dumps((1, "of another version"))))

        thread = Thread(target=answer)
        thread.start()
        assert [each.pid for each in place.ready()] == [warm.pid]
        thread.join()
    (place.folder / "00000000").unlink()
