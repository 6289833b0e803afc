"""What each setting of a fault may be: none is taken which would go wrong amid a reply.

Knows values one by one; which rule befalls which request is rules.py's.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# RFC 9110, 5.1 and 5.5: a name is a token, a value has no control characters; WSGI knows Latin-1.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
# They say where a reply ends, which is the server's to know.
_FRAMING = ("content-length", "transfer-encoding")

# In seconds. Longer ones are a mistake, and too much for the system's clock sooner or later.
_LONGEST_DELAY = 86400

_LONGEST_SHOWN = 100


class FaultError(ValueError):
    """A rule that cannot be: `setting` names what is wrong in it, if any one; `reason` says how."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}" if setting else reason)
        self.setting = setting
        self.reason = reason


def wrong(setting: str, expected: str, value: object) -> FaultError:
    found = repr(value)
    if len(found) > _LONGEST_SHOWN:
        found = f"{found[:_LONGEST_SHOWN]}\u2026"
    return FaultError(setting, f"expected {expected}, found {found}")


def check(settings: Mapping[str, Any]) -> None:
    """Raises FaultError for the first setting that is unknown or cannot have its value."""
    for name, value in settings.items():
        if name not in _ALLOWED:
            raise FaultError(name, f"no such setting; there are {', '.join(sorted(_ALLOWED))}")
        expected, allowed = _ALLOWED[name]
        if not allowed(value):
            raise wrong(name, expected, value)
    _check_headers(settings.get("headers", {}))


def _check_headers(headers: Mapping[object, object]) -> None:
    for name, value in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
            raise wrong("headers", "names of letters, digits and hyphens", name)
        if name.lower() in _FRAMING:
            raise wrong("headers", f"no {name}, which follows from the body", name)
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            expected = "text in Latin-1 without control characters"
            raise wrong(f"headers[{json.dumps(name)}]", expected, value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and re.compile(value) is not None
    # The last two: a number of repetitions, or a depth, that is too much.
    except (re.error, OverflowError, RecursionError):
        return False


def _is_body(value: object) -> bool:
    try:
        (value if isinstance(value, str) else json.dumps(value)).encode()
    except (TypeError, ValueError, RecursionError):
        return False
    return True


_TEXT = ("text", _is_text)

_ALLOWED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "kind": _TEXT,
    "method": _TEXT,
    "path": ("a regular expression", _is_pattern),
    "status": (
        "a whole number from 200 to 599",
        lambda value: _is_whole(value) and 200 <= value <= 599,
    ),
    "body": ("text, or what JSON can say", _is_body),
    "headers": ("an object of names and texts", lambda value: isinstance(value, dict)),
    "delay": (
        f"seconds, from 0 to {_LONGEST_DELAY}",
        lambda value: _is_number(value) and 0 <= value <= _LONGEST_DELAY,
    ),
    "skip": ("a whole number, 0 or more", lambda value: _is_whole(value) and value >= 0),
    "count": (
        "a whole number, 1 or more, or null for all",
        lambda value: value is None or (_is_whole(value) and value >= 1),
    ),
    "probability": (
        "a number from 0 to 1",
        lambda value: _is_number(value) and 0 <= value <= 1,
    ),
    "seed": ("a whole number", _is_whole),
    "after_bytes": ("a whole number, 0 or more", lambda value: _is_whole(value) and value >= 0),
    "region": _TEXT,
    "account": _TEXT,
    "label": ("a regular expression", _is_pattern),
    "on": ("true or false", _is_switch),
}
