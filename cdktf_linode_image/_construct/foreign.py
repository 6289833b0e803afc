"""What is of the other core, and so nothing that a construct of this one can take.

JavaScript would tell late, and of something else. Costs nothing while only one core is loaded.
Text, numbers and lists that stand for tokens do not show their core, and pass. Asks nothing of
Node.js.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._binding import CORE, OTHER, OTHER_PACKAGE, PACKAGE

#: Where things of the other core are -> where their like is here.
_OURS = {OTHER: CORE, OTHER_PACKAGE: PACKAGE}


class Foreign(NamedTuple):
    """A class of the other core."""

    name: str
    #: Where it is, and where it should be from.
    home: str
    ours: str


def is_mixed() -> bool:
    """Whether both cores are loaded, so that something may be of the other one."""
    return OTHER in sys.modules


def foreign(value: object) -> Foreign | None:
    """The class of the other core that a value has or extends, if there is one."""
    # jsii's stand-in for an object that is known by its interfaces only has a proxy for each.
    for each in (value, *getattr(value, "_delegates", ())):
        for kind in type(each).__mro__:
            home = kind.__module__.partition(".")[0]
            if home in _OURS:
                name = kind.__name__.removeprefix("_").removesuffix("Proxy")
                return Foreign(name, home, _OURS[home])
    return None


def refusal(value: Any) -> str | None:
    """Why an argument's value is refused: it is of the other core, or holds such a thing."""
    if not is_mixed():
        return None
    if found := foreign(value):
        return (
            f"takes what is of {CORE}, and this {found.name} is of {OTHER}: import from"
            f" {found.ours}, not from {found.home}"
        )
    parts = [*value.values()] if isinstance(value, Mapping) else value
    if isinstance(parts, (list, tuple)):
        return next(filter(None, map(refusal, parts)), None)
    return None
