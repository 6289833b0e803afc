"""The files of provider processes: the last page of each, and which are of no use any more."""

from __future__ import annotations

import json
from pathlib import Path

from shim_provider import locks

from . import processes
from .notes import SUFFIX, Page, read


def clear(folder: Path) -> None:
    """Remove the notes of dead processes whose run is over. The folder must be `held`."""
    for path in folder.glob(f"*{SUFFIX}"):
        if not locks.is_locked(path) and not goes_on(path):
            path.unlink(missing_ok=True)


def goes_on(path: Path) -> bool:
    """Whether the run lives that the notes are of."""
    page = last_page(path)
    return page is not None and any(processes.lives(run) for run in page.runs)


def last_page(path: Path) -> Page | None:
    """The last whole one; None where there is none, or none that can be read."""
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except OSError:
        return None
    try:
        return read(json.loads(lines[-1]))
    except (IndexError, ValueError, KeyError, TypeError):
        return None
