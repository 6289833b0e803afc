"""Paths an app gives: relative to the app for its reader, to the stack's directory for Terraform.

Terraform runs in the stack's directory (`cdktf.out/stacks/<stack>`), so a relative path is
rewritten at synthesis. Knows what an uploadable file looks like; uploads nothing.
"""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path

from ._session import stack_directory

_GZIP_MAGIC = b"\x1f\x8b"


class AppPath(str):
    """A relative path as the user wrote it, which remembers the directory it starts from.

    `prefix` is the part before the path, such as `emulator:`.
    """

    prefix: str
    origin: Path

    def relative(self) -> str:
        return self[len(self.prefix) :]

    def absolute(self) -> Path:
        return self.origin / self.relative()


def app_path(text: str, prefix: str = "") -> str:
    """`text` as an AppPath if its path is relative, else as it is; `~` is the provider's to read.

    Relative means relative to the process's working directory when the construct is made: where
    `python main.py` runs, which is the directory of cdktf.json under the CLI.
    """
    if text.startswith("~") or Path(text[len(prefix) :]).is_absolute():
        return text
    path = AppPath(text)
    path.prefix = prefix
    path.origin = Path.cwd()
    return path


def for_terraform(path: AppPath) -> str:
    """The path as Terraform, running in the stack's directory, must read it."""
    directory = stack_directory()
    if directory is None:
        # Testing.synth has no stack directory: the text is that of the default `cdktf.out`.
        return path.prefix + posixpath.normpath("../../../" + _slashes(path.relative()))
    # Both ends resolved (the working directory is), as the system resolves links before `..`.
    return path.prefix + _slashes(os.path.relpath(path.absolute(), directory.resolve()))


def upload_problem(path: str) -> str | None:
    """Why the file cannot be uploaded, as a sentence about it; None if it can."""
    file = path.absolute() if isinstance(path, AppPath) else Path(path)
    try:
        # A pipe would make `open` wait for ever.
        if not stat.S_ISREG(file.stat().st_mode):
            return f"must be a regular file, which {path!r} is not ({file})"
        with file.open("rb") as content:
            if content.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC:
                return None
    except OSError as error:
        return f"must be a file that can be read: {path!r}: {error.strerror} ({file})"
    return f"must be compressed with gzip, which {path!r} is not ({file})"


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
