"""One app for two cores: the text of one for CDKTF, with CDK Terrain's names.

That is what CDK Terrain's upgrade guide asks of users too: other imports, the same app.
"""

from __future__ import annotations

import importlib.util
import re

#: Core -> its name for people. CDK Terrain is the one that is maintained.
CORES = {"cdktn": "CDK Terrain", "cdktf": "CDKTF"}

# CDK Terrain has kept the names of these: its command reads cdktf.json and writes cdktf.out. And
# there is one package of ours for both.
_NAME = re.compile(r"\bcdktf(?!\.(?:out|json)|-linode-image)")


def for_core(text: str, core: str) -> str:
    """A text written for CDKTF, with the names of `core`."""
    return _NAME.sub(core, text)


def is_installed(core: str) -> bool:
    """Whether the core can be imported; it is not."""
    try:
        return importlib.util.find_spec(core) is not None
    except (ImportError, ValueError):  # from a finder that refuses it, or where it is blocked
        return False


def preferred() -> str:
    """The core for whoever names none: the one that is installed, of both CDK Terrain."""
    return next((core for core in CORES if is_installed(core)), "cdktn")


def how_to_install(core: str) -> str:
    """What to type for an app of `core`, with a Terraform, a Node.js, and the emulator."""
    return f'pip install "cdktf-linode-image[{core},standalone,emulator]"'
