"""What the API can tell of a planned image before it is made.

Only what is known for certain is refused; values not known yet fail no plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...linode import errors
from ...unknown import UNKNOWN
from .. import questions, region_checks
from ..region_checks import Asked

if TYPE_CHECKING:
    from ...engine.contract import Change

_NO_CAPTURE = {
    "raw": "a raw disk has no file system that Linode could read",
    "swap": "a swap disk holds no data to keep",
}


def check(change: Change) -> None:
    """Refuse regions that do not exist, and disks that cannot be captured."""
    region_checks.check(change, _regions(change))
    if not _captures(change):
        return
    api = change.api()
    if api is not None:
        questions.ask(change, "disk_id", lambda: _check_disk(change, api))


def _regions(change: Change) -> Iterator[Asked]:
    region = change.planned["region"]
    if isinstance(region, str) and (change.creating or change.changes("region")):
        yield Asked("region", region, stores=True)
    yield from replicas_asked(change)


def replicas_asked(change: Change) -> Iterator[Asked]:
    """The regions that are to hold the image and did not before."""
    wanted = change.planned["replica_regions"]
    if isinstance(wanted, list):
        before = change.was("replica_regions") or ()
        for name in wanted:
            if isinstance(name, str) and name not in before:
                yield Asked("replica_regions", name, stores=True)


def _captures(change: Change) -> bool:
    disk, linode = change.planned["disk_id"], change.planned["linode_id"]
    if disk in (None, UNKNOWN) or linode in (None, UNKNOWN):
        return False
    return change.creating or bool(change.replace)


def _check_disk(change: Change, api: Any) -> None:
    disk_id, linode_id = change.planned["disk_id"], change.planned["linode_id"]
    try:
        disks = {disk["id"]: disk for disk in api.instances.disks(linode_id)}
    except errors.NotFound:
        change.error(
            "linode_id",
            f"No Linode {linode_id}",
            f"`linode_id` names Linode {linode_id}, which does not exist or is not this account's.",
        )
        return
    disk = disks.get(disk_id)
    if disk is None:
        found = ", ".join(f"{d['id']} ({d.get('label')})" for d in disks.values()) or "none"
        change.error(
            "disk_id",
            f"Linode {linode_id} has no disk {disk_id}",
            f"`disk_id` must be a disk of Linode {linode_id}. Its disks: {found}.",
        )
    elif disk.get("filesystem") in _NO_CAPTURE:
        change.error(
            "disk_id",
            f"Disk {disk_id} cannot be captured",
            f"It is a {disk['filesystem']} disk: {_NO_CAPTURE[disk['filesystem']]}.",
        )
