"""The package for CDK Terrain: everything in `cdktf_linode_image` but its core, as links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOURCE, _LINKED = "cdktf_linode_image", "cdktn_linode_image"
#: What each has of its own.
_OWN = {"_core.py", "__pycache__"}


def links(root: Path) -> Mapping[str, Path]:
    """Path from the root -> where the link there must lead, from its folder."""
    return {f"{_LINKED}/{name}": Path("..", _SOURCE, name) for name in _names(root / _SOURCE)}


def leftovers(expected: Mapping[str, Path], root: Path) -> Iterator[str]:
    """What is there, and belongs to no module any more."""
    for name in _names(root / _LINKED):
        if f"{_LINKED}/{name}" not in expected:
            yield f"{_LINKED}/{name}"


def _names(folder: Path) -> list[str]:
    return sorted(
        each.name
        for each in folder.iterdir()
        if each.name not in _OWN and not each.name.startswith(".")
    )
