"""What the service offers to everybody: public images, regions, plans, kernels and StackScripts.

`rows()` yields every offer as it goes over the wire. Keeps nothing and decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import images, kernels, regions, stackscripts, types

if TYPE_CHECKING:
    from collections.abc import Iterator

# A change of any table must change this text, so that existing data folders take it over.
EDITION = "2026-11-4"


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """(kind, wire form) of every offer, in the order in which lists show them."""
    for kind, documents in (
        ("image", images.documents()),
        ("region", regions.documents()),
        ("type", types.documents()),
        ("kernel", kernels.documents()),
        ("stackscript", stackscripts.documents()),
    ):
        for document in documents:
            yield kind, document
