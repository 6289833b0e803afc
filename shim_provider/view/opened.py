"""Which view there is: a live one where somebody watches a terminal that can, else plain lines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .plain import PlainView

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rich.console import Console

    from .names import Names


def view(
    console: Console,
    folders: Mapping[str, Path],
    names: Mapping[str, Names] | None = None,
) -> PlainView:
    """The view of a run, to be entered.

    `folders`: where the engine of each stack works. `names`: what the app calls the
    resources of each.
    """
    if not is_live(console):
        return PlainView(console, folders, names)
    from .live import LiveView

    return LiveView(console, folders, names)


def is_live(console: Console) -> bool:
    """Whether lines can be drawn anew there, and somebody sees it: not in a log, nor in CI."""
    # A console is told by FORCE_COLOR and such that a file is a terminal: it is no place to draw.
    seen = console.is_terminal and console.file.isatty()
    return seen and not console.is_dumb_terminal and not os.environ.get("CI")
