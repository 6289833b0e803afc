"""What of a checkout is stale: files as they ought to be, held against those that are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from . import constructs, docs, examples, links
from .pages import PAGES

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = "python -m codegen"


class Renewal(NamedTuple):
    """What there is to do, by path from the root."""

    #: The text of what is stale or missing.
    written: Mapping[str, str]
    #: Where each link leads that is missing, or leads elsewhere.
    linked: Mapping[str, Path]
    #: What belongs to no page any more.
    gone: tuple[str, ...]

    @property
    def paths(self) -> list[str]:
        """Everything stale."""
        return sorted([*self.written, *self.linked, *self.gone])


def renewal(root: Path) -> Renewal:
    """What has to be written and removed in the checkout."""
    written = constructs.files(PAGES, root)
    for_cdktn = examples.files(root)
    expected = {**written, **docs.files(PAGES, root), **for_cdktn}
    linked = links.links(root)
    return Renewal(
        {path: text for path, text in expected.items() if _text(root / path) != text},
        {path: target for path, target in linked.items() if _target(root / path) != target},
        (
            *constructs.leftovers(written, root),
            *examples.leftovers(for_cdktn, root),
            *links.leftovers(linked, root),
        ),
    )


def _text(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


def _target(link: Path) -> Path | None:
    return link.readlink() if link.is_symlink() else None
