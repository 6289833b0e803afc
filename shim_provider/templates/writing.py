"""Writes an app: its template's files, those that every app has, and a disk where one is uploaded.

Writes into an empty folder, or one that it makes; any other is refused, and nothing is changed.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shim_provider.problem import Problem

from .cores import for_core

#: Template -> what its app does.
TEMPLATES = {
    "golden": "build an image from Debian and a cloud-init file, and boot a Linode from it",
    "upload": "upload an image from a file, keep a replica of it, and boot a Linode from it",
    "family": "versions of one image: roll forward, keep the last three, roll back",
}

_APPS = Path(__file__).with_name("apps")
_EVERY = "every"

# Stored without the dot, as tools would take it for a setting of this folder.
_DOTTED = {"gitignore": ".gitignore"}

#: A stand-in for a disk of the user's own: one MiB of nothing, compressed.
_DISK = 1 << 20


def write(folder: Path, template: str, core: str) -> list[str]:
    """Write the app; the names of its files.

    Raises:
        Problem: The folder is not empty, is no folder, or cannot be written.
    """
    check(folder)
    contents = {name: for_core(text, core).encode() for name, text in _texts(template).items()}
    if template == "upload":
        contents["image.img.gz"] = gzip.compress(bytes(_DISK), mtime=0)
    with _writing():
        for name, content in contents.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return sorted(contents)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise Problem("Cannot write the app", f"{failure.filename}: {failure.strerror}.") from None


def check(folder: Path) -> None:
    """Raise Problem unless the folder is new or empty."""
    with _writing():
        there = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
        is_file = folder.exists() and not folder.is_dir()
    if is_file:
        raise Problem("Not a folder", f"{folder} is a file; name a folder that is new or empty.")
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise Problem(
            "Not an empty folder",
            f"{folder} holds {', '.join(there[:3])}{more}; nothing was changed. Name a folder that"
            " is new or empty.",
        )


def _texts(template: str) -> dict[str, str]:
    """The text of each file of the app, for CDKTF; a template's part comes first."""
    texts: dict[str, list[str]] = {}
    for app in (template, _EVERY):
        for file in sorted((_APPS / app).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(_APPS / app).as_posix()
                texts.setdefault(_DOTTED.get(name, name), []).append(file.read_text("utf-8"))
    return {name: "\n".join(parts) for name, parts in texts.items()}
