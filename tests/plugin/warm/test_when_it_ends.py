"""When a warm process ends, and what of it ends with a process that is killed."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from .conftest import PATIENCE, Place, processes_of, until


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_ends_a_while_after_its_last_launch_and_leaves_nothing(place: Place) -> None:
    place.environment["LINODE_SHIM_WARM"] = "1"
    warm = place.warmed()
    launched = place.start("wait")
    launched.stdout.readline()
    time.sleep(2.5)
    assert is_alive(warm.pid)  # it has a launch under way
    launched.kill()
    until(lambda: not is_alive(warm.pid))
    until(lambda: not place.folder.exists())


def test_sigterm_ends_it_at_once_and_no_launch_with_it(place: Place) -> None:
    warm = place.warmed()
    launched = place.start("wait")
    state = launched.stdout.readline()
    os.kill(warm.pid, signal.SIGTERM)
    until(lambda: not is_alive(warm.pid), 1)
    assert not place.folder.exists()
    time.sleep(0.3)
    assert launched.poll() is None, state


@pytest.mark.parametrize("change", ["gone", "another"])
def test_it_ends_when_the_socket_is_no_longer_its_own(place: Place, change: str) -> None:
    warm = place.warmed()
    (own,) = (each for each in place.folder.iterdir() if not each.name.endswith(".lock"))
    own.unlink()
    if change == "another":
        own.write_text("somebody else's")
    until(lambda: not is_alive(warm.pid), 3)
    assert own.exists() == (change == "another")
    own.unlink(missing_ok=True)


def test_a_changed_file_ends_it_and_the_next_launch_is_cold(place: Place, tmp_path: Path) -> None:
    package = tmp_path / "linode_shim_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    place.launch(path=[str(tmp_path)])
    (warm,) = until(place.ready)
    place.warm(path=[str(tmp_path)])
    (package / "__init__.py").write_text("CHANGED = True\n")
    assert "cold" in place.launch(path=[str(tmp_path)])
    until(lambda: not is_alive(warm.pid))


def test_a_killed_launch_ends_the_process_that_served_it(place: Place) -> None:
    place.warmed()
    launched, pid = waiting(place)
    launched.kill()
    until(lambda: not is_alive(pid), 0.5)


def test_a_killed_launch_lets_the_process_that_served_it_clear_away_and_counts(
    place: Place, tmp_path: Path
) -> None:
    place.warmed()
    file = tmp_path / "socket"
    file.touch()
    launched = place.start(f"tidy={file}")
    pid = json.loads(launched.stdout.readline())["pid"]
    time.sleep(0.2)  # until it waits
    launched.kill()
    until(lambda: not is_alive(pid), 0.5)
    assert not file.exists()
    assert until(lambda: place.ready()[0].launches == 1)


def test_a_killed_process_ends_its_launch_as_killed(place: Place) -> None:
    place.warmed()
    launched, pid = waiting(place)
    os.kill(pid, signal.SIGKILL)
    assert launched.wait(PATIENCE) == -signal.SIGKILL


def test_sigterm_reaches_the_process_that_serves(place: Place) -> None:
    place.warmed()
    launched, pid = waiting(place)
    launched.terminate()
    assert launched.wait(PATIENCE) == -signal.SIGKILL  # the reporter has no handler of its own
    until(lambda: not is_alive(pid), 1)


def test_ctrl_c_is_left_to_the_process_that_serves(place: Place) -> None:
    place.warmed()
    launched, pid = waiting(place)
    launched.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert launched.poll() is None
    assert is_alive(pid)


@pytest.mark.parametrize("order", list(itertools.permutations(["launch", "fork", "warm", "host"])))
def test_in_whatever_order_they_are_killed_nothing_is_left(
    place: Place, order: tuple[str, ...]
) -> None:
    place.environment["LINODE_SHIM_WARM"] = "1"
    warm = place.warmed()
    host, stub, fork = hosted(place)
    pids = {"launch": stub, "fork": fork, "warm": warm.pid, "host": host.pid}
    for name in order:
        with contextlib.suppress(ProcessLookupError):  # it has ended with the one before
            os.kill(pids[name], signal.SIGKILL)
    host.wait(PATIENCE)
    until(lambda: not any(map(is_alive, pids.values())), 5)
    place.launch()  # takes up, and clears away, what a killed warm process has left
    until(lambda: not place.folder.exists())
    until(lambda: processes_of(place) == [])


def hosted(place: Place) -> tuple[subprocess.Popen[str], int, int]:
    """A host that has launched: itself, the small program, and the process that serves it."""
    program = "import subprocess, sys; subprocess.run(sys.argv[1:])"
    host: Any = place.start("wait", host=program)
    told = host.stdout.readline()
    fork = json.loads(told)["pid"]
    (stub,) = (
        int(pid) for pid in Path(f"/proc/{host.pid}/task/{host.pid}/children").read_text().split()
    )
    return host, stub, fork


def waiting(place: Place) -> tuple[Any, int]:
    """A launch that lives until it is killed, and the process that serves it."""
    launched = place.start("wait")
    return launched, json.loads(launched.stdout.readline())["pid"]
