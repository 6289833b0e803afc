"""What the tests of a file begin with: applied once for all of them, then copied for each."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from shim_provider.emulator import Emulator

from .configurations import disk_file
from .workspace import NEWEST, Workspace

if TYPE_CHECKING:
    from pathlib import Path


def begin(folder: Path, configuration: str) -> Path:
    """Apply the configuration; the folder then holds the world, and the state of it."""
    work = folder / "work"
    work.mkdir()
    with Emulator(folder / "linode", durations="zero") as api:
        stack = Workspace(work, NEWEST, api.url).init_with(disk_file)
        stack.write(configuration)
        stack.applied()
    return folder


def copy_world(beginning: Path, folder: Path) -> None:
    """Make it the data folder of another emulator."""
    shutil.copytree(beginning / "linode", folder)


def copy_state(beginning: Path, stack: Workspace) -> None:
    """Make it the state of another working directory."""
    shutil.copy(beginning / "work" / stack.state.name, stack.state)
