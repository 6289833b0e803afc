"""The marks in a page: what lies between two of them is made anew. Knows no table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..pages import Page

MARKED = re.compile(r"(<!-- begin (\w+) ?([^\n]*?) ?-->\n).*?(<!-- end \2 -->)", re.DOTALL)


class MarkError(Exception):
    """A page has marks between which nothing can be put."""


class Place(NamedTuple):
    """Where something is filled in."""

    root: Path
    #: The file, from the root.
    path: str
    #: The page whose documentation it is; None for one that documents no schema.
    page: Page | None


#: Is given the place, and what stands behind the word in the mark.
Filler = Callable[[Place, str], str]


def filled(text: str, place: Place, fillers: Mapping[str, Filler]) -> str:
    """The text with all that lies between marks made anew."""

    def fill(found: re.Match[str]) -> str:
        if found[2] not in fillers:
            there = ", ".join(sorted(fillers))
            raise MarkError(f"{place.path}: no marks are named `{found[2]}`; there are {there}")
        return f"{found[1]}{fillers[found[2]](place, found[3])}\n{found[4]}"

    return MARKED.sub(fill, text)


def mark(word: str, about: str = "") -> str:
    """A pair of marks with nothing between."""
    return f"<!-- begin {f'{word} {about}'.strip()} -->\n<!-- end {word} -->"
