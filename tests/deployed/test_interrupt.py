"""A Ctrl-C while Terraform works: it ends, the provider ends, and nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.stacks import terraform
from tests.waiting import until

if TYPE_CHECKING:
    import pytest

PROGRAM = """
import sys
from pathlib import Path
from tests.deployed import stacks
from tests.deployed.core import testing
from shim_provider.emulator import Clock

stack = stacks.empty(Path(sys.argv[1]))
stacks.linode(stack, "model")
with testing.deployed(stack, clock=Clock(held=True), durations="realistic"):
    raise AssertionError("it is deployed, and no time has passed")
"""


def test_ctrl_c_ends_it_all(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env={**os.environ, "TMPDIR": str(temporary)},
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # The tests may be run by what ignores it, such as a job in a shell's background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        until(lambda: list(temporary.glob("deployed-*/stacks/golden/.terraform.tfstate.lock.info")))
        until(lambda: at_work(temporary))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()  # in vain, unless something has failed
        process.communicate()
    assert process.returncode == -signal.SIGINT, errors
    assert errors.splitlines()[-1] == "KeyboardInterrupt"
    assert not list(temporary.glob("deployed-*"))
    until(lambda: not at_work(temporary))


def test_what_has_left_the_group_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon that a provisioner began, say, which has inherited Terraform's output."""
    monkeypatch.setattr(terraform, "_PATIENCE", 0.1)
    process = subprocess.Popen(
        ["sh", "-c", "setsid sh -c 'echo; exec sleep 5' & exec sleep 5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    process.stdout.readline()
    began = time.monotonic()
    terraform.end(process)
    assert time.monotonic() - began < 4


def at_work(temporary: Path) -> list[str]:
    """The processes whose directory is a deployment's."""
    return [
        process.name
        for process in Path("/proc").glob("[0-9]*")
        if _directory(process).startswith(f"{temporary}/deployed-")
    ]


def _directory(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""
