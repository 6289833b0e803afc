"""Sockets to listen on: where they are, and what remains of them."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from shim_provider.plugin.listener import Listener, listen


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the directories are made; the path of a test's own is too long for a socket."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("shim_provider.plugin.listener._LONGEST_PARENT", 1000)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def without_unix_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python is on Windows."""
    monkeypatch.delattr(socket, "AF_UNIX")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port which is in use, and behind which there is another."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def closed(listener: Listener) -> None:
    listener.close()
    listener.close()  # once more does no harm
    assert not Path(listener.directory).exists()


@pytest.mark.usefixtures("without_unix_sockets")
def test_a_port_in_use_is_passed_over(taken: int) -> None:
    listener = listen(range(taken, taken + 20))
    assert listener.network == "tcp"
    assert taken < int(listener.address.removeprefix("127.0.0.1:")) < taken + 20
    closed(listener)


@pytest.mark.usefixtures("without_unix_sockets")
def test_without_limits_the_system_chooses_a_port() -> None:
    listener = listen(range(1))
    assert int(listener.address.removeprefix("127.0.0.1:")) > 0
    closed(listener)


@pytest.mark.usefixtures("without_unix_sockets")
def test_when_no_port_is_free_it_says_which_were_tried(taken: int, temporary: Path) -> None:
    with pytest.raises(OSError, match=f"none of the ports {taken} to {taken} "):
        listen(range(taken, taken + 1))
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("without_unix_sockets")
def test_the_directory_beside_a_port_is_private_too() -> None:
    listener = listen(range(1))
    assert stat.S_IMODE(Path(listener.directory).stat().st_mode) == 0o700
    closed(listener)


def test_a_socket_that_cannot_be_bound_leaves_no_directory(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = temporary / ("x" * 150)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    with pytest.raises(OSError, match="too long"):
        listen(range(1))
    assert list(long.iterdir()) == []


def test_accepting_ends_when_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR")
    listener = listen(range(1))
    closed(listener)
    with pytest.raises(OSError, match=r"Bad file descriptor|not a socket"):
        listener.accept()


def test_a_directory_someone_has_removed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR")
    listener = listen(range(1))
    Path(listener.address).unlink()
    Path(listener.directory).rmdir()
    closed(listener)
