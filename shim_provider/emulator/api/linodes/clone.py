"""Cloning a Linode: copies of its disks and profiles, on a new Linode or on another one there is.

What is there when it is asked for is copied; the copies are ready when the clone is done. Which
profiles and disks: as documented, all profiles unless `configs` says which, with the disks they
use, and those that `disks` adds. Clones of one disk on its own Linode are disks.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...requests.errors import ApiError, error, invalid
from ...world import events, jobs
from .. import tags
from . import configs, disks, instances, types

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.tables import Document, Row

# As documented: of one Linode at the same time.
_MOST = 5

_OF_NEW = (
    *("region", "type", "label", "group", "private_ip", "backups_enabled", "metadata"),
    "maintenance_policy",
)
_NUMBERS = checks.list_of(checks.whole(), high=500)
_RULES = {
    **{name: instances.NEW[name] for name in (*_OF_NEW, "tags")},
    "linode_id": checks.whole(),
    "disks": _NUMBERS,
    "configs": _NUMBERS,
}
# Documented is `placement_group`. `with_backups` is what linode_api4 calls `backups_enabled`. The
# rest is of the form with which Cloud Manager creates a Linode, sent whole for a clone.
_UNUSED = (
    *("placement_group", "with_backups", "alerts", "authorized_users", "backup_id", "booted"),
    *("disk_encryption", "firewall_id", "image", "interface_generation", "interfaces"),
    *("network_helper", "root_pass", "stackscript_data", "stackscript_id", "swap_size"),
)


def clone(call: Call, linode: int) -> dict[str, Any]:
    source = call.own("instance", linode)
    is_new = call.body.get("linode_id") is None
    required = {"region": "region is required", "type": "type is required"} if is_new else {}
    given = checks.read(call.body, _RULES, required, unused=_UNUSED)
    profiles = _named(call, "config", source, given.get("configs"))
    copied = _disks(call, source, profiles, given)
    _need_turn(call, source)
    target = _new(call, source, given, copied) if is_new else _other(call, given, copied)
    target.doc["tags"] = tags.ordered([*target.doc["tags"], *source.doc["tags"]])
    call.tables.save(target)
    numbers = {int(disk.id): int(disks.copy(call.moment, target, disk).id) for disk in copied}
    for profile in profiles:
        configs.copy(call.moment, target, profile, numbers)
    _start(call, source, target, list(numbers.values()))
    return call.reread(target).doc


def _named(call: Call, kind: str, source: Row, numbers: list[int] | None) -> list[Row]:
    """The Linode's things of a kind with these numbers; all of them for None."""
    held = list(call.tables.select(kind, "parent = ?", (source.id,)))
    if numbers is None:
        return held
    if not {row.id for row in held}.issuperset(numbers):
        raise ApiError(400, f"This Linode has no such {kind}", f"{kind}s")
    return [row for row in held if row.id in numbers]


def _disks(call: Call, source: Row, profiles: list[Row], given: Document) -> list[Row]:
    devices = [d for profile in profiles for d in profile.doc["devices"].values() if d]
    wanted = {device["disk_id"] for device in devices}
    wanted |= {disk.id for disk in _named(call, "disk", source, given.get("disks", []))}
    return [disk for disk in _named(call, "disk", source, None) if disk.id in wanted]


def _need_turn(call: Call, source: Row) -> None:
    jobs.need_idle(call.tables, source)
    running = jobs.select(call.tables, "action = 'linode_clone'", ())
    if sum(job.args["source"] == source.id for job in running) >= _MOST:
        raise ApiError(400, f"A Linode can be cloned up to {_MOST} times at once")


def _new(call: Call, source: Row, given: Document, copied: list[Row]) -> Row:
    """A new Linode; as recorded, it is `offline` from the beginning."""
    plan = types.place(call, given["region"], given["type"])
    if _size(copied) > plan.doc["disk"]:
        raise ApiError(400, "The disks to clone do not fit on this plan", "type")
    instances.need_new_label(call.moment, given.get("label"))
    encryption = source.doc["disk_encryption"]
    target = instances.add(call.moment, {**given, "disk_encryption": encryption}, plan, source=None)
    target.doc.update(image=source.doc["image"], status="offline")
    return target


def _other(call: Call, given: Document, copied: list[Row]) -> Row:
    if given_for_new := [name for name in _OF_NEW if name in given]:
        raise invalid([error("Is for new Linodes only", name) for name in given_for_new])
    target = call.named("instance", given["linode_id"], "linode_id")
    jobs.need_idle(call.tables, target)
    if disks.allotted(call.tables, target) + _size(copied) > target.doc["specs"]["disk"]:
        raise ApiError(400, "The disks to clone do not fit on this Linode", "linode_id")
    disks.need_slots(call, target, len(copied))
    return target


def _size(copied: list[Row]) -> int:
    return sum(disk.doc["size"] for disk in copied)


def _start(call: Call, source: Row, target: Row, made: list[int]) -> None:
    """As recorded, the event is of the Linode that is cloned, and names the other second."""
    pair = events.entity_of(source), events.entity_of(target)
    event = events.record(call.moment, "linode_clone", *pair)
    args = {"disks": made, "source": source.id}
    jobs.start(call.moment, "linode_clone", linode=target, event=event, args=args)
