"""Launches that cannot be taken on, peers that are stopped, signals and kills at a bad moment."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from marshal import dumps
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from shim_provider.plugin.warm import child, process, stub
from shim_provider.plugin.warm import place as places

from .conftest import PATIENCE, Place, processes_of, until
from .test_what_is_odd import LATE, kind_of
from .test_when_it_ends import is_alive


def test_a_launch_that_the_fork_cannot_take_on_is_cold(place: Place) -> None:
    """A variable without a name comes with a launch, and cannot be set again."""
    warm = place.warmed()
    found = place.launch("exit=4", environment={"": "nameless"})
    assert "could not take" in found["cold"]
    assert found["status"] == 4
    assert place.warm()["parent"] == warm.pid


def test_a_launch_that_has_ended_before_its_small_program_goes_on_was_served() -> None:
    """On a busy machine the fork may be done while the other still waits for a processor."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        with theirs:
            assert theirs.recv(1) == stub.LAUNCH
            stub.part(theirs)
            theirs.sendall(stub.READY)
            first, descriptors, _, _ = socket.recv_fds(theirs, stub.SIZE, 4)
            for descriptor in descriptors:
                os.close(descriptor)
            stub.part(theirs, first)
            theirs.sendall(stub.TAKEN + stub.STATUS + bytes([3]))

    peer = Thread(target=serve)

    class Delayed(socket.socket):
        def sendmsg(self, *arguments: Any) -> int:
            sent = super().sendmsg(*arguments)
            peer.join()
            return sent

    with Delayed(fileno=ours.detach()) as connection:
        peer.start()
        stub._hand_over(connection, b"kind")
        stub._wait_until_taken(connection, os.getppid())
        assert connection.recv(2) == stub.STATUS + bytes([3])


def test_a_request_to_end_reaches_the_fork_however_early_it_comes(place: Place) -> None:
    """The small program passes it on, or has it once the launch is handed over."""
    place.warmed()
    for delay in range(20):
        launched = place.start("wait", "terminable")
        time.sleep(delay / 500)
        launched.terminate()
        said, _ = launched.communicate(timeout=PATIENCE)
        assert launched.returncode == 5 or not said


#: The other side goes away when it has all of a launch, and a request to end has come since.
LEAVING = """
import os, signal, socket
from threading import Thread
from shim_provider.plugin.warm import place, stub

ours, theirs = socket.socketpair()
place.need_wanted = lambda environ: None
stub._connected = lambda kind: ours

def leave():
    assert theirs.recv(1) == stub.LAUNCH
    stub.part(theirs)
    theirs.sendall(stub.READY)
    first, *_ = socket.recv_fds(theirs, stub.SIZE, 4)
    stub.part(theirs, first)
    assert theirs.recv(1) == stub.TERMINATE
    theirs.close()

def wait(*arguments, wait=stub._wait_until_taken):
    os.kill(os.getpid(), signal.SIGTERM)
    wait(*arguments)

stub._wait_until_taken = wait
Thread(target=leave).start()
stub.serve()
"""


def test_a_request_to_end_that_nobody_has_taken_on_ends_the_launch() -> None:
    ended = subprocess.run([sys.executable, "-c", LEAVING], check=False)
    assert ended.returncode == -signal.SIGTERM


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_launch_with_a_closed_stream_is_cold(place: Place, number: int, tmp_path: Path) -> None:
    """The connection would get its number, and be handed over as that stream."""
    warm = place.warmed()
    with (tmp_path / "told").open("w") as told:
        launched = place.start("wait", preexec_fn=lambda: os.close(number), stderr=told)
    time.sleep(0.5)
    assert sorted(processes_of(place)) == sorted([warm.pid, launched.pid])
    launched.kill()
    until(lambda: processes_of(place) == [warm.pid], 5)


def test_a_large_environment_is_handed_over_whole(place: Place) -> None:
    place.warmed()
    large = {f"V{number}": "x" * 100_000 for number in range(12)}
    found = place.warm(environment=large)
    assert {name: found["environment"][name] for name in large} == large


def test_a_stopped_warm_process_makes_nobody_wait_and_goes_on_later(place: Place) -> None:
    warm = place.warmed()
    os.kill(warm.pid, signal.SIGSTOP)
    try:
        found = [place.launch() for _ in range(3)]
    finally:
        os.kill(warm.pid, signal.SIGCONT)
    assert all("did not answer" in each["cold"] for each in found)
    assert max(each["seconds to go cold"] for each in found) < LATE
    until(lambda: processes_of(place) == [warm.pid])  # none of those launches is served now
    assert place.ready()[0].launches == 0
    assert place.warm()["parent"] == warm.pid


def test_many_requests_to_end_are_one(place: Place) -> None:
    warm = place.warmed()
    with contextlib.suppress(ProcessLookupError):
        for _ in range(1000):
            os.kill(warm.pid, signal.SIGTERM)
    until(lambda: not is_alive(warm.pid), 5)
    assert not place.folder.exists()


def test_no_descriptor_of_the_first_launch_is_kept(place: Place, tmp_path: Path) -> None:
    """Neither one above the limit of descriptors, lowered after it was opened."""
    high = 900

    def open_and_limit() -> None:
        os.dup2(os.open(tmp_path, os.O_RDONLY), high)
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (100, most))

    place.launch(preexec_fn=open_and_limit, close_fds=False)
    (warm,) = until(place.ready)
    assert tmp_path not in [file.readlink() for file in Path(f"/proc/{warm.pid}/fd").iterdir()]


def test_what_is_compiled_for_the_warm_process_is_for_all_users(
    place: Place, tmp_path: Path
) -> None:
    package = tmp_path / "linode_shim_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    place.launch(path=[str(tmp_path)], preexec_fn=lambda: os.umask(0o022))
    until(place.ready)
    (compiled,) = package.rglob("*.pyc")
    assert compiled.stat().st_mode & 0o777 == 0o644
    (own,) = (each for each in place.folder.iterdir() if not each.name.endswith(".lock"))
    assert own.stat().st_mode & 0o077 == 0


def test_a_file_that_changes_while_it_is_loaded_leaves_none_warm(
    place: Place, tmp_path: Path
) -> None:
    """What is in memory may be of before, and would never be found out."""
    package = tmp_path / "linode_shim_package"
    package.mkdir()
    loaded = package / "__init__.py"
    loaded.write_text(
        "import pathlib, time\npathlib.Path(__file__).with_name('at').touch()\ntime.sleep(0.5)\n"
    )
    place.launch(path=[str(tmp_path)])
    until((package / "at").exists)
    loaded.write_text("# of another version\n")
    until(lambda: processes_of(place) == [])
    assert not place.folder.exists()
    place.launch(path=[str(tmp_path)])
    assert until(place.ready)


def test_without_another_process_to_be_had_a_launch_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> int:
        raise BlockingIOError

    path = os.fsencode(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as launch:
        listening.bind(path)
        listening.listen()
        launch.connect(path)
        warm = process._Warm(listening, 0, path, b"kind", lambda _: 0)
        monkeypatch.setattr("os.fork", none)
        warm._fork()
        assert launch.recv(1) == b""


def test_a_launch_killed_with_an_answer_unread_ends_the_process_that_served_it(
    place: Place,
) -> None:
    place.warmed()
    kind = kind_of(place)
    reader, writer = os.pipe()
    with socket.socket(socket.AF_UNIX) as connection, os.fdopen(reader) as told:
        connection.connect(places.socket_in(os.fsencode(place.folder), kind))
        connection.sendall(stub.LAUNCH + stub.sized(kind))
        assert connection.recv(1) == stub.READY
        environment = {os.fsencode(k): os.fsencode(v) for k, v in place.environment.items()}
        launch = stub.sized(dumps((["wait"], environment, 0o022, [], [], os.getpid())))
        directory = os.open("/", os.O_RDONLY)
        socket.send_fds(connection, [launch], [0, writer, 2, directory])
        os.close(writer)
        os.close(directory)
        pid = json.loads(told.readline())["pid"]
        assert is_alive(pid)
        connection.close()  # TAKEN is unread: the other side's connection is reset
        until(lambda: not is_alive(pid), 2)


def test_the_hosts_pipes_have_ended_when_the_launch_has(place: Place) -> None:
    place.warmed()
    for _ in range(30):
        launched = place.start(stderr=subprocess.PIPE)
        launched.wait()
        for stream in (launched.stdout, launched.stderr):
            os.set_blocking(stream.fileno(), False)
            os.read(stream.fileno(), 1 << 16)
            assert os.read(stream.fileno(), 1) == b""  # and not that it would have to wait
            stream.close()


def test_what_a_launch_has_locked_is_free_when_it_has_ended(place: Place, tmp_path: Path) -> None:
    place.warmed()
    locked = tmp_path / "locked"
    for _ in range(30):
        place.warm(f"lock={locked}")
        with locked.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize(
    ("given", "status"), [(None, 0), (0, 0), (3, 3), (True, 1), ("out of paper", 1)]
)
def test_sys_exit_means_what_python_means(
    given: object, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert child._status(given) == status
    assert capsys.readouterr().err == ("out of paper\n" if isinstance(given, str) else "")


def test_a_thousand_launches_leave_no_more_memory_than_a_hundred(place: Place) -> None:
    """Forks that end without a launch are forks all the same, and cheap enough to try many."""
    warm = place.warmed()
    (own,) = (each for each in place.folder.iterdir() if not each.name.endswith(".lock"))
    sizes = []
    for _ in range(2):
        for _ in range(500):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(own))
                connection.sendall(stub.ASK)
                stub.part(connection)
        sizes.append(resident(warm.pid))
    assert sizes[1] - sizes[0] < 1 << 18
    until(lambda: len(list(Path(f"/proc/{warm.pid}/fd").iterdir())) == 5)


def resident(pid: int) -> int:
    (line,) = (
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line
    )
    return int(line.split()[1]) * 1024


def test_an_idle_warm_process_costs_next_to_no_processor_time(place: Place) -> None:
    warm = place.warmed()
    before = ticks(warm.pid)
    time.sleep(3)
    assert ticks(warm.pid) - before <= 0.03 * os.sysconf("SC_CLK_TCK") * 3


def ticks(pid: int) -> int:
    """Its processor time, in ticks of the clock."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
