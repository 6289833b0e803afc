"""A value as JSON, each difference marked at its line. Does not look for differences.

    {
      "label": "silver",
!!    label: expected "golden", found "silver"
      "tags": []
    }
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .differences import Difference, Path, path_text, shown_text

_PLAIN = "    "
_MARKED = "!!  "


def marked(value: Any, differences: Sequence[Difference]) -> str:
    """The value in lines, with each difference behind the line it is about."""
    return "\n".join(_Drawing(differences).lines(value, (), "", ""))


class _Drawing:
    def __init__(self, differences: Sequence[Difference]) -> None:
        self._differences = differences

    def lines(self, value: Any, path: Path, start: str, end: str) -> Iterator[str]:
        """The lines of a value; `start` stands before it on its first line, `end` behind it."""
        indent = "  " * len(path)
        below = self._below(path)
        if not isinstance(value, (dict, list)) or not (value or below):
            text = shown_text(value) if isinstance(value, str) else json.dumps(value)
            yield f"{_PLAIN}{indent}{start}{text}{end}"
            yield from _marks([*self._at(path), *below], indent)
            return
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        yield f"{_PLAIN}{indent}{start}{opening}"
        yield from _marks(self._at(path), indent + "  ")
        yield from self._contents(value, path)
        yield f"{_PLAIN}{indent}{closing}{end}"

    def _contents(self, value: Any, path: Path) -> Iterator[str]:
        is_object = isinstance(value, dict)
        there = list(value) if is_object else list(range(len(value)))
        last = max(there, default=None)
        wanted = [each.path[len(path)] for each in self._below(path)]
        for key in sorted({*there, *wanted}):
            inside = (*path, key)
            if key in there:
                start = f"{json.dumps(key, ensure_ascii=False)}: " if is_object else ""
                yield from self.lines(value[key], inside, start, "" if key == last else ",")
            else:
                yield from _marks([*self._at(inside), *self._below(inside)], "  " * len(inside))

    def _at(self, path: Path) -> list[Difference]:
        return [each for each in self._differences if each.path == path]

    def _below(self, path: Path) -> list[Difference]:
        depth = len(path)
        return [e for e in self._differences if len(e.path) > depth and e.path[:depth] == path]


def _marks(differences: Sequence[Difference], indent: str) -> Iterator[str]:
    for each in differences:
        place = f"{path_text(each.path)}: " if each.path else ""
        yield f"{_MARKED}{indent}{place}{each.sentence}"
