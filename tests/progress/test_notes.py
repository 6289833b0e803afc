"""What one process writes, as another one reads it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shim_provider.progress import writer as writing
from shim_provider.progress.notes import SUFFIX, WATCHED, folders, run_folder
from shim_provider.progress.reader import Reader
from shim_provider.progress.writer import Writer

#: A provider that is at work on an image until it is killed.
AT_WORK = """
import sys, time
from pathlib import Path
from shim_provider.progress.writer import Writer
writer = Writer(Path(sys.argv[1]), lambda: {engine})
writer.work("linode_image").began("create", "golden")
print("noted", flush=True)
time.sleep(60)
"""

#: No process has such a number.
NOBODY = 2**22 + 1


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A working directory of Terraform's."""
    run_folder(tmp_path, {}).mkdir(parents=True)
    return tmp_path


def at_work(directory: Path, engine: int = NOBODY) -> subprocess.Popen[str]:
    program = AT_WORK.format(engine=engine)
    folder = str(run_folder(directory, {}))
    process = subprocess.Popen(
        [sys.executable, "-c", program, folder], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "noted\n"
    return process


@pytest.fixture
def dead(directory: Path) -> Path:
    """The notes of one that was killed."""
    with at_work(directory) as process:
        process.send_signal(signal.SIGKILL)
    [path] = run_folder(directory, {}).glob(f"*{SUFFIX}")
    return path


def notes_in(directory: Path) -> list[Path]:
    return [*run_folder(directory, {}).glob(f"*{SUFFIX}")]


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def test_what_is_under_way_is_read_as_it_was_told(directory: Path) -> None:
    clock = Clock()
    writer = Writer(run_folder(directory, {}), os.getppid, clock)
    work = writer.work("linode_image")
    began = clock.now
    work.began("create", "golden")
    clock.now += 5
    work.step("uploading golden.img.gz")
    clock.now += 5
    work.sent(1_000, 4_000)
    [seen] = Reader(directory, {}).look().changes
    note = seen.note
    assert seen.lives
    assert (note.type, note.label, note.action) == ("linode_image", "golden", "create")
    assert (note.step, note.done, note.total) == ("uploading golden.img.gz", 1_000, 4_000)
    assert (note.began, note.step_began, note.at) == (began, began + 5, began + 10)
    clock.now += 5
    work.step("waiting for the image")
    clock.now += 5
    work.percent(40)
    [seen] = Reader(directory, {}).look().changes
    assert (seen.note.step, seen.note.total, seen.note.percent) == ("waiting for the image", 0, 40)
    clock.now += 5
    work.ended(failed=True)
    [seen] = Reader(directory, {}).look().changes
    assert (seen.note.ended, seen.note.failed) == (clock.now, True)


def test_what_is_only_read_is_not_noted(directory: Path) -> None:
    work = Writer(run_folder(directory, {}), os.getppid).work("linode_image")
    work.step("looking")
    work.sent(1, 2)
    work.percent(50)
    work.ended(failed=False)
    assert notes_in(directory) == []


def test_a_long_upload_is_a_line_in_a_while_and_its_file_stays_small(directory: Path) -> None:
    writer = Writer(run_folder(directory, {}), os.getppid)
    work = writer.work("linode_image")
    work.began("create", "golden")
    for sent in range(100_000):
        work.sent(sent, 100_000)
    [path] = notes_in(directory)
    assert len(path.read_text().splitlines()) < 10
    works = [writer.work("linode_image") for _ in range(100)]
    for work in works:
        work.began("create", "golden" * 10)
    for _ in range(100):
        writer._write()
    assert path.stat().st_size <= writing._MOST_BYTES
    assert len(Reader(directory, {}).look().changes) == 101


def test_what_is_told_soon_after_a_line_is_written_a_little_later(directory: Path) -> None:
    Reader(directory, {}).look()
    work = Writer(run_folder(directory, {}), os.getppid).work("linode_image")
    work.began("create", "golden")
    work.step("uploading")
    end = time.monotonic() + 5
    while Reader(directory, {}).look().changes[0].note.step != "uploading":
        assert time.monotonic() < end
        time.sleep(0.02)


def test_only_the_last_of_what_has_ended_is_kept(directory: Path) -> None:
    writer = Writer(run_folder(directory, {}), os.getppid)
    for number in range(200):
        work = writer.work("linode_image")
        work.began("create", f"image-{number}")
        work.ended(failed=False)
    writer.close()
    labels = [seen.note.label for seen in Reader(directory, {}).look().changes]
    assert labels == [f"image-{number}" for number in range(150, 200)]


def test_what_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    work = Writer(tmp_path / "file" / "progress", os.getppid).work("linode_image")
    work.began("create", "golden")
    work.step("uploading")
    work.ended(failed=False)
    assert not work.watched()


def test_one_who_looks_is_noticed_and_forgotten_when_he_looks_no_more(directory: Path) -> None:
    clock = Clock()
    work = Writer(run_folder(directory, {}), os.getppid, clock).work("linode_image")
    work.began("create", "golden")
    assert not work.watched()
    Reader(directory, {}).look()
    clock.now += 1
    assert work.watched()
    clock.now += 10
    assert not work.watched()


def test_one_who_looks_now_and_then_is_noticed_all_the_time(directory: Path) -> None:
    clock = Clock()
    work = Writer(run_folder(directory, {}), os.getppid, clock).work("linode_image")
    work.began("create", "golden")
    Reader(directory, {}, every=10.0).look()
    clock.now += 12
    assert work.watched()
    clock.now += 10
    assert not work.watched()


def test_each_workspace_has_its_notes_and_all_are_seen(directory: Path) -> None:
    other = directory / ".terraform" / "linode-images" / "workspace-test" / "progress"
    Writer(other, os.getppid).work("linode_image").began("create", "there")
    assert [seen.note.label for seen in Reader(directory, {}).look().changes] == ["there"]


def test_the_folder_of_terraforms_data_may_be_elsewhere(tmp_path: Path) -> None:
    environ = {"TF_DATA_DIR": str(tmp_path / "data")}
    folder = run_folder(tmp_path / "work", environ)
    Writer(folder, os.getppid).work("linode_image").began("create", "golden")
    assert folders(tmp_path / "work", environ) == [folder]
    assert len(Reader(tmp_path / "work", environ).look().changes) == 1


def test_one_at_work_is_a_run_and_one_that_was_killed_is_none(directory: Path) -> None:
    with at_work(directory) as process:
        look = Reader(directory, {}).look()
        process.kill()
    assert look.goes_on
    assert [(seen.note.label, seen.lives) for seen in look.changes] == [("golden", True)]
    look = Reader(directory, {}).look()
    assert not look.goes_on
    assert [seen.lives for seen in look.changes] == [False]


def test_the_next_provider_clears_away_what_a_dead_one_noted(directory: Path, dead: Path) -> None:
    Writer(run_folder(directory, {}), os.getppid).work("linode_image").began("create", "golden")
    assert not dead.exists()
    assert len(notes_in(directory)) == 1


def test_whoever_looks_clears_away_what_has_been_dead_for_a_while(
    directory: Path, dead: Path
) -> None:
    Reader(directory, {}).look()
    assert dead.exists()
    os.utime(dead, (time.time() - 60,) * 2)
    Reader(directory, {}).look()
    assert not dead.exists()


def test_a_run_goes_on_between_two_providers_while_its_engine_lives(directory: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as engine:
        with at_work(directory, engine.pid) as process:
            process.kill()
        assert Reader(directory, {}).look().goes_on
        engine.kill()
        engine.wait()
        assert not Reader(directory, {}).look().goes_on


def test_a_line_cut_short_counts_for_nothing(directory: Path) -> None:
    Writer(run_folder(directory, {}), os.getppid).work("linode_image").began("create", "golden")
    [path] = notes_in(directory)
    with path.open("a") as file:
        file.write('{"runs": [], "no')
    assert [seen.note.label for seen in Reader(directory, {}).look().changes] == ["golden"]


def test_whoever_looks_leaves_a_sign_that_he_does(directory: Path) -> None:
    assert not (run_folder(directory, {}) / WATCHED).exists()
    Reader(directory, {}).look()
    assert (run_folder(directory, {}) / WATCHED).exists()
