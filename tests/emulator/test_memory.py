"""What large and hostile bodies cost an emulator in a process of its own, at its peak."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

_TOKEN = {"Authorization": "Bearer x"}
_MOST_KB = 30 * 1024

# A gigabyte of nothing in 1 MB.
_BOMB = b"".join([gzip.compress(bytes(64 * 1024**2))] * 16)


class Served:
    """A running emulator."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self._pid = process.pid
        self.url = process.stdout.readline().split()[-1]

    def peak(self) -> int:
        """The most memory it has ever had, in kB."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "shim_provider.emulator", "--data", str(tmp_path / "world")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield Served(process)
        process.terminate()


def _megabytes(count: int) -> Iterator[bytes]:
    yield from (bytes(1024**2) for _ in range(count))


def _in_pieces(data: bytes) -> Iterator[bytes]:
    yield from (data[i : i + 70_000] for i in range(0, len(data), 70_000))


UPLOADS: dict[str, Callable[[], Iterator[bytes]]] = {
    "150 megabytes": lambda: _megabytes(150),
    "a bomb of a gigabyte": lambda: _in_pieces(_BOMB),
}


@pytest.mark.parametrize("case", UPLOADS)
def test_no_upload_takes_memory(served: Served, case: str) -> None:
    body = {"label": "x", "region": "us-east"}
    made = requests.post(f"{served.url}/v4/images/upload", json=body, headers=_TOKEN).json()
    before = served.peak()
    assert requests.put(made["upload_to"], UPLOADS[case]()).status_code == 200
    assert served.peak() - before < _MOST_KB


def test_a_hundred_megabytes_of_json_take_no_memory(served: Served) -> None:
    before = served.peak()
    url = f"{served.url}/v4/images/upload"
    with requests.post(url, data=_megabytes(100), headers=_TOKEN) as reply:
        assert reply.status_code == 413
        assert reply.json()["errors"]
    assert served.peak() - before < _MOST_KB
