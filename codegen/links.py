"""What is there once more for CDK Terrain: the constructs and their tests, as links.

A twin has one module of its own, which names its core; all else in it are links to the first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple


class Twin(NamedTuple):
    """Two folders of one source."""

    source: str
    linked: str
    #: The module that each has of its own.
    own: str
    #: Whether packages inside are one link each, or folders of links: where a test stands, pytest
    #: says by what it has compiled, which one folder would keep for both.
    whole: bool


_TWINS = (
    Twin("cdktf_linode_image", "cdktn_linode_image", "_core.py", whole=True),
    Twin("tests/constructs", "tests/constructs_cdktn", "core.py", whole=False),
)


def links(root: Path) -> Mapping[str, Path]:
    """Path from the root -> where the link there must lead, from its folder."""
    return {
        f"{twin.linked}/{name}": _from(f"{twin.linked}/{name}", f"{twin.source}/{name}")
        for twin in _TWINS
        for name in _names(root / twin.source, twin)
    }


def leftovers(expected: Mapping[str, Path], root: Path) -> Iterator[str]:
    """What is there, and belongs to no module any more."""
    for twin in _TWINS:
        for name in _names(root / twin.linked, twin):
            if f"{twin.linked}/{name}" not in expected:
                yield f"{twin.linked}/{name}"


def _names(folder: Path, twin: Twin, inside: str = "") -> Iterator[str]:
    for each in sorted(folder.iterdir()):
        if each.name in (twin.own, "__pycache__") or each.name.startswith("."):
            continue
        if (each / "__init__.py").exists() and not twin.whole:
            yield from _names(each, twin, f"{inside}{each.name}/")
        else:
            yield f"{inside}{each.name}"


def _from(link: str, target: str) -> Path:
    return Path(os.path.relpath(target, Path(link).parent))
