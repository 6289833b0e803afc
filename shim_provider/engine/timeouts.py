"""How long an operation may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..schemas.timeouts import seconds_of
from ..unknown import UNKNOWN

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .contract import Values


def seconds_allowed(schema: Schema, values: Values | None, operation: str) -> float:
    """The time of the `timeouts` block, else the schema's default, in seconds."""
    given = ((values or {}).get("timeouts") or {}).get(operation)
    if given is None or given is UNKNOWN:
        given = schema.timeouts.get(operation, "20m")
    return seconds_of(given)
