"""The account's events in a world's file: those that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..requests import checks
from ..world.tables import Row
from . import entry
from .entry import Field

if TYPE_CHECKING:
    from ..world.tables import Document
    from .entry import Loading

_OVER = ("finished", "failed", "notification", "canceled")


def _id(value: object) -> str | None:
    return entry.ID.check(value) if isinstance(value, int) else entry.TEXT.check(value)


def _seconds(value: object) -> str | None:
    whole = isinstance(value, (int, float)) and not isinstance(value, bool)
    return None if whole and 0 <= value < 2**40 else "no duration"  # type: ignore[operator]


_FIELDS = {
    "id": entry.ID,
    "account": entry.ACCOUNT,
    "action": entry.TEXT,
    "status": Field(checks.one_of(*_OVER), f"one of {', '.join(_OVER)}"),
    "username": entry.TEXT,
    "entity": Field(checks.mapping, "an object with id, label, type and url"),
    "secondary_entity": Field(checks.mapping, "an object with id, label, type and url"),
    "message": Field(checks.text(0, 10_000), "a text"),
    "duration": Field(_seconds, "seconds, 0 or more"),
    "read": entry.FLAG,
    "seen": entry.FLAG,
    "created": entry.TIME,
    "details": entry.OBJECT,
}
_ENTITY = {
    "id": Field(_id, "a whole number, 1 or more, or a text of 1 to 255 characters"),
    "label": Field(checks.text(0, 255), "a text"),
    "type": entry.TEXT,
    "url": entry.TEXT,
}


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "action entity created")
    given, moment = read.given, loading.moment(read.given)
    number = loading.number("event", read)
    document: Document = {
        "id": number,
        "action": given["action"],
        "status": given.get("status", "finished"),
        "created": given["created"],
        "percent_complete": 100,
        "time_remaining": None,
        "rate": None,
        "duration": given.get("duration", 0.0),
        "username": given.get("username", moment.account),
        "read": given.get("read", False),
        "seen": given.get("seen", False),
        "message": given.get("message"),
        **{name: _entity(where, given, name) for name in ("entity", "secondary_entity")},
        "details": given.get("details", {}),
    }
    loading.tables.insert(Row("event", number, moment.account, None, document, {}))


def _entity(where: str, given: Document, name: str) -> Document | None:
    if name not in given:
        return None
    return entry.read(f"{where}.{name}", given[name], _ENTITY, "id label type url").given


def written(row: Row) -> Document:
    doc = {"details": {}, **row.doc}
    return entry.lean(
        {name: row.account if name == "account" else doc[name] for name in _FIELDS},
        status="finished",
        username=row.account,
        secondary_entity=None,
        message=None,
        duration=0.0,
        read=False,
        seen=False,
        details={},
    )
