"""Whether a run is under way, by what it holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from shim_provider.progress import processes
from shim_provider.progress.notes import Process
from shim_provider.progress.reader import Reader
from shim_provider.progress.running import running

#: As Terraform's local backend does.
HOLDS_STATE = """
import fcntl, sys
file = open(sys.argv[1], "r+")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
input()
"""


def test_a_marked_run_goes_on_until_it_ends_in_each_of_its_directories(tmp_path: Path) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    with running(places):
        assert [Reader(place, {}).look().goes_on for place in places] == [True, True]
        assert not Reader(tmp_path, {}).look().goes_on
    assert [Reader(place, {}).look().goes_on for place in places] == [False, False]


def test_the_mark_of_a_run_that_was_killed_is_none(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from shim_provider.progress.running import running
with running([Path(sys.argv[1])]):
    os._exit(9)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert not Reader(tmp_path, {}).look().goes_on
    with running([tmp_path]):
        assert len([*tmp_path.rglob("*.run")]) == 1


def test_a_run_that_cannot_be_marked_is_run_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".terraform").touch()
    with running([tmp_path]):
        assert not Reader(tmp_path, {}).look().goes_on


def test_whoever_holds_the_lock_of_a_state_is_a_run(tmp_path: Path) -> None:
    state = tmp_path / "terraform.demo.tfstate"
    state.touch()
    (tmp_path / ".terraform.demo.tfstate.lock.info").touch()
    assert not Reader(tmp_path, {}).look().goes_on  # it was killed
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_STATE, state],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as engine:
        assert engine.stdout is not None
        engine.stdout.readline()
        assert Reader(tmp_path, {}).look().goes_on
        engine.kill()


def test_a_number_that_has_gone_to_another_process_is_not_the_one_that_was_noted() -> None:
    this = processes.noted(os.getpid())
    assert processes.lives(this)
    assert not processes.lives(Process(this.pid, "1" + this.started))


def test_of_a_run_of_several_commands_the_program_is_noted_that_runs_them(tmp_path: Path) -> None:
    cdktf = tmp_path / "cdktf.js"
    cdktf.write_text(
        "import subprocess, sys\n"
        "with subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1) as engine:\n"
        "    print(engine.pid, flush=True)\n"
        "    input()\n"
        "    engine.kill()\n"
    )
    with subprocess.Popen(
        [sys.executable, cdktf], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as runner:
        assert runner.stdout is not None
        engine = int(runner.stdout.readline())
        assert [each.pid for each in processes.run_of(engine)] == [engine, runner.pid]
        runner.communicate("\n")
    assert processes.run_of(0) == ()


def test_a_run_that_has_noted_nothing_yet_is_known_by_its_process(tmp_path: Path) -> None:
    app, program = tmp_path / "app", tmp_path / "bin" / "cdktf"
    for folder in (app, program.parent):
        folder.mkdir()
    program.write_text("input()")
    for command, is_run in (("deploy", True), ("synth", False)):
        with subprocess.Popen(
            [sys.executable, program, command], cwd=app, stdin=subprocess.PIPE
        ) as process:
            assert processes.is_run_in([tmp_path, app]) is is_run
            assert not processes.is_run_in([tmp_path])
            process.kill()
    assert not processes.is_run_in([tmp_path, app])
