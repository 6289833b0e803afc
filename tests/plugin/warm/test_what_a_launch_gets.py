"""A launch by the warm process is what it would have been by itself, and nothing of another."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .conftest import PATIENCE, Place, until
from .processes import memory_of

SECRET = "do-not-keep-me-7f3a"

#: What tells two processes apart however they were launched.
OWN = {"pid", "parent", "random", "cold", "seconds to go cold", "descriptors"}


def test_it_is_a_fork_of_the_warm_process(place: Place) -> None:
    warm = place.warmed()
    launched = place.warm()
    assert launched["parent"] == warm.pid
    assert launched["host"] == os.getpid()


def test_it_finds_what_a_cold_launch_finds(place: Place, tmp_path: Path) -> None:
    def change() -> None:
        os.umask(0o027)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])

    given: dict[str, Any] = {
        "cwd": tmp_path,
        "environment": {"A": "b", "TZ": "Asia/Tokyo", "L\udcffTIN": "\udcff"},
        "preexec_fn": change,
    }
    cold = place.launch("one", "two words", **given, stdin=subprocess.DEVNULL)
    place.warmed()
    warm = place.warm("one", "two words", **given, stdin=subprocess.DEVNULL)
    assert "cold" in cold
    assert {k: v for k, v in warm.items() if k not in OWN} == {
        k: v for k, v in cold.items() if k not in OWN
    }
    assert warm["umask"] == 0o027
    assert warm["zone"] == "JST"


def test_nothing_is_left_of_an_earlier_launch(place: Place, tmp_path: Path) -> None:
    place.warmed()
    with (tmp_path / "file").open("w") as file:
        place.launch(SECRET, environment={"ONE": SECRET}, stdin=file, pass_fds=[file.fileno()])
        second = place.launch()
    assert SECRET not in str(second)
    assert str(tmp_path) not in str(second)


def test_its_descriptors_are_the_standard_streams_and_one_connection(place: Place) -> None:
    place.warmed()
    launched = place.launch(stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    found = dict(launched["descriptors"])
    assert (found.pop("0"), found.pop("2")) == ("/dev/null", "/dev/null")
    assert found.pop("1").startswith("pipe:")
    assert [each.partition(":")[0] for each in found.values()] == ["socket"]


def test_it_reads_its_own_standard_input(place: Place) -> None:
    place.warmed()
    process = place.start("read", stdin=subprocess.PIPE)
    said, _ = process.communicate("for this launch alone", timeout=PATIENCE)
    assert "for this launch alone" in said


def test_two_launches_draw_different_random_numbers(place: Place) -> None:
    place.warmed()
    assert place.launch()["random"] != place.launch()["random"]


@pytest.mark.parametrize("status", [0, 1, 3, 255])
def test_its_exit_status_is_the_launchs(place: Place, status: int) -> None:
    place.warmed()
    assert place.launch(f"exit={status}")["status"] == status


def test_an_exception_that_nobody_expected_is_told_on_standard_error(place: Place) -> None:
    place.warmed()
    process = place.start("fail", stderr=subprocess.PIPE)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "ValueError: as asked for" in told


def test_no_secret_of_a_launch_is_in_the_warm_process(place: Place) -> None:
    warm = place.warmed()
    launched = place.start("wait", SECRET, environment={"LINODE_TOKEN": SECRET})
    assert SECRET in launched.stdout.readline()
    launched.kill()
    place.launch(SECRET, environment={"LINODE_TOKEN": SECRET})
    assert SECRET.encode() not in Path(f"/proc/{warm.pid}/environ").read_bytes()
    found = memory_of(warm.pid)
    assert b"shim_provider" in found  # it has been read
    assert SECRET.encode() not in found


def test_no_pipe_of_the_host_is_held_once_the_launch_has_ended(place: Place) -> None:
    """The first launch too, which leaves the warm process behind."""
    for _ in range(2):
        process = place.start(stderr=subprocess.PIPE)
        process.communicate(timeout=PATIENCE)  # returns at the end of both pipes
        until(place.ready)


@pytest.mark.parametrize("name", ["RLIMIT_NOFILE", "RLIMIT_CORE"])
def test_other_limits_make_another_kind(place: Place, name: str) -> None:
    place.warmed()
    number = getattr(resource, name)
    launched = place.launch(preexec_fn=lambda: resource.setrlimit(number, (100, 200)))
    assert "cold" in launched
    assert launched["limits"][name] == [100, 200]


def test_its_streams_have_ended_when_it_has(place: Place) -> None:
    place.warmed()
    process = place.start("large")
    process.wait()  # a wait with a limit looks every now and then
    os.set_blocking(process.stdout.fileno(), False)
    assert b'"pid"' in os.read(process.stdout.fileno(), 1 << 16)
    assert os.read(process.stdout.fileno(), 1) == b""  # and not that it would have to wait
