"""The provider as one file that needs only python3, and the mirrors in which Terraform finds it.

`contents.py` gathers, `program.py` makes the file, `layout.py` says what lies where; `unpack.py`
and `start.py` are what the file itself runs. Here: the directory is written. Nothing is downloaded.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Bundle", "NotABundleError", "write_bundle"]


class NotABundleError(Exception):
    """The directory holds something else."""


class Bundle(NamedTuple):
    """A bundle that was written."""

    directory: Path
    #: As in its bundle.json.
    description: dict[str, Any]


def write_bundle(directory: Path, where: Path | None = None) -> Bundle:
    """Write or renew a bundle; `where` it will be on its machine, else it is to be used here.

    Raises NotABundleError where something else is in the directory, OSError where it cannot be
    written, RuntimeError where modules are missing.
    """
    # Here, as the program imports this module, too, and is to be quick.
    from ..files import write
    from . import contents, layout

    if directory.exists() and not _may_be_written(directory):
        raise NotABundleError(f"{directory} is there and is no bundle: name another directory")
    files = layout.files(contents.contents(), str(where or directory.absolute()))
    directory.mkdir(parents=True, exist_ok=True)
    first: dict[bytes, Path] = {}
    # The mark first of all: what is written in part only is renewed by the next.
    for name in sorted(files, key=lambda name: name != layout.MARK):
        content, mode = files[name]
        draft = directory / f".{layout.MARK}.{os.getpid()}"
        if content not in first or not _linked(first[content], directory / name, mode, draft):
            write(directory / name, content, scratch=directory, mode=mode)
            first[content] = directory / name
    _remove_others(directory, set(files), layout)
    return Bundle(directory, json.loads(files[layout.MARK][0]))


def _linked(file: Path, path: Path, mode: int, draft: Path) -> bool:
    """Have one file under two names, where the file system can: tar keeps that, and is smaller."""
    if (file.stat().st_mode ^ mode) & 0o111:
        return False
    if path.exists() and path.samefile(file):
        return True
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.hardlink_to(file)
        draft.replace(path)
        return True
    return False


def _may_be_written(directory: Path) -> bool:
    from ..launcher import PROVIDER_SOURCE
    from . import layout

    if not directory.is_dir():
        return False
    if not any(directory.iterdir()):
        return True
    try:
        told = json.loads((directory / layout.MARK).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("source") == PROVIDER_SOURCE


def _remove_others(directory: Path, names: set[str], layout: Any) -> None:
    """Older versions of the provider: a mirror would offer them, and the lock file refuse them."""
    for room in (layout.PROVIDER_SOURCE, f"{layout.NETWORK}/{layout.PROVIDER_SOURCE}"):
        for path in sorted((directory / room).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(directory).as_posix() not in names:
                path.unlink()
