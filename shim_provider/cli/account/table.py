"""A table on standard output: drawn on a terminal, aligned columns where it is read on."""

from __future__ import annotations

import sys
from collections.abc import Sequence

#: Columns that say which thing is meant: never shortened.
_WHOLE = ("ID",)
_NUMBERS = ("SIZE", "AGE", "PRICE A MONTH")


def show(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print it."""
    if sys.stdout.isatty():
        _drawn(headers, rows)
        return
    for line in plain(headers, rows):
        print(line)


def plain(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table without colour, whole, whatever their length."""
    lines = [headers, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers))]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]


def _drawn(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.text import Text

    from shim_provider.view.tables import console, plain_table

    table = plain_table([head if head in _WHOLE else head.capitalize() for head in headers])
    for column, header in zip(table.columns, headers, strict=True):
        column.no_wrap = header in (*_WHOLE, *_NUMBERS)
        column.justify = "right" if header in _NUMBERS else "left"
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)
