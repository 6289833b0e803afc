"""`linode-shim watch` beside a run of plain Terraform."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator.api.images.gzipped import GzipCheck
from tests.waiting import until

from .builds.building import build
from .configurations import disk_file, uploaded

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from .workspace import Workspace

WATCH = (sys.executable, "-m", "shim_provider.cli.main", "watch")
_MB = 1_000_000


@pytest.fixture
def durations() -> dict[str, float]:
    """Seconds as they pass: something is to be seen of each step."""
    return {"process_upload": 2.5, "first_boot": 1.0}


@pytest.fixture
def slow_upload(stack: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that takes some seconds to send, since the other side takes its time."""
    usual = GzipCheck.feed

    def feed(self: GzipCheck, chunk: bytes) -> None:
        time.sleep(0.01)
        usual(self, chunk)

    monkeypatch.setattr(GzipCheck, "feed", feed)
    disk_file(stack.folder, os.urandom(10 * _MB))


def notes_of(folder: Path) -> list[Path]:
    return [*folder.rglob("*.notes")]


@pytest.mark.usefixtures("slow_upload")
def test_a_run_of_terraform_is_watched_step_by_step_to_its_end(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(uploaded() + build())
    stack.init()
    with stack.started("apply", "-auto-approve", "-no-color") as run:
        until(lambda: notes_of(stack.folder))
        with subprocess.Popen(
            [*WATCH, "--json"], cwd=stack.folder, stdout=subprocess.PIPE, text=True
        ) as watch:
            output, _ = run.communicate(timeout=60)
            ended = time.monotonic()
            said, _ = watch.communicate(timeout=20)
    assert run.returncode == 0, output
    assert watch.returncode == 0
    assert time.monotonic() - ended < 6
    documents: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
    image = [each for each in documents if each["type"] == "linode_image"]
    sent = [each for each in image if each["step"] == "uploading image.img.gz"]
    assert {(each["label"], each["action"], each["stack"]) for each in image} == {
        ("golden", "create", None)
    }
    assert any(0 < each["bytes"] < each["bytes_total"] for each in sent if each["bytes"])
    assert any(each["bytes_per_second"] and each["seconds_left"] for each in sent)
    assert any(
        each["step"] == "waiting for the image" and 0 < (each["percent"] or 0) < 100
        for each in image
    )
    built = [each["step"] for each in documents if each["type"] == "linode_image_build"]
    steps = [step for step in dict.fromkeys(built) if step]
    assert steps.index("building: the builder runs its instructions") < steps.index(
        "waiting for the image"
    )
    done = [each["label"] for each in documents if each["state"] == "done"]
    assert sorted(done) == ["golden", "web"]
    assert documents[-1]["state"] == "done"
    # One request for events serves both waits, and is not made more than once in a second.
    asked = [each for each in api.requests if each.path.startswith("/v4/account/events")]
    assert len(asked) < 20
    noted = "".join(path.read_text() for path in notes_of(stack.folder))
    assert noted
    assert "Signature" not in noted
    assert api.url not in noted
