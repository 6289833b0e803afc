"""Account events: how they are written, for every action, and how one is seen at a moment.

When an event starts and ends is jobs.py's; progress is read off the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .tables import Row, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .moment import Moment

Entity = dict[str, Any]

# Actions over at once whose events are `finished`; those of the others are notifications, the only
# status for which Cloud Manager has words (features/Events/factories).
_FINISHED = ("image_delete", "password_reset")


def record(
    moment: Moment,
    action: str,
    entity: Entity,
    secondary: Entity | None = None,
    status: str = "scheduled",
) -> int:
    """Write an event. One that is over at once is `finished`."""
    number = moment.tables.next_number("event")
    over = status in ("finished", "notification")
    document = {
        "id": number,
        "action": action,
        "status": status,
        "created": moment.wire_now,
        "percent_complete": 100 if over else 0,
        "time_remaining": None,
        "rate": None,
        "duration": 0.0 if over else None,
        "username": moment.username,
        "read": False,
        "seen": False,
        "message": None,
        "entity": entity,
        "secondary_entity": secondary,
        "details": {},
    }
    moment.tables.insert(Row("event", number, moment.account, None, document, {}))
    return number


def record_done(moment: Moment, action: str, row: Row, second: Row | None = None) -> None:
    """An event of something that is over at once."""
    record(
        moment,
        action,
        entity_of(row),
        entity_of(second) if second else None,
        status="finished" if action in _FINISHED else "notification",
    )


def begin(tables: Tables, event: int | None, start: float, due: float) -> None:
    row = tables.find("event", event) if event is not None else None
    if row:
        row.doc["status"] = "started"
        row.hidden = {"start": start, "due": due}
        tables.save(row)


def end(tables: Tables, event: int | None, at: float, status: str, message: str | None) -> None:
    row = tables.find("event", event) if event is not None else None
    if row:
        row.doc.update(
            status=status,
            message=message,
            percent_complete=100,
            time_remaining=None,
            duration=max(0.0, at - row.hidden.get("start", at)),
        )
        tables.save(row)


def count(tables: Tables, linode: Row, actions: Sequence[str], since: str) -> int:
    """How many events of these actions a Linode has had since then, in the wire's form."""
    marks = ", ".join("?" * len(actions))
    where = f"""account = ? AND json_extract(doc, '$.entity.id') = ?
        AND json_extract(doc, '$.action') IN ({marks}) AND json_extract(doc, '$.created') >= ?"""
    return tables.count("event", where, (linode.account, linode.id, *actions, since))


def entity_of(row: Row) -> Entity:
    """How events name an instance, a disk, a configuration profile or an image.

    A private image by its bare number, as Cloud Manager's imageEventsHandler shows it: it puts
    `private/` in front, so with the whole id it would connect no event with its image.
    """
    kind = {"instance": "linode", "config": "linode_config"}.get(row.kind, row.kind)
    urls = {
        "linode": f"/v4/linode/instances/{row.id}",
        "disk": f"/v4/linode/instances/{row.parent}/disks/{row.id}",
        "linode_config": f"/v4/linode/instances/{row.parent}/configs/{row.id}",
        "image": f"/v4/images/{row.id}",
    }
    number = str(row.id).removeprefix("private/")
    identity = int(number) if number.isdigit() else row.id
    return {"id": identity, "label": row.doc["label"], "type": kind, "url": urls[kind]}


def shown(row: Row, now: float) -> dict[str, Any]:
    """An event as recorded from the service, where the API's document has null for no message.

    `time_remaining` is null there: before the end only a transfer of disks between hosts has one,
    and after it none has since 2025.
    """
    event = {**row.doc, "message": row.doc["message"] or ""}
    # Folders of older versions have events without.
    event.setdefault("details", {})
    if event["status"] == "started":
        event.update(_progress(row, now))
    elif event["status"] == "notification":
        event.update(percent_complete=None, duration=None)
    return event


def _progress(row: Row, now: float) -> dict[str, Any]:
    start, due = row.hidden["start"], row.hidden["due"]
    share = (now - start) / (due - start) if due > start else 1.0
    return {
        "percent_complete": min(99, max(0, int(share * 100))),
        "duration": max(0.0, now - start),
    }
