"""How long operations may take: durations as Go writes them, and the block `timeouts`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .language import TEXT, Block, Check, optional

# Go takes the micro sign and the Greek letter alike.
_UNITS = {
    "ns": 1e-9,
    "us": 1e-6,
    "\u00b5s": 1e-6,
    "\u03bcs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_PART = rf"([0-9]+\.?[0-9]*|\.[0-9]+)({'|'.join(_UNITS)})"
#: Go counts nanoseconds in 64 bits, one of which is the sign.
_LONGEST = 2**63 / 1e9


def seconds_of(text: str) -> float:
    """A Go duration such as `1h30m` in seconds (Go: time.ParseDuration).

    Raises:
        ValueError: it is none.
    """
    position, total = 0, 0.0
    parts = re.compile(_PART)
    while part := parts.match(text, position):
        total += float(part[1]) * _UNITS[part[2]]
        position = part.end()
    if not text or position != len(text) or total >= _LONGEST:
        raise ValueError(text)
    return total


def duration() -> Check:
    """A Go duration longer than zero."""

    def problem(value: str) -> str | None:
        try:
            if seconds_of(value) > 0:
                return None
        except ValueError:
            pass
        return f"must be a duration longer than zero such as `30m` or `1h30m`, not {value!r}"

    return Check("a duration such as `30m` or `1h30m`", problem)


def timeouts_block(defaults: Mapping[str, str], until: Mapping[str, str] = {}) -> Block:
    """The `timeouts` block with one duration for each operation named.

    `until` says of an operation when it is over, where that is not plain.
    """
    ends = {operation: f", until {end}" for operation, end in until.items()}
    return Block(
        {
            operation: optional(
                TEXT,
                f"How long {operation} may take in all{ends.get(operation, '')}, such as `30m` or"
                f" `1h30m`. Default: `{default}`.",
                check=duration(),
            )
            for operation, default in defaults.items()
        },
        doc="How long operations may take.",
    )
