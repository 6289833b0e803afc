"""The examples' apps for CDK Terrain: those for CDKTF, with the other core's names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shim_provider.templates.cores import for_core

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_FOR_CDKTF, _FOR_CDKTN = "main.py", "main_cdktn.py"
_HEAD = f"# Written by `python -m codegen` from {_FOR_CDKTF}: change that, not this.\n"

_MAKE = re.compile(r"\bmake [a-z]+ EXAMPLE=\w+")


def files(root: Path) -> dict[str, str]:
    """Path -> text of each app for CDK Terrain."""
    return {
        str(app.with_name(_FOR_CDKTN).relative_to(root)): _HEAD + for_cdktn(app.read_text())
        for app in sorted(root.glob(f"examples/*/{_FOR_CDKTF}"))
    }


def leftovers(expected: Mapping[str, str], root: Path) -> Iterator[str]:
    """Paths of apps for CDK Terrain where there is none for CDKTF any more."""
    for app in sorted(root.glob(f"examples/*/{_FOR_CDKTN}")):
        if (path := str(app.relative_to(root))) not in expected:
            yield path


def for_cdktn(text: str) -> str:
    """A file for CDKTF with CDK Terrain's names."""
    text = for_core(text, "cdktn").replace(_FOR_CDKTF, _FOR_CDKTN)
    return _MAKE.sub(r"\g<0> CORE=cdktn", text)
