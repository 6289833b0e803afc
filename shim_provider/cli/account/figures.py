"""Sizes, ages and prices, as people read them; and how old a thing must be, as they write it."""

from __future__ import annotations

import argparse
import re

#: In US dollars. "Custom Images are billed at $0.10/GB per month based on the uncompressed image
#: size" (Cloud Manager, Upload Image); every replica is stored, and so paid for.
_PER_GIGABYTE = 0.10

#: The API's sizes are in MB, of which Linode's plans have 1024 to a GB.
_MEGABYTES = 1024

#: Images that Linode makes itself when a Linode is deleted, kept for a while at no cost
#: (Linode's documentation of Images, Pricing).
_FREE = "automatic"

_UNITS = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)
#: Months only from so many days on: of less, the days are wanted.
_DAYS_UP_TO = 90 * 86400

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}


def price_per_month(image: dict[str, object]) -> float:
    """What the image costs in a month, with its replicas, in US dollars."""
    if image.get("type") == _FREE:
        return 0.0
    return round(stored(image) / _MEGABYTES * _PER_GIGABYTE, 4)


def stored(image: dict[str, object]) -> int:
    """The megabytes that all of its replicas take."""
    total = image.get("total_size")
    if isinstance(total, int):
        return total
    # Old images have none.
    size, regions = image.get("size"), image.get("regions")
    count = len(regions) if isinstance(regions, list) else 1
    return (size if isinstance(size, int) else 0) * max(count, 1)


def size_text(megabytes: int) -> str:
    """`3.4 GB`, `120 MB`."""
    if megabytes < _MEGABYTES:
        return f"{megabytes} MB"
    return f"{megabytes / _MEGABYTES:.1f} GB"


def price_text(dollars: float) -> str:
    """`$0.34`; of what is less than a cent, that."""
    return "under $0.01" if 0 < dollars < 0.01 else f"${dollars:.2f}"


def age_text(seconds: float) -> str:
    """`12 days`: one unit, the largest of which there is one."""
    whole = max(0, int(seconds))
    for name, length in _UNITS:
        if whole >= length and (name != "month" or whole >= _DAYS_UP_TO):
            count = whole // length
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "0 seconds"


def age_of(text: str) -> float:
    """`30d` in seconds, as the type of an argument: a whole number and s, m, h, d, w or y."""
    found = re.fullmatch(r"([0-9]+)([smhdwy])", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no age; write a number and a unit, as in 30d: s, m (minutes), h, d, w, y"
        )
    return float(found[1]) * _SECONDS[found[2]]
