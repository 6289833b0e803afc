"""Resizing a Linode: another plan, with room for its disks. It ends as it was, off or running.

As documented, a `cold` resize shuts a running Linode down and boots it when it is done; a `warm`
one does not shut it down before it is done. Then it is rebooted, says Cloud Manager.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...requests.errors import ApiError
from ...world import jobs
from . import disks, instances, power, types

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...requests.call import Call
    from ...world.tables import Document, Row, Tables

_RULES = {
    "type": instances.NEW["type"],
    "allow_auto_disk_resize": checks.flag,
    "migration_type": checks.one_of("cold", "warm"),
}

_FAILED = "The resize failed."
_TOO_SMALL = (
    "Linode has allocated more disk than the new service plan allows."
    " Delete or resize disks smaller."
)


def resize(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    given = checks.read(call.body, _RULES, {"type": "type is required"})
    plan = types.plan(call.tables, given["type"])
    if plan.id == row.doc["type"]:
        raise ApiError(400, "Linode is already running this service plan.", "type")
    need_room(call.tables, row, plan)
    # Before a fault is drawn: one that is to befall a resize is not used up by a refusal.
    jobs.need_idle(call.tables, row)
    follows = _follows(row, given.get("migration_type", "cold"))
    grown = _grown(call.tables, row, plan) if given.get("allow_auto_disk_resize", True) else None
    args = {
        "type": plan.id,
        "specs": instances.specs(plan.doc),
        **(grown or {"disk": None, "size": None}),
        "fails": _FAILED if call.service_fault("resize_fails") else None,
    }
    jobs.start(call.moment, "linode_resize", linode=row, args=args)
    if follows:
        follows(call, row)
    return {}


def _follows(linode: Row, migration_type: str) -> Callable[[Call, Row], None] | None:
    """What brings a running Linode up again; one that is off has nothing to be kept warm."""
    if linode.doc["status"] != "running":
        return None
    return power.start_reboot if migration_type == "warm" else power.start_boot


def need_room(tables: Tables, linode: Row, plan: Row) -> None:
    """Raises ApiError 400 for a plan smaller than the Linode's disks."""
    if disks.allotted(tables, linode) > plan.doc["disk"]:
        raise ApiError(400, _TOO_SMALL, "type")


def _grown(tables: Tables, linode: Row, plan: Row) -> Document | None:
    """Which disk takes the room of a larger plan, and the size it will have.

    As documented, only where a Linode has one ext disk, with or without one swap disk.
    """
    held = list(tables.select("disk", "parent = ?", (linode.id,)))
    roots = [disk for disk in held if disk.doc["filesystem"] in ("ext3", "ext4")]
    swaps = [disk for disk in held if disk.doc["filesystem"] == "swap"]
    larger = plan.doc["disk"] > linode.doc["specs"]["disk"]
    if not larger or len(roots) != 1 or len(swaps) > 1 or len(held) != len(roots + swaps):
        return None
    taken = sum(disk.doc["size"] for disk in swaps)
    return {"disk": roots[0].id, "size": plan.doc["disk"] - taken}
