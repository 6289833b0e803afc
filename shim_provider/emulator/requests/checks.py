"""Rules for single fields of a request body, as small functions: value -> None or one reason.

Wording of image fields follows Cloud Manager's published validation texts. Knows no route.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from .errors import error, invalid

Check = Callable[[object], "str | None"]

# The largest whole number that JSON readers in every language keep exactly.
_LARGEST = 2**53


def text(
    low: int, high: int, reason: str = "", pattern: str = "", pattern_reason: str = ""
) -> Check:
    """Text of `low` to `high` characters, all of which match `pattern`."""
    span = reason or f"Must be between {low} and {high} characters."
    allowed = re.compile(pattern or r"(?s:.*)")

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return "Must be a string."
        if not low <= len(value) <= high:
            return span
        return None if allowed.fullmatch(value) else pattern_reason

    return check


def whole(low: int = 0, high: int = _LARGEST) -> Check:
    def check(value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return "Must be an integer."
        return None if low <= value <= high else f"Must be {low}-{high}."

    return check


def is_number(value: object) -> bool:
    """Whether it is one in JSON, where true is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def flag(value: object) -> str | None:
    return None if isinstance(value, bool) else "Must be a boolean."


def mapping(value: object) -> str | None:
    return None if isinstance(value, dict) else "Must be an object."


def one_of(*choices: str) -> Check:
    def check(value: object) -> str | None:
        return None if value in choices else "Must be one of " + ", ".join(choices)

    return check


def list_of(item: Check, high: int, low: int = 0, low_reason: str = "") -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return "Must be an array."
        if len(value) < low:
            return low_reason
        if len(value) > high:
            return f"Must have at most {high} items."
        return next(filter(None, map(item, value)), None)

    return check


# Cloud Manager itself asks for 3..50; the API document for 3..100.
tags = list_of(text(3, 100, "Length must be 3-100 characters"), high=500)


def password(value: object) -> str | None:
    """Linode asks for 7..128 characters of some strength, and publishes no measure of it.

    Here: two of lower case, upper case, digits and others.
    """
    if not isinstance(value, str):
        return "Must be a string."
    if not 7 <= len(value) <= 128:
        return "Password must be between 7 and 128 characters."
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    strength = sum(any(map(kind, value)) for kind in kinds)
    return None if strength >= 2 else "Password does not meet strength requirement."


def read(
    body: Mapping[str, Any],
    rules: Mapping[str, Check],
    required: Mapping[str, str] | None = None,
    *,
    unused: Iterable[str] = (),
    within: str = "",
) -> dict[str, Any]:
    """The fields of `body` that have a rule and are given; null is not given.

    `required`: field -> reason when it is missing. `unused`: documented fields without a meaning
    here, and what clients send back as they got it. `within`: path of the object, as a prefix.
    Raises ApiError 400 with every reason found, unknown fields among them.
    """
    given = {name: body[name] for name in rules if body.get(name) is not None}
    problems = unknown(body, {*rules, *unused}, within)
    problems += [
        error(reason, within + name)
        for name, reason in (required or {}).items()
        if name not in given
    ]
    problems += [
        error(reason, within + name)
        for name, value in given.items()
        if (reason := rules[name](value))
    ]
    if problems:
        raise invalid(problems)
    return given


def nothing(body: Mapping[str, Any]) -> None:
    """For requests without a body. Raises ApiError 400 when it holds any field."""
    read(body, {})


def unknown(
    body: Mapping[str, Any], known: Collection[str], within: str = ""
) -> list[dict[str, str]]:
    """An error for each field of `body` that is not `known`. `within`: path of the object it is."""
    return [error("Unknown field.", f"{within}{name[:100]}") for name in body if name not in known]
