"""Patterns of answers, and how an answer of ours differs from one.

A pattern is `str`, `float` (any number), `bool`, `list` (of anything), a value that must be the
same, a dict of patterns, or a list of patterns, one of which each element must fit. Fields that
ours has beyond the pattern count only where it is `Exactly` a dict: the service has added fields
over the years.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_KINDS = {str: "a text", float: "a number", bool: "a flag", list: "a list", dict: "an object"}


class Exactly(dict[str, Any]):
    """A dict of patterns beside which ours may have no field."""


class As(str):
    """The name, in braces, by which later requests call what stands here: "{linode}"."""

    __slots__ = ()


def differences(pattern: Any, value: Any, where: str = "") -> list[str]:
    """Each a line: the place in the answer, what was recorded, what ours is."""
    return list(_differences(pattern, value, where))


def _differences(pattern: Any, value: Any, where: str) -> Iterator[str]:
    if isinstance(pattern, As):
        fits = isinstance(value, (str, int))
    elif isinstance(pattern, type):
        fits = kind_of(value) is pattern
    elif isinstance(pattern, dict) and isinstance(value, dict):
        yield from _of_dicts(pattern, value, where)
        return
    elif isinstance(pattern, list) and isinstance(value, list):
        yield from _of_lists(pattern, value, where)
        return
    else:
        fits = pattern == value and isinstance(pattern, bool) == isinstance(value, bool)
    if not fits:
        yield f"{where or 'answer'}: {_shown(pattern)} recorded, ours is {_shown(value)}"


def _of_dicts(pattern: dict[str, Any], value: dict[str, Any], where: str) -> Iterator[str]:
    for name, inner in pattern.items():
        place = f"{where}.{name}".lstrip(".")
        if name in value:
            yield from _differences(inner, value[name], place)
        else:
            yield f"{place}: recorded, not in ours"
    if isinstance(pattern, Exactly):
        for name in value.keys() - pattern.keys():
            yield f"{where}.{name}".lstrip(".") + ": not recorded, in ours"


def _of_lists(patterns: list[Any], value: list[Any], where: str) -> Iterator[str]:
    """Ours may have more or fewer elements, but not none."""
    if bool(patterns) != bool(value):
        yield f"{where or 'answer'}: {len(patterns)} recorded, ours has {len(value)}"
        return
    told = set()
    for each in value:
        least = min((differences(pattern, each, f"{where}[]") for pattern in patterns), key=len)
        yield from (line for line in least if line not in told)
        told.update(least)


def kind_of(value: Any) -> type | None:
    """The pattern that fits every value like this one; None for null."""
    if value is None:
        return None
    kinds: tuple[type, ...] = (bool, str, list, dict)
    return next((kind for kind in kinds if isinstance(value, kind)), float)


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, type):
        return _KINDS[value]
    return _KINDS[type(value)] if isinstance(value, (dict, list)) else repr(value)
