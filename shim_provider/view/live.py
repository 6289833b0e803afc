"""A run as a person sees it on a terminal: a line for each resource under way, at the bottom.

What has ended scrolls above, as a line that stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from . import words
from .plain import PlainView

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from rich.console import Console, RenderableType

    from .course import Happening, Line
    from .names import Names

#: Looks at what is under way in a second.
_A_SECOND = 8

#: Of the terminal's width, at most so much is for names.
_NAMES = 0.3

_BAR = 8


class LiveView(PlainView):
    """As the plain one; what is under way is drawn anew all the time, in a thread of its own."""

    _EVERY = 0.0

    def __init__(
        self,
        console: Console,
        folders: Mapping[str, Path] | None = None,
        names: Mapping[str, Names] | None = None,
        clock: Callable[[], float] = time.time,
        *,
        auto_refresh: bool = True,
    ) -> None:
        super().__init__(console, folders, names, clock)
        plain = not console.encoding.startswith("utf")
        self._marks = {"done": "+" if plain else "✓"}
        self._spinner = Spinner("line" if plain else "dots", style="cyan")
        self._live = Live(
            console=console,
            get_renderable=self._drawn,
            auto_refresh=auto_refresh,
            refresh_per_second=_A_SECOND,
            transient=True,
        )

    def __enter__(self) -> LiveView:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def refresh(self) -> None:
        """Draw it now."""
        self._live.refresh()

    def _say(self, happening: Happening) -> None:
        if happening.what != "ended":
            return
        line = happening.line
        failed = line.outcome != "done"
        mark = "✗" if failed and self._marks["done"] == "✓" else self._marks.get(line.outcome, "x")
        name = words.named(line, several=self.several)
        told = Text.assemble(
            (f"{mark} ", "red" if failed else "green"),
            (name, "red" if failed else ""),
            (f"  {words.ended(line, self._clock())}", "red" if failed else "dim"),
        )
        self._console.print(told, soft_wrap=True)

    def _drawn(self) -> RenderableType:
        with self._lock:
            self._looking.look(self.course)
            lines, now = self.course.lines, self._clock()
            # What does not fit the terminal would be cut off: the last line has to be seen.
            shown = lines[: max(1, self._console.height - 3)]
            whole = Table.grid(expand=True)
            if shown:
                whole.add_row(self._table(shown, now))
            whole.add_row(Text(self._totals(len(lines), len(lines) - len(shown)), "dim"))
            return whole

    def _table(self, lines: list[Line], now: float) -> Table:
        names = [words.named(line, several=self.several) for line in lines]
        width = min(max(map(len, names)), int(self._console.width * _NAMES))
        table = Table.grid(padding=(0, 1), expand=True)
        shares = [words.percent(line) for line in lines]
        bars = any(share is not None for share in shares)
        table.add_column(width=1)
        table.add_column(width=width, no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for least in (_BAR, 4) if bars else ():
            table.add_column(width=least, no_wrap=True, justify="right")
        table.add_column(no_wrap=True, justify="right")
        for line, name, share in zip(lines, names, shares, strict=True):
            table.add_row(
                self._spinner,
                words.shortened(name, width),
                words.doing(line),
                *(_bar(share) if bars else ()),
                Text(words.figures(line, now), "cyan"),
            )
        return table

    def _totals(self, under_way: int, unseen: int) -> str:
        course = self.course
        of = f" of {course.total}" if course.total else ""
        told = [f"{course.done}{of} done", f"{under_way} under way"]
        if course.failed:
            told.append(f"{course.failed} failed")
        if unseen:
            told.append(f"{unseen} not shown")
        return ", ".join(told)


def _bar(share: int | None) -> tuple[RenderableType, str]:
    if share is None:
        return "", ""
    return ProgressBar(total=100, completed=share, width=_BAR), f"{share}%"
