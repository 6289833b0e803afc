"""Jobs: what is under way, when it begins and ends, and what comes of it.

A job is written when an action is asked for, with the times at which it begins and ends. Nothing
runs in the background: `advance` brings the world up to a moment, and every request calls it first.
So a killed process loses nothing, and a held clock holds everything. Which actions there are, and
what shows of a thing meanwhile, is a table in actions.py.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from . import addresses, events, first_boots
from .actions import ACTIONS, BOOTS, GONE
from .clock import wire_time
from .images import forget_image, set_replica
from .moment import Moment
from .refusals import busy

if TYPE_CHECKING:
    from collections.abc import Callable

    from .tables import Document, Row, Tables

# As documented, the watchdog gives up after more than 5 boots within 15 minutes.
_MOST_BOOTS, _WITHIN = 5, 15 * 60
# Who does what nobody asked for: Cloud Manager takes care not to write "by Linode" of it.
_SERVICE = "Linode"
# What may follow a boot takes as long as it would have when the boot was asked for.
_AFTER_BOOT = ("boot", "first_boot", "watchdog")


class Job(NamedTuple):
    """`at`: when its next step is due: the beginning; once `begun`, what shows early; the end.

    The end is at `due`.
    """

    id: int
    action: str
    at: float
    due: float
    begun: int
    event: int | None
    linode: int | None
    disk: int | None
    image: str | None
    args: Document


_COLUMNS = "id, action, at, due, begun, event, linode, disk, image, args"


def select(tables: Tables, where: str, values: tuple[object, ...], tail: str = "") -> list[Job]:
    """Jobs that match, those due first ahead; `where` and `tail` are written by us."""
    cursor = tables.run(f"SELECT {_COLUMNS} FROM job WHERE {where} ORDER BY at, id {tail}", values)
    return [Job._make((*row[:-1], json.loads(row[-1]))) for row in cursor.fetchall()]


def start(
    moment: Moment,
    action: str,
    *,
    linode: Row | None = None,
    disk: Row | None = None,
    image: Row | None = None,
    config: Row | None = None,
    event: int | None = None,
    args: Document | None = None,
    delay: float = 0.0,
) -> int | None:
    """Write the job of an action, and begin it if its time is now. Returns the event's id.

    `event`: an event written before. `config`: named in the event, no more. Raises RefusedError
    "Linode busy." unless the action queues.
    """
    tables, rule = moment.tables, ACTIONS[action]
    before = select(tables, "linode = ?", (linode.id,)) if linode else []
    if before and not rule.queues:
        raise busy()
    begins = max([moment.now + delay, *(job.due for job in before)])
    if event is None and linode is not None:
        secondary = image or disk or config
        named = events.entity_of(secondary) if secondary else None
        event = events.record(moment, action, events.entity_of(linode), named)
    due = begins + moment.durations[rule.takes] - delay
    number = _write(tables, action, begins, max(begins, due), event, (linode, disk, image), args)
    if begins <= moment.now and not before:
        _begin(tables, select(tables, "id = ?", (number,))[0])
    return event


def start_boot(
    moment: Moment, action: str, linode: Row, config: Row | None, args: Document
) -> None:
    """`args`: the number of the profile as `config`, and as `fault` what befalls a first boot."""
    takes = {name: moment.durations[name] for name in _AFTER_BOOT}
    start(moment, action, linode=linode, config=config, args={**args, "takes": takes})


def _write(
    tables: Tables,
    action: str,
    begins: float,
    due: float,
    event: int | None,
    rows: tuple[Row | None, Row | None, Row | None],
    args: Document | None,
) -> int:
    """The number of the new job. `rows`: Linode, disk, image."""
    ids = [row.id if row else None for row in rows]
    tables.run(
        "INSERT INTO job (action, at, due, begun, event, linode, disk, image, args)"
        " VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?)",
        (action, begins, due, event, *ids, json.dumps(args or {})),
    )
    number: int = tables.run("SELECT last_insert_rowid()").fetchone()[0]
    return number


def need_idle(tables: Tables, linode: Row) -> None:
    """Raises RefusedError "Linode busy." while anything of the Linode runs or waits its turn."""
    if select(tables, "linode = ?", (linode.id,)):
        raise busy()


def cancel(tables: Tables, where: str, values: tuple[object, ...], at: float, why: str) -> None:
    """Drop jobs; their events have failed, and images they were to make are gone."""
    dropped = select(tables, where, values)
    for job in dropped:
        tables.run("DELETE FROM job WHERE id = ?", (job.id,))
        if ACTIONS[job.action].image:
            forget_image(tables, job.image or "")
        events.end(tables, job.event, at, "failed", why)
    for linode in {job.linode for job in dropped if job.linode is not None}:
        _close_up(tables, linode, at)


def _close_up(tables: Tables, linode: int, at: float) -> None:
    """What waits for a turn of the Linode waits no longer for what has been dropped."""
    for job in select(tables, "linode = ?", (linode,)):
        early = 0.0 if job.begun else max(0.0, job.at - at)
        if early:
            moved = "UPDATE job SET at = at - ?, due = due - ? WHERE id = ?"
            tables.run(moved, (early, early, job.id))
        at = max(at, job.due - early)


def anything_due(tables: Tables, now: float) -> bool:
    return tables.run("SELECT 1 FROM job WHERE at <= ? LIMIT 1", (now,)).fetchone() is not None


def advance(tables: Tables, now: float) -> None:
    """Let everything due by `now` happen, in order, each at its own time."""
    while due := select(tables, "at <= ?", (now,), "LIMIT 1"):
        _step(tables, due[0])


def _step(tables: Tables, job: Job) -> None:
    if not job.begun:
        _begin(tables, job)
    elif job.at < job.due:
        _next_at(tables, job, job.due)
        _set_statuses(tables, job, 1, job.at)
    else:
        _end(tables, job)
        if job.action in _FOLLOWING:
            _FOLLOWING[job.action](tables, job)


def _begin(tables: Tables, job: Job) -> None:
    if ACTIONS[job.action].linode and job.linode is not None:
        first_boots.interrupt(tables, job.linode)
    _next_at(tables, job, job.at + (job.due - job.at) * ACTIONS[job.action].shows)
    _set_statuses(tables, job, 0, job.at)
    if job.action == "replicate":
        set_replica(tables, job.image, job.args["region"], "replicating")
    if job.action != "upload_expiry":
        events.begin(tables, job.event, job.at, job.due)


def _next_at(tables: Tables, job: Job, at: float) -> None:
    tables.run("UPDATE job SET begun = 1, at = ? WHERE id = ?", (min(at, job.due), job.id))


def _end(tables: Tables, job: Job) -> None:
    tables.run("DELETE FROM job WHERE id = ?", (job.id,))
    failure = job.args.get("fails")
    if failure:
        forget_image(tables, job.image or "")
    _set_statuses(tables, job, 1, job.due)
    if not failure and job.action in _ENDINGS:
        _ENDINGS[job.action](tables, job)
    events.end(tables, job.event, job.due, "failed" if failure else "finished", failure)


def _set_statuses(tables: Tables, job: Job, phase: int, at: float) -> None:
    rule = ACTIONS[job.action]
    for kind, id, statuses in (
        ("instance", job.linode, rule.linode),
        ("disk", job.disk, rule.disk),
        ("image", job.image, rule.image),
    ):
        row = tables.find(kind, id) if statuses and id is not None else None
        if row and statuses and statuses[phase] != GONE:
            row.doc["status"] = statuses[phase]
            row.doc["updated"] = wire_time(at)
            tables.save(row)


def _disks_ready(tables: Tables, job: Job) -> None:
    for number in job.args.get("disks", ()):
        row = tables.find("disk", number)
        if row:
            row.doc.update(status="ready", updated=wire_time(job.due))
            tables.save(row)


def _linode_resized(tables: Tables, job: Job) -> None:
    row = tables.find("instance", job.linode or 0)
    if row:
        row.doc.update(type=job.args["type"], specs=job.args["specs"])
        tables.save(row)
    _disk_resized(tables, job._replace(disk=job.args["disk"]))


def _linode_moved(tables: Tables, job: Job) -> None:
    row = tables.find("instance", job.linode or 0)
    if row:
        row.doc.update({name: job.args[name] for name in ("region", "site_type", "host_uuid")})
        addresses.renew(tables, row)
        tables.save(row)


def _linode_gone(tables: Tables, job: Job) -> None:
    for kind in ("disk", "config", "address"):
        tables.delete_children(kind, job.linode or 0)
    tables.delete("instance", job.linode or 0)


def _disk_gone(tables: Tables, job: Job) -> None:
    tables.delete("disk", job.disk or 0)


def _disk_resized(tables: Tables, job: Job) -> None:
    row = tables.find("disk", job.disk or 0)
    if row:
        row.doc["size"] = job.args["size"]
        tables.save(row)


def _image_available(tables: Tables, job: Job) -> None:
    """A captured or uploaded image shrinks to what it holds, and is stored in one region."""
    row = tables.find("image", job.image or "")
    if row:
        row.doc.update(
            size=job.args["size"],
            total_size=job.args["size"],
            regions=[{"region": job.args["region"], "status": "available"}],
            capabilities=[*row.doc["capabilities"], "distributed-sites"],
        )
        tables.save(row)


def _replicated(tables: Tables, job: Job) -> None:
    set_replica(tables, job.image, job.args["region"], "available")


def _replica_removed(tables: Tables, job: Job) -> None:
    set_replica(tables, job.image, job.args["region"], GONE)


_ENDINGS: dict[str, Callable[[Tables, Job], Any]] = {
    "linode_create": _disks_ready,
    "linode_rebuild": _disks_ready,
    "linode_resize": _linode_resized,
    "linode_migrate_datacenter": _linode_moved,
    "linode_clone": _disks_ready,
    "linode_delete": _linode_gone,
    "disk_delete": _disk_gone,
    "disk_resize": _disk_resized,
    "disk_imagize": _image_available,
    "image_upload": _image_available,
    "replicate": _replicated,
    "remove_replica": _replica_removed,
}


def _booted(tables: Tables, job: Job) -> None:
    """What is on the disk runs now: a builder is at its work, unless a fault befell the boot."""
    linode = tables.find("instance", job.linode or 0)
    disk = first_boots.root_disk(tables, job.args.get("config"))
    if linode is None or disk is None or not first_boots.switches_off(tables, linode, disk):
        return
    args = {"linode": linode.id, **{name: job.args[name] for name in ("config", "takes")}}
    if job.args.get("fault") == first_boots.HANGS:
        linode.hidden["hangs"] = True
        tables.save(linode)
    elif job.args.get("fault") == first_boots.DIES:
        first_boots.lose(tables, disk)
        _switched_off(tables, job._replace(disk=int(disk.id), args=args))
    else:
        _follow(tables, "first_boot", job.due, args, disk)


def _switched_off(tables: Tables, job: Job) -> None:
    """A Linode has switched itself off. The service writes no event of that."""
    linode = tables.find("instance", job.args["linode"])
    disk = tables.find("disk", job.disk or 0)
    if linode is None or disk is None:
        return
    first_boots.had(tables, linode, disk)
    linode.doc.update(status="offline", updated=wire_time(job.due))
    tables.save(linode)
    _follow(tables, "watchdog", job.due, job.args)


def _follow(
    tables: Tables, action: str, at: float, args: Document, disk: Row | None = None
) -> None:
    """Write the job of what a Linode does, or is done to it, without having been asked for."""
    due = at + args["takes"][ACTIONS[action].takes]
    _write(tables, action, at, due, None, (None, disk, None), args)


def _watched(tables: Tables, job: Job) -> None:
    """The watchdog boots a Linode that nobody has asked to be off, if it is to watch it."""
    linode = tables.find("instance", job.args["linode"])
    if linode is None or not linode.doc["watchdog_enabled"] or linode.doc["status"] != "offline":
        return
    marks = ", ".join("?" * len(BOOTS))
    coming = select(tables, f"linode = ? AND action IN ({marks})", (linode.id, *BOOTS))
    since = wire_time(job.due - _WITHIN)
    if not coming and events.count(tables, linode, BOOTS, since) <= _MOST_BOOTS:
        moment = Moment(tables, job.due, job.args["takes"], linode.account, _SERVICE)
        start_boot(moment, "lassie_reboot", linode, None, {"config": job.args["config"]})


#: What comes of something beside what it was asked for.
_FOLLOWING: dict[str, Callable[[Tables, Job], None]] = {
    **dict.fromkeys(BOOTS, _booted),
    "first_boot": _switched_off,
    "watchdog": _watched,
}
