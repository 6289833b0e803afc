"""Account events: listed, shown, marked as seen. They are written in world/events.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..requests import checks, filters
from ..world.events import shown

if TYPE_CHECKING:
    from ..requests.call import Call

# `seen` as recorded, the others as documented.
FIELDS = filters.fields(
    "id action created entity.id entity.type seen",
    also_sortable="status username percent_complete",
)


def show_list(call: Call) -> dict[str, Any]:
    """Newest first, unless the caller sorts."""
    scope = ("account = ?", (call.account,))
    return call.listing("event", FIELDS, scope, lambda row: shown(row, call.now), "seq DESC")


def show(call: Call, event: int) -> dict[str, Any]:
    return shown(call.own("event", event), call.now)


def mark_seen(call: Call, event: int) -> dict[str, Any]:
    return _mark(call, event, "seen")


def mark_read(call: Call, event: int) -> dict[str, Any]:
    return _mark(call, event, "read")


def _mark(call: Call, event: int, what: str) -> dict[str, Any]:
    """Events up to and including this one."""
    checks.nothing(call.body)
    call.own("event", event)
    unmarked = f"account = ? AND id <= ? AND NOT json_extract(doc, '$.{what}')"
    for row in call.tables.select("event", unmarked, (call.account, event)):
        row.doc[what] = True
        call.tables.save(row)
    return {}
