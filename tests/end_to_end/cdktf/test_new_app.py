"""A new app, deployed by `linode-shim`, is the same to cdktn; and what no state holds is found."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from shim_provider.emulator import Emulator
from shim_provider.templates.writing import write

from ..api import upload_by_hand
from .project import Project

_URL = "emulator:.linode-emulator"


def test_a_new_app_is_deployed_by_either_command_and_its_account_is_told(tmp_path: Path) -> None:
    write(tmp_path / "new", "upload", "cdktn")
    project = Project(tmp_path / "app", "embedded", "cdktn")
    shutil.copytree(tmp_path / "new", project.folder, dirs_exist_ok=True)  # with its cdktf.json
    bin_directory = Path(sys.executable).parent
    project.environment["PATH"] = f"{bin_directory}:{project.environment['PATH']}"

    assert shim(project, "deploy", "--auto-approve").returncode == 0
    (image,) = told(project, "images", "--url", _URL)
    assert [each["label"] for each in image["booted_by"]] == ["web"]
    assert told(project, "unmanaged", ".", "--url", _URL) == []

    with Emulator(project.folder / ".linode-emulator") as api:
        made = upload_by_hand(api, label="lost")
    (lost,) = told(project, "unmanaged", ".", "--url", _URL, code=1)
    assert (lost["id"], lost["label"]) == (made["id"], "lost")
    everything = ("unmanaged", ".", "--url", _URL, "--delete", "--yes")
    assert shim(project, *everything).returncode == 0
    assert [each["id"] for each in told(project, "images", "--url", _URL)] == [image["id"]]

    project.run("destroy", "--auto-approve")
    assert told(project, "images", "--url", _URL) == []


def shim(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shim_provider.cli.main", *arguments],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def told(project: Project, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    """The list that a command tells to machines."""
    done = shim(project, *arguments, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
