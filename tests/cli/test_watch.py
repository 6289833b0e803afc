"""`linode-shim watch` beside a provider at work; a run of Terraform is in tests/end_to_end."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from shim_provider.progress.notes import run_folder
from shim_provider.progress.writer import Writer
from tests.waiting import until

from .programs import environment, linode_shim

WATCH = (sys.executable, "-m", "shim_provider.cli.main", "watch")
SCREEN = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "LANG": "C.UTF-8", "CI": ""}
_LONG = "a-family-of-images-with-a-long-name"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The folder of an app that was synthesized: one stack of two images."""
    stack = tmp_path / "cdktf.out" / "stacks" / "web"
    stack.mkdir(parents=True)
    images = {
        name: {"label": name, "//": {"metadata": {"path": f"web/{_LONG}/{name}"}}}
        for name in ("golden", "base")
    }
    (stack / "cdk.tf.json").write_text(json.dumps({"resource": {"linode_image": images}}))
    (tmp_path / "cdktf.json").write_text("{}")
    return tmp_path


@pytest.fixture
def provider(app: Path) -> Iterator[Writer]:
    """One at work in the stack; it goes when it is closed."""
    writer = Writer(run_folder(app / "cdktf.out" / "stacks" / "web", {}), lambda: 0)
    yield writer
    writer.close()


def watching(app: Path, *options: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*WATCH, *options],
        cwd=app,
        env=environment(app, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_where_nothing_is_under_way_it_ends_at_once(app: Path) -> None:
    began = time.monotonic()
    done = linode_shim(app, "watch")
    assert (done.returncode, done.stdout) == (0, "Nothing is under way here.\n")
    assert time.monotonic() - began < 5
    done = linode_shim(app, "watch", "--json")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Nothing is under way here.\n"


def test_a_folder_that_is_none_is_a_usage_error(app: Path) -> None:
    done = linode_shim(app, "watch", "no-such-folder")
    assert done.returncode == 2
    assert "no-such-folder is no directory" in done.stderr


def test_in_an_apps_folder_the_stacks_are_watched_and_resources_called_by_their_paths(
    app: Path, provider: Writer
) -> None:
    golden, linode = provider.work("linode_image"), provider.work("linode_instance")
    golden.began("create", "golden")
    linode.began("delete", "server")
    with watching(app) as watch:
        until(lambda: provider.watched())
        time.sleep(1)
        golden.ended(failed=False)
        linode.ended(failed=True)
        provider.close()
        out, told = watch.communicate(timeout=20)
    assert (watch.returncode, told) == (0, "")
    lines = [line.partition(" in ")[0].partition(" after ")[0] for line in out.splitlines()]
    assert lines == [
        f"web/{_LONG}/golden: creating",
        "linode_instance server: destroying",
        f"web/{_LONG}/golden: created",
        "linode_instance server: destroying failed",
        "The run has ended: 1 done, 1 failed.",
    ]


def test_the_stacks_are_those_where_the_app_writes(app: Path) -> None:
    (app / "cdktf.json").write_text('{"output": "other.out"}')
    (app / "cdktf.out").rename(app / "other.out")
    provider = Writer(run_folder(app / "other.out" / "stacks" / "web", {}), lambda: 0)
    provider.work("linode_image").began("create", "golden")
    with watching(app, "--json") as watch:
        assert watch.stdout is not None
        first = json.loads(watch.stdout.readline())
        provider.close()
        watch.communicate(timeout=20)
    assert (first["stack"], first["path"]) == ("web", f"web/{_LONG}/golden")


def test_a_provider_that_is_killed_ends_its_lines_and_the_run(app: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from shim_provider.progress.writer import Writer\n"
        "writer = Writer(Path(sys.argv[1]), lambda: 0)\n"
        "writer.work('linode_image').began('create', 'golden')\n"
        "time.sleep(60)"
    )
    folder = run_folder(app, {})
    with subprocess.Popen([sys.executable, "-c", program, str(folder)]) as provider:
        until(lambda: [*folder.glob("*.notes")])
        with watching(app, "--json") as watch:
            assert watch.stdout is not None
            first = json.loads(watch.stdout.readline())
            provider.kill()
            out, _ = watch.communicate(timeout=20)
    assert (first["state"], first["label"], first["stack"]) == ("under way", "golden", None)
    assert [json.loads(line)["state"] for line in out.splitlines()] == ["lost"]
    assert watch.returncode == 0
    assert linode_shim(app, "watch").stdout == "Nothing is under way here.\n"


def test_ctrl_c_ends_the_watch_and_nothing_else(app: Path, provider: Writer) -> None:
    provider.work("linode_image").began("create", "golden")
    with watching(app) as watch:
        until(lambda: provider.watched())
        time.sleep(0.5)
        watch.send_signal(signal.SIGINT)
        _, told = watch.communicate(timeout=20)
    assert watch.returncode == 130
    assert "Traceback" not in told


def test_a_reader_that_has_had_enough_ends_it_quietly(app: Path, provider: Writer) -> None:
    work = provider.work("linode_image")
    work.began("create", "golden")
    with watching(app, "--json") as watch:
        assert watch.stdout is not None
        assert watch.stderr is not None
        watch.stdout.readline()
        watch.stdout.close()
        work.step("waiting for the image")
        assert watch.wait(20) == 0
        assert watch.stderr.read() == ""


class Terminal:
    """A terminal of 80 columns, and what is to be seen on it."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._ours, self.theirs = pty.openpty()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 65536)
            except OSError:
                return
            self._stream.feed(data)

    @property
    def lines(self) -> list[str]:
        """Those with something on them."""
        return [line.rstrip() for line in [*self._screen.display] if line.strip()]


def test_on_a_terminal_each_resource_has_a_line_that_fits(app: Path, provider: Writer) -> None:
    golden, base = provider.work("linode_image"), provider.work("linode_image")
    golden.began("create", "golden")
    base.began("create", "base")
    terminal = Terminal()
    with subprocess.Popen(
        WATCH,
        cwd=app,
        env=environment(app, **SCREEN),
        stdout=terminal.theirs,
        start_new_session=True,
    ) as watch:
        until(lambda: provider.watched())
        golden.step("uploading golden.img.gz")
        base.step("waiting for the image")
        base.percent(40)
        for part in range(1, 6):
            time.sleep(0.3)
            golden.sent(part * 100_000_000, 2_000_000_000)
        until(lambda: any("25%" in line for line in terminal.lines))
        shown = terminal.lines
        base.ended(failed=False)
        until(lambda: any(line.startswith("✓ ") for line in terminal.lines))
        golden.ended(failed=True)
        provider.close()
        watch.wait(20)
    assert len(shown) == 3
    upload, wait, totals = shown
    assert "web/a-famil…-name/golden uploading golden.img" in upload
    assert "MB/s," in upload
    assert upload.endswith("s left")
    assert "web/a-famil…ng-name/base waiting for the image" in wait
    assert "40%" in wait
    assert "━" in upload
    assert totals == "0 done, 2 under way"
    until(lambda: any("has ended" in line for line in terminal.lines))
    ended = terminal.lines
    assert ended[0].startswith(f"✓ web/{_LONG}/base  created in ")
    assert ended[1].startswith(f"✗ web/{_LONG}/golden  creating failed after ")
    assert ended[2:] == ["The run has ended: 1 done, 1 failed."]
