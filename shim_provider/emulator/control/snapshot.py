"""The world at one moment, as the page shows it: all accounts, newest first, never a secret.

Knows what is worth looking at and how much of it. Changes nothing but what is due anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..world import events, jobs, lineage, sharing
from ..world.actions import ACTIONS
from ..world.clock import wire_time
from . import continents

if TYPE_CHECKING:
    from ..requests.log import RequestLog
    from ..requests.served import Served
    from ..world.clock import Clock
    from ..world.tables import Row, Tables
    from ..world.transfers import Transfer
    from ..world.world import World

# How much of each list is shown. A page is made twice a second, and nobody reads more.
_IMAGES = 100
_EVENTS = 60
_REQUESTS = 200

_PRIVATE = "id LIKE 'private/%'"


def taken(served: Served, since: int, run: str) -> dict[str, Any]:
    """`since`, `run`: the last request known already, and of which process; only newer are listed.

    The numbers of another process say nothing: then all are listed. An empty `run` is this one.
    """
    world = served.world
    now = world.settle()
    transfers = {transfer.number: transfer for transfer in world.transfers.listed()}
    with world.store.read() as tables:
        return {
            "clock": clock(world.clock),
            "images": _images(world, tables, now),
            "sharegroups": _sharegroups(tables),
            "builds": _builds(tables, now),
            "uploads": _uploads(tables, transfers, now),
            "lineage": lineage.drawn(tables),
            "events": _events(tables, now),
            "requests": _requests(served.log, since if run in ("", served.log.run) else 0),
            "faults": served.faults.listed(),
        }


def clock(clock: Clock) -> dict[str, Any]:
    """`now` in Unix seconds; `speed`: seconds of the world per real second."""
    return {"now": clock.now(), "held": clock.held, "speed": clock.speed}


def _images(world: World, tables: Tables, now: float) -> dict[str, Any]:
    rows = list(tables.select("image", _PRIVATE, tail=f"ORDER BY seq DESC LIMIT {_IMAGES}"))
    progress = _copying(world, tables, now)
    return {
        "shown": [_image(tables, row, progress.get(str(row.id), {}), now) for row in rows],
        "total": tables.count("image", _PRIVATE),
        "public": tables.count("image", "account = ''"),
        "regions": _regions(tables, rows),
    }


def _image(tables: Tables, row: Row, copying: dict[str, int], now: float) -> dict[str, Any]:
    names = ("id", "label", "status", "size", "total_size", "tags", "created")
    how = "captured" if "captured" in row.hidden else "uploaded"
    job = None if row.doc["status"] == "available" else _making(tables, row)
    return {
        **{name: row.doc[name] for name in names},
        "account": row.account,
        "how": how,
        "percent": _percent(tables, job, now),
        "waits": job is not None and not job.begun,
        "regions": [
            {**replica, "percent": copying.get(replica["region"])} for replica in row.doc["regions"]
        ],
        "sharegroups": row.doc["image_sharing"]["shared_with"]["sharegroup_count"],
    }


def _copying(world: World, tables: Tables, now: float) -> dict[str, dict[str, int]]:
    """How far copies that come or go are, by image and region."""
    found: dict[str, dict[str, int]] = {}
    for job in jobs.select(tables, "action IN ('replicate', 'remove_replica')", ()):
        whole = world.durations[ACTIONS[job.action].takes]
        share = _share(whole, job.due - now)
        found.setdefault(job.image or "", {})[job.args["region"]] = share
    return found


def _builds(tables: Tables, now: float) -> list[dict[str, Any]]:
    """Linodes in the first boot at whose end they switch themselves off; without, no percentage."""
    found = [
        _build(tables, job.args["linode"], job, now)
        for job in jobs.select(tables, "action = 'first_boot'", (), f"LIMIT {_IMAGES}")
    ]
    hang = "json_extract(hidden, '$.hangs')"
    rows = tables.select("instance", hang, tail=f"ORDER BY seq DESC LIMIT {_IMAGES}")
    return [*found, *(_build(tables, row.id, None, now) for row in rows)]


def _build(tables: Tables, id: str | int, job: jobs.Job | None, now: float) -> dict[str, Any]:
    row = tables.find("instance", id)
    label, image, account = (row.doc["label"], row.doc["image"], row.account) if row else ("",) * 3
    percent = _share(job.args["takes"]["first_boot"], job.due - now) if job else None
    return {"id": id, "label": label, "image": image, "account": account, "percent": percent}


def _share(whole: float, left: float) -> int:
    """Percent; what is not over yet is at 99 at most."""
    percent = int(100 * (whole - left) / whole) if whole else 99
    return min(99, max(0, percent))


def _regions(tables: Tables, rows: list[Row]) -> list[dict[str, str]]:
    """Those that hold any of the images, from west to east."""
    held = {replica["region"] for row in rows for replica in row.doc["regions"]}
    found = [row.doc for row in tables.select("region", "1") if row.id in held]
    found.sort(key=lambda doc: (*continents.place_of(doc["country"]), doc["id"]))
    return [
        {
            "id": doc["id"],
            "label": doc["label"],
            "continent": continents.continent_of(doc["country"]),
        }
        for doc in found
    ]


def _sharegroups(tables: Tables) -> list[dict[str, Any]]:
    """All of them, newest first: who shares what with whom."""
    rows = tables.select("sharegroup", "1", tail=f"ORDER BY seq DESC LIMIT {_IMAGES}")
    return [_sharegroup(tables, row) for row in rows]


def _sharegroup(tables: Tables, row: Row) -> dict[str, Any]:
    entries = sharing.entries(tables, int(row.id))
    waiting = "json_extract(doc, '$.valid_for_sharegroup_uuid') = ?"
    waiting += " AND json_extract(hidden, '$.group') IS NULL"
    return {
        **{name: row.doc[name] for name in ("id", "label")},
        "account": row.account,
        "images": [{"id": each.hidden["source"], "label": each.doc["label"]} for each in entries],
        "members": [
            {"label": member.doc["label"], "account": _account_of(tables, member)}
            for member in tables.select("sharemember", "parent = ?", (row.id,))
        ],
        "waiting": tables.count("sharetoken", waiting, (row.doc["uuid"],)),
    }


def _account_of(tables: Tables, member: Row) -> str | None:
    """Whose token it is."""
    token = tables.find("sharetoken", member.id)
    return token.account if token else None


def _making(tables: Tables, row: Row) -> jobs.Job | None:
    """The capture or the processing of an image; None without either."""
    where = "image = ? AND action IN ('disk_imagize', 'image_upload')"
    return next(iter(jobs.select(tables, where, (row.id,))), None)


def _percent(tables: Tables, job: jobs.Job | None, now: float) -> int | None:
    """How far it has come."""
    event = tables.find("event", job.event or 0) if job else None
    return events.shown(event, now)["percent_complete"] if event else None


def _uploads(tables: Tables, transfers: dict[int, Transfer], now: float) -> list[dict[str, Any]]:
    """Uploads that wait for data, receive them, or are being processed."""
    where = f"{_PRIVATE} AND json_extract(doc, '$.status') = 'pending_upload'"
    rows = tables.select("image", where, tail=f"ORDER BY seq DESC LIMIT {_IMAGES}")
    return [_upload(tables, row, transfers.get(row.hidden["number"]), now) for row in rows]


def _upload(tables: Tables, row: Row, transfer: Transfer | None, now: float) -> dict[str, Any]:
    expiry = jobs.select(tables, "image = ? AND action = 'upload_expiry'", (row.id,))
    return {
        "id": row.id,
        "label": row.doc["label"],
        "region": row.hidden.get("region"),
        "received": transfer.received if transfer else None,
        "length": transfer.length if transfer else None,
        "percent": _percent(tables, _making(tables, row), now),
        "expires": wire_time(expiry[0].due) if expiry else None,
    }


def _events(tables: Tables, now: float) -> dict[str, Any]:
    rows = tables.select("event", "1", tail=f"ORDER BY seq DESC LIMIT {_EVENTS}")
    return {
        "shown": [{**events.shown(row, now), "account": row.account} for row in rows],
        "total": tables.count("event", "1"),
    }


def _requests(log: RequestLog, since: int) -> dict[str, Any]:
    """Queries are left out: they may hold what is nobody's business."""
    entries = [entry._asdict() for entry in log.after(since, _REQUESTS)]
    for entry in entries:
        del entry["query"]
    return {"run": log.run, "seen": log.seen, "shown": entries}
