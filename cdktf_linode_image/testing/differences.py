"""What does not match in one value of a template: where, what was expected, what is there.

Judges nothing, and draws nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: The keys and indexes from a resource down to a value.
Path = tuple[str | int, ...]
#: A pattern's value as it stands in the template: tokens exchanged for their expressions.
Resolve = Callable[[Any], Any]

_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*")
#: How much of a text is shown.
_LONGEST = 200


@dataclass(frozen=True)
class Difference:
    """One thing that does not match."""

    path: Path
    expected: str
    found: str

    @property
    def sentence(self) -> str:
        return f"expected {self.expected}, found {self.found}"


@dataclass
class Result:
    """What came of a match."""

    differences: list[Difference] = field(default_factory=list)
    #: What was captured, behind the list to keep it in if all of the match succeeds.
    captured: list[tuple[list[Any], Any]] = field(default_factory=list)

    @property
    def matches(self) -> bool:
        return not self.differences

    def add(self, other: Result) -> None:
        self.differences += other.differences
        self.captured += other.captured


@dataclass(frozen=True)
class Place:
    """A value that is looked at, and where it is."""

    value: Any
    path: Path
    resolve: Resolve

    def inside(self, key: str | int) -> Place:
        return Place(self.value[key], (*self.path, key), self.resolve)

    def differs(self, expected: str, found: str | None = None, *, at: Path = ()) -> Result:
        """A result with one difference, here or at a path from here."""
        if found is None:
            found = shown(self.value)
        return Result([Difference((*self.path, *at), expected, found)])


def kind(value: Any) -> str:
    """What a value is in JSON, as said in a sentence. True is no number."""
    for name, types in _KINDS.items():
        if isinstance(value, types):
            return name
    return type(value).__name__


_KINDS: dict[str, type | tuple[type, ...]] = {
    "null": type(None),
    "a boolean": bool,
    "a number": (int, float),
    "text": str,
    "a list": (list, tuple),
    "an object": dict,
}


def shown(value: Any) -> str:
    """A value of a template in one line, long texts shortened."""
    if isinstance(value, str):
        return shown_text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown, value))}]"
    return json.dumps(value)


def shown_text(text: str) -> str:
    if len(text) <= _LONGEST:
        return json.dumps(text, ensure_ascii=False)
    return f"{json.dumps(text[:_LONGEST], ensure_ascii=False)}... ({len(text)} characters)"


def path_text(path: Path) -> str:
    """A path as a reader writes it: `network.ips[0]`."""
    text = ""
    for each in path:
        if isinstance(each, str) and _PLAIN_KEY.fullmatch(each):
            text += f".{each}" if text else each
        else:
            text += f"[{json.dumps(each, ensure_ascii=False)}]"
    return text
