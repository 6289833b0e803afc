"""What a benchmark found: rows, targets, and both as text or as plain data. Measures nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .measure import Spread


class Row(NamedTuple):
    """One subject: its seconds, how many times the floor's, and other figures by column."""

    name: str
    seconds: Spread
    #: None for the floor itself.
    ratio: Spread | None = None
    more: Mapping[str, float] = {}


class Target(NamedTuple):
    """What was wanted: a figure, and the most it may be."""

    name: str
    value: float
    most: float
    unit: str = "x"

    @property
    def met(self) -> bool:
        return self.value <= self.most


class Report(NamedTuple):
    """One benchmark's findings. `title` says what was measured, and against what."""

    title: str
    rows: Sequence[Row]
    targets: Sequence[Target]

    def as_text(self) -> str:
        """The table, and under it the targets."""
        lines = [self.title, *_aligned([_header(self.rows), *map(self._cells, self.rows)])]
        targets = _aligned([_target_cells(target) for target in self.targets])
        return "\n".join([*lines, *targets])

    def as_data(self) -> dict[str, Any]:
        """For a program: seconds and ratios as {"median", "low", "high"}."""
        return {
            "title": self.title,
            "rows": [_row_data(row) for row in self.rows],
            "targets": [{**target._asdict(), "met": target.met} for target in self.targets],
        }

    def _cells(self, row: Row) -> list[str]:
        seconds = row.seconds
        cells = [row.name, *map(seconds_text, seconds), ratio_text(row.ratio)]
        return cells + [figure_text(row.more.get(column)) for column in _columns(self.rows)]


def seconds_text(seconds: float) -> str:
    """`85 ms` or `1.24 s`."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def ratio_text(ratio: Spread | None) -> str:
    """`4.21x (3.90-4.60)`; the floor has none."""
    return f"{ratio.median:.2f}x ({ratio.low:.2f}-{ratio.high:.2f})" if ratio else ""


def figure_text(figure: float | None) -> str:
    """At most two decimals, and none where they would be 0."""
    return "" if figure is None else f"{figure:.2f}".rstrip("0").rstrip(".")


def _header(rows: Sequence[Row]) -> list[str]:
    return ["", "median", "lowest", "highest", "ratio", *_columns(rows)]


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row.more))


def _target_cells(target: Target) -> list[str]:
    value, most = figure_text(target.value), figure_text(target.most)
    verdict = "met" if target.met else "MISSED"
    return [target.name, f"{value} {target.unit}", f"at most {most} {target.unit}", verdict]


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "seconds": row.seconds._asdict(),
        "ratio": row.ratio._asdict() if row.ratio else None,
        **row.more,
    }


def _aligned(lines: list[list[str]]) -> list[str]:
    """Names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
