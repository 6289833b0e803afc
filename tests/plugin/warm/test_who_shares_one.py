"""Which launches a warm process serves, and that there is one of a kind, however they come."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shim_provider.plugin.warm import place as places

from .conftest import Place, processes_of, until

CROWD = 100


def test_one_warm_process_remains_of_a_crowd_that_found_none(place: Place) -> None:
    with ThreadPoolExecutor(CROWD) as pool:
        found = list(pool.map(lambda _: place.launch()["status"], range(CROWD)))
    assert found == [0] * CROWD
    (warm,) = until(place.ready)
    until(lambda: processes_of(place) == [warm.pid])


def test_a_crowd_is_served_by_the_one_there_is(place: Place) -> None:
    warm = place.warmed()
    with ThreadPoolExecutor(CROWD) as pool:
        found = list(pool.map(lambda _: place.launch("exit=7"), range(CROWD)))
    assert {each["status"] for each in found} == {7}
    # On a busy machine some were not answered in time, and went cold: each was served once.
    assert {each["parent"] for each in found if "cold" not in each} == {warm.pid}
    assert len({each["pid"] for each in found}) == CROWD
    # Nor may it be answered in time when it is asked who it is.
    until(lambda: [each.pid for each in place.ready()] == [warm.pid])


def test_it_tells_how_many_launches_it_has_served(place: Place) -> None:
    began = time.time()
    warm = place.warmed()
    assert warm.launches == 0
    assert began - 1 < warm.since < time.time() + 1
    assert warm.python == sys.executable
    for _ in range(3):
        place.launch()
    assert until(lambda: place.ready()[0].launches == 3)


def test_other_module_directories_make_another_kind(place: Place, tmp_path: Path) -> None:
    warm = place.warmed()
    assert "cold" in place.launch(path=[str(tmp_path)])
    until(lambda: len(place.ready()) == 2)
    assert place.warm()["parent"] == warm.pid
    assert place.warm(path=[str(tmp_path)])["parent"] != warm.pid


def test_another_environment_makes_another_kind(place: Place, tmp_path: Path) -> None:
    """Its Python is the same program under another name, as in two virtual environments."""
    place.warmed()
    other = tmp_path / "python"
    other.symlink_to(Path(sys.executable).resolve())
    found = place.launch(python=str(other))
    assert "cold" in found


@pytest.mark.parametrize("name", ["LANG", "LC_ALL", "LC_CTYPE"])
def test_another_locale_makes_another_kind(place: Place, name: str) -> None:
    """Python reads it as it starts: the encoding of paths follows from it."""
    place.warmed()
    assert "cold" in place.launch(environment={name: "C"})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "LANG": "not-there"},
        {"LC_CTYPE": "C.UTF-8"},
    ],
    ids=["none", "C", "all of C", "POSIX", "one that Python takes for none"],
)
def test_without_a_locale_launches_share_one_as_well(place: Place, given: dict[str, str]) -> None:
    """Python then makes one up, for itself and for what it starts."""
    del place.environment["LANG"]
    place.environment.update(given)
    warm = place.warmed()
    assert place.warm()["parent"] == warm.pid
    until(lambda: processes_of(place) == [warm.pid])


def test_another_version_makes_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = places.kind({})
    monkeypatch.setattr("sys.version", "4.0")
    assert places.kind({}) != ours


def test_another_niceness_makes_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = places.kind({})
    other = os.getpriority(os.PRIO_PROCESS, 0) - 1
    monkeypatch.setattr("posix.getpriority", lambda *_: other)
    assert places.kind({}) != ours


def test_another_user_makes_another_kind_and_another_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = (places.kind({}), places.folder({}))
    monkeypatch.setattr("posix.geteuid", lambda: os.geteuid() + 1)
    theirs = (places.kind({}), places.folder({}))
    assert ours[0] != theirs[0]
    assert ours[1] != theirs[1]


def test_two_kinds_of_the_same_name_are_told_apart(place: Place) -> None:
    """The name is short, so the warm process is asked for more than its name."""
    warm = place.warmed()
    (own,) = (each for each in place.folder.iterdir() if not each.name.endswith(".lock"))
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(own))
        from shim_provider.plugin.warm import stub

        socket.send_fds(connection, [stub.LAUNCH + stub.sized(b"another kind")], [0, 1, 2])
        assert connection.recv(1) == b""
    assert place.ready()[0].pid == warm.pid


def test_the_launches_are_as_many_as_the_processes(place: Place) -> None:
    """Nobody can make the warm process fork for nothing: a fork ends with its connection."""
    warm = place.warmed()
    (own,) = (each for each in place.folder.iterdir() if not each.name.endswith(".lock"))
    held = []
    for _ in range(10):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(own))
        held.append(connection)
    until(lambda: len(processes_of(place)) == 11)
    for connection in held:
        connection.close()
    until(lambda: processes_of(place) == [warm.pid])


@pytest.mark.parametrize("name", ["LD_LIBRARY_PATH", "OPENSSL_CONF", "MALLOC_ARENA_MAX"])
def test_what_libraries_read_as_they_start_makes_another_kind(place: Place, name: str) -> None:
    place.warmed()
    given = {name: "/not/there", "LINODE_TOKEN": "not for a warm process"}
    assert "cold" in place.launch(environment=given)
    until(lambda: len(place.ready()) == 2)
    found = place.warm(environment=given)
    environment = Path(f"/proc/{found['parent']}/environ").read_text()
    assert f"{name}=/not/there" in environment
    assert "LINODE_TOKEN" not in environment


def with_fewer_rights() -> None:
    import ctypes

    assert ctypes.CDLL(None).prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS


@pytest.mark.parametrize(
    "change",
    [
        with_fewer_rights,
        lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
        lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
    ],
    ids=["rights", "processors", "scheduler"],
)
def test_other_powers_make_another_kind(place: Place, change: Callable[[], object]) -> None:
    """What a process has given up it cannot get back, nor may it by way of a warm one."""
    warm = place.warmed()
    found = place.launch(preexec_fn=change)
    assert "cold" in found
    until(lambda: len(place.ready()) == 2)
    assert place.warm(preexec_fn=change)["parent"] != warm.pid
