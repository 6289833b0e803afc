"""The world at one moment, as the page shows it: all accounts, newest first, never a token.

Knows what is worth looking at and how much of it. Changes nothing but what is due anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import events, lifecycle, lineage
from .clock import wire_time

if TYPE_CHECKING:
    from .clock import Clock
    from .requestlog import RequestLog
    from .tables import Row, Tables
    from .transfers import Transfer
    from .world import World

# How much of each list is shown. A page is made twice a second, and nobody reads more.
_IMAGES = 100
_EVENTS = 60
_REQUESTS = 200

_PRIVATE = "id LIKE 'private/%'"


def taken(world: World, since: int, run: str) -> dict[str, Any]:
    """`since`, `run`: the last request known already, and of which process; only newer are listed.

    The numbers of another process say nothing: then all are listed. An empty `run` is this one.
    """
    now = world.clock.now()
    world.settle(now)
    transfers = {transfer.number: transfer for transfer in world.transfers.listed()}
    with world.store.read() as tables:
        return {
            "clock": clock(world.clock),
            "images": _images(tables, now),
            "uploads": _uploads(tables, transfers, now),
            "lineage": lineage.drawn(tables),
            "events": _events(tables, now),
            "requests": _requests(world.requests, since if run in ("", world.requests.run) else 0),
            "faults": world.faults.listed(),
        }


def clock(clock: Clock) -> dict[str, Any]:
    """`now` in Unix seconds; `speed`: seconds of the world per real second."""
    return {"now": clock.now(), "held": clock.held, "speed": clock.speed}


def _images(tables: Tables, now: float) -> dict[str, Any]:
    rows = tables.select("image", _PRIVATE, tail=f"ORDER BY seq DESC LIMIT {_IMAGES}")
    return {
        "shown": [_image(tables, row, now) for row in rows],
        "total": tables.count("image", _PRIVATE),
        "public": tables.count("image", "account = ''"),
    }


def _image(tables: Tables, row: Row, now: float) -> dict[str, Any]:
    names = ("id", "label", "status", "size", "total_size", "tags", "regions", "created")
    how = "captured" if "captured" in row.hidden else "uploaded"
    percent = None if row.doc["status"] == "available" else _percent(tables, row, now)
    return {
        **{name: row.doc[name] for name in names},
        "account": row.account,
        "how": how,
        "percent": percent,
    }


def _percent(tables: Tables, row: Row, now: float) -> int | None:
    """How far the capture or the processing of an image has come; None without either."""
    where = "image = ? AND action IN ('disk_imagize', 'image_upload')"
    for job in lifecycle.jobs(tables, where, (row.id,)):
        event = tables.find("event", job.event or 0)
        return events.shown(event, now)["percent_complete"] if event else None
    return None


def _uploads(tables: Tables, transfers: dict[int, Transfer], now: float) -> list[dict[str, Any]]:
    """Uploads that wait for data, receive them, or are being processed."""
    where = f"{_PRIVATE} AND json_extract(doc, '$.status') = 'pending_upload'"
    rows = tables.select("image", where, tail=f"ORDER BY seq DESC LIMIT {_IMAGES}")
    return [_upload(tables, row, transfers.get(row.hidden["number"]), now) for row in rows]


def _upload(tables: Tables, row: Row, transfer: Transfer | None, now: float) -> dict[str, Any]:
    expiry = lifecycle.jobs(tables, "image = ? AND action = 'upload_expiry'", (row.id,))
    return {
        "id": row.id,
        "label": row.doc["label"],
        "region": row.hidden.get("region"),
        "received": transfer.received if transfer else None,
        "length": transfer.length if transfer else None,
        "percent": _percent(tables, row, now),
        "expires": wire_time(expiry[0].due) if expiry else None,
    }


def _events(tables: Tables, now: float) -> dict[str, Any]:
    rows = tables.select("event", "1", tail=f"ORDER BY seq DESC LIMIT {_EVENTS}")
    return {
        "shown": [events.shown(row, now) for row in rows],
        "total": tables.count("event", "1"),
    }


def _requests(log: RequestLog, since: int) -> dict[str, Any]:
    """Queries are left out: they may hold what is nobody's business."""
    entries = [entry._asdict() for entry in log.after(since, _REQUESTS)]
    for entry in entries:
        del entry["query"]
    return {"run": log.run, "seen": log.seen, "shown": entries}
