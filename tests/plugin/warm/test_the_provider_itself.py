"""The provider, launched as Terraform does: what its warm process has, and what it has not."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from shim_provider import install
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME

from ..client import make_certificate
from .conftest import PATIENCE, Place, until
from .processes import memory_of

TOKEN = "do-not-keep-me-0c2e"

MIB = 1 << 20


class Stack:
    """A working directory of Terraform, with the launcher in it."""

    def __init__(self, folder: Path, place: Place) -> None:
        install.seed_stack(folder)
        self.place = place
        self.folder = folder
        self.certificate = make_certificate().certificate

    def launch(self, **more: str) -> tuple[list[str], str]:
        """The fields of the handshake line, and what is on standard error once it has ended."""
        launcher = next(self.folder.rglob(install.LAUNCHER_NAME))
        given = {COOKIE_NAME: COOKIE, "LINODE_TOKEN": TOKEN, "TF_LOG": "debug", **more}
        process: Any = subprocess.Popen(
            [launcher],
            cwd=self.folder,
            env={**self.place.environment, "PLUGIN_CLIENT_CERT": self.certificate, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.place.started.append(process)
        fields = process.stdout.readline().strip().split("|")
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(fields[3])
            until(self.place.ready)
        process.terminate()  # an unencrypted connection that ends is no host to it
        _, told = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return fields, told


@pytest.fixture
def stack(place: Place, tmp_path: Path) -> Stack:
    return Stack(tmp_path, place)


def test_the_log_says_why_a_launch_was_cold(stack: Stack) -> None:
    _, first = stack.launch()
    assert "a cold start: no warm process: [Errno 2] No such file or directory" in first
    # On a busy machine the next one may not be answered in time, and be cold as well.
    until(lambda: "a cold start" not in stack.launch()[1] and stack.place.ready()[0].launches)


def test_each_launch_has_a_certificate_and_an_address_of_its_own(stack: Stack) -> None:
    first, *others = (stack.launch()[0] for _ in range(3))
    for fields in others:
        assert fields[3] != first[3]
        assert fields[5] != first[5]
    assert others[0][5] != others[1][5]


def test_the_warm_process_holds_no_token_no_file_and_no_thread(stack: Stack) -> None:
    for _ in range(3):
        stack.launch()
    (warm,) = stack.place.ready()
    itself = Path("/proc", str(warm.pid))
    assert TOKEN.encode() not in memory_of(warm.pid)
    assert TOKEN.encode() not in (itself / "environ").read_bytes()
    assert len(list((itself / "task").iterdir())) == 1
    held = [str(file.readlink()) for file in (itself / "fd").iterdir()]
    assert [each for each in held if each != "/dev/null" and not each.startswith("socket:")] == [
        str(next(stack.place.folder.glob("*.lock")))
    ]


#: They begin as variables of the linker, the C library and OpenSSL do.
SECRETS = ("LANGCHAIN_API_KEY", "LD_ACCESS_TOKEN", "MALLOC_SECRET", "OPENSSL_KEY_PASSPHRASE")


def test_the_warm_process_holds_no_other_secret_of_the_launch_that_left_it(stack: Stack) -> None:
    stack.launch(**dict.fromkeys(SECRETS, "do-not-keep-me-either-51d7"))
    (warm,) = stack.place.ready()
    assert b"do-not-keep-me-either" not in Path(f"/proc/{warm.pid}/environ").read_bytes()
    assert b"do-not-keep-me-either" not in memory_of(warm.pid)


def test_the_warm_process_is_small(stack: Stack) -> None:
    for _ in range(3):
        stack.launch()
    (warm,) = stack.place.ready()
    status = Path("/proc", str(warm.pid), "status").read_text()
    (most,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    assert int(most) * 1024 < 45 * MIB
