"""When two values of an attribute differ in form only: that is no change and no drift."""

from __future__ import annotations

from typing import Any

from ..schemas.language import TEXT, Attribute
from ..unknown import UNKNOWN


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
    if attribute.unordered:
        return bool(_orderless(one) == _orderless(other))
    return False


def _orderless(value: Any) -> Any:
    if value is None:
        return None
    if any(element is UNKNOWN for element in value):
        return value
    return sorted(set(value))
