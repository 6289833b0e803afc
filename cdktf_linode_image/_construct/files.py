"""Paths an app gives: relative to the app for its reader, to the stack's directory for Terraform.

Terraform runs in the stack's directory (`cdktf.out/stacks/<stack>`), so a relative path is
rewritten at synthesis. Does not look into a file.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path

from .session import stack_directory

# What `TerraformAsset.path` returns: plain text, from the stack's directory, where cdktf will put
# the file (TerraformAsset.namedFolder).
_OF_ASSET = re.compile(r"assets/[^/]+/[0-9A-Fa-f]{32}/[^/]+")


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
    """`text` as an AppPath if its path is relative to the app, else as it is.

    It is not where it is absolute, the path of a TerraformAsset, or begins with `~`, which is the
    provider's to read.

    Relative means relative to the process's working directory when the construct is made: where
    `python main.py` runs, which is the directory of cdktf.json under the CLI.
    """
    if text.startswith("~") or is_of_asset(text) or Path(text[len(prefix) :]).is_absolute():
        return text
    path = AppPath(text)
    path.prefix = prefix
    path.origin = Path.cwd()
    return path


def is_of_asset(path: str) -> bool:
    """Whether cdktf will have put the file into the stack's directory."""
    return bool(_OF_ASSET.fullmatch(path))


def for_terraform(path: AppPath) -> str:
    """The path as Terraform, running in the stack's directory, must read it."""
    directory = stack_directory()
    if directory is None:
        # Testing.synth has no stack directory: the text is that of the default `cdktf.out`.
        return path.prefix + posixpath.normpath("../../../" + _slashes(path.relative()))
    # Both ends resolved (the working directory is), as the system resolves links before `..`.
    return path.prefix + _slashes(os.path.relpath(path.absolute(), directory.resolve()))


def _slashes(path: str) -> str:
    return path.replace(os.sep, "/")
