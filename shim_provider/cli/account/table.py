"""A table on standard output: drawn where a terminal is wide enough, else aligned columns.

Nothing is shortened or broken: what stands in a table is there to be copied into a command.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

_NUMBERS = ("SIZE", "AGE", "PRICE A MONTH")


def show(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print it."""
    lines = plain(headers, rows)
    if sys.stdout.isatty() and max(map(len, lines)) <= shutil.get_terminal_size().columns:
        _drawn(headers, rows)
        return
    for line in lines:
        print(line)


def plain(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table without colour, whole, whatever their length."""
    lines = [headers, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers))]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]


def _drawn(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.text import Text

    from shim_provider.view.tables import console, plain_table

    table = plain_table([head if head == "ID" else head.capitalize() for head in headers])
    for column, header in zip(table.columns, headers, strict=True):
        column.justify = "right" if header in _NUMBERS else "left"
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)
