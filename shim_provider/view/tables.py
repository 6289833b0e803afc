"""Tables as all commands show them, and where they are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from typing import TextIO

#: How a count is shown that is not 0.
_STYLES = {"created": "green", "changed": "yellow", "replaced": "magenta", "destroyed": "red"}


class PlanRow(NamedTuple):
    """What a plan will do to a stack: how many resources."""

    stack: str
    created: int = 0
    changed: int = 0
    replaced: int = 0
    destroyed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return self[1:] == (0, 0, 0, 0)


def console(file: TextIO | None = None, *, no_color: bool = False) -> Console:
    """Where to show something: standard output, without colour where NO_COLOR or `no_color` asks.

    Where nobody watches, lines are as long as they are: they are for grep.
    """
    out = sys.stdout if file is None else file
    width = None if out.isatty() or "COLUMNS" in os.environ else 200
    return Console(
        file=out,
        no_color=True if no_color else None,
        width=width,
        highlight=False,
        emoji=False,
        markup=False,
    )


def plain_table(columns: Sequence[str], title: str | None = None) -> Table:
    """An empty table in the one look of all commands: a line below the heads, no frame."""
    table = Table(title=title, box=None, pad_edge=False, header_style="bold", title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def plan_table(rows: Iterable[PlanRow]) -> Table:
    """The plan of all stacks: a line each, and their sum where there are several."""
    found = list(rows)
    table = plain_table(["Stack"])
    for name in _STYLES:
        table.add_column(name.capitalize(), justify="right", no_wrap=True)
    for row in found:
        table.add_row(row.stack, *_counts(row), style="dim" if row.is_empty else None)
    if len(found) > 1:
        table.add_section()
        table.add_row(Text("all", "bold"), *_counts(_sum(found)))
    return table


def _counts(row: PlanRow) -> list[Text]:
    return [
        Text(str(count), style if count else "dim")
        for count, style in zip(row[1:], _STYLES.values(), strict=True)
    ]


def _sum(rows: Sequence[PlanRow]) -> PlanRow:
    totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    return PlanRow("all", *totals)
