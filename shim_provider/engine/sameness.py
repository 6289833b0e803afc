"""When two values of an attribute differ in form only: that is no change and no drift."""

from __future__ import annotations

from typing import Any

from ..schemas.language import TEXT, Attribute
from ..unknown import UNKNOWN
from ..wire.values import canonical_set


def same(attribute: Attribute, one: Any, other: Any) -> bool:
    """Whether two values of the attribute mean the same.

    Null and "" of a text mean the same (the API writes "" for what was left out),
    and so does another order of a list whose order means nothing.
    """
    if one is UNKNOWN or other is UNKNOWN:
        return one is other
    if one == other:
        return True
    if attribute.type == TEXT:
        return not one and not other
    if attribute.unordered and one is not None and other is not None:
        return canonical_set(one) == canonical_set(other)
    return False
