"""The examples for CDK Terrain: those for CDKTF, with the other core's names.

That is what its upgrade guide asks of users too: other imports, the same app.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "examples"

_HEAD = "# Written by `python -m codegen` from "
_FIRST = _HEAD + "{source}: change that, not this.\n"

_FOR_CDKTF = re.compile(r"^\s*(?:from|import) cdktf(?:_linode_image)?\b", re.MULTILINE)
# CDK Terrain has kept the names of these: its command reads cdktf.json and writes cdktf.out.
_NAME = re.compile(r"\bcdktf(?!\.(?:out|json))")
_MAKE = re.compile(r"\bmake [a-z]+ EXAMPLE=\w+")


def files(root: Path) -> dict[str, str]:
    """Path -> text of each file in the examples that is for CDK Terrain."""
    found = {}
    for source in sorted((root / FOLDER).rglob("*.py")):
        text = source.read_text()
        if _FOR_CDKTF.search(text):
            file = source.with_stem(_stem(source.stem))
            found[str(file.relative_to(root))] = _for_cdktn(source.name, text)
    return found


def leftovers(expected: dict[str, str], root: Path) -> list[str]:
    """Paths of files for CDK Terrain whose source is gone."""
    there = (root / FOLDER).rglob("*.py")
    written = {str(each.relative_to(root)) for each in there if each.read_text().startswith(_HEAD)}
    return sorted(written - expected.keys())


def _stem(name: str) -> str:
    """`main` -> `main_cdktn`, `test_cdktf` -> `test_cdktn`."""
    return name.replace("cdktf", "cdktn") if "cdktf" in name else f"{name}_cdktn"


def _for_cdktn(name: str, text: str) -> str:
    text = _NAME.sub("cdktn", text).replace("main.py", "main_cdktn.py")
    return _FIRST.format(source=name) + _MAKE.sub(r"\g<0> CORE=cdktn", text)
