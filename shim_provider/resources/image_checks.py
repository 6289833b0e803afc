"""What the API can tell of a planned image before it is made.

Only what is known for certain is refused. What cannot be asked (no connection, an
error of the service, values not known yet) fails no plan: the apply asks again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ..linode import errors
from ..unknown import UNKNOWN
from .failures import as_problem

if TYPE_CHECKING:
    from ..engine.contract import Change

#: Capabilities of regions that store images, one of which a region must have.
STORES_IMAGES = frozenset({"Object Storage", "Machine Images"})

_KIND = "regions"
_DAY = 24 * 3600.0

_NO_CAPTURE = {
    "raw": "a raw disk has no file system that Linode could read",
    "swap": "a swap disk holds no data to keep",
}


def check(change: Change) -> None:
    """Refuse regions that take no images, and disks that cannot be captured."""
    regions = [asked for asked in _regions_to_check(change) if not _known(change, asked[1])]
    captures = _captures(change)
    if not regions and not captures:
        return
    api = change.api()
    if api is None:
        return
    for attribute, name in regions:
        _ask(change, attribute, lambda a=attribute, n=name: _check_region(change, api, a, n))
    if captures:
        _ask(change, "disk_id", lambda: _check_disk(change, api))


def _ask(change: Change, attribute: str, question: Any) -> None:
    try:
        question()
    except errors.ApiError as failure:
        # Regions are told to everybody: a 403 there says nothing of the token's scopes.
        if failure.status == 401 or (failure.status == 403 and attribute == "disk_id"):
            problem = as_problem("check the plan at Linode", failure)
            change.error(attribute, problem.summary, problem.detail)
        elif failure.status >= 500:
            change.out_of_reach()
    except errors.LinodeError:
        change.out_of_reach()


def _regions_to_check(change: Change) -> list[tuple[str, str]]:
    asked = []
    region = change.planned["region"]
    if isinstance(region, str) and (change.creating or change.changes("region")):
        asked.append(("region", region))
    wanted = change.planned["replica_regions"]
    if isinstance(wanted, list):
        before = change.was("replica_regions") or ()
        asked += [
            ("replica_regions", name)
            for name in wanted
            if isinstance(name, str) and name not in before
        ]
    return asked


def _known(change: Change, name: str) -> bool:
    """Whether the region was seen to store images within a day: it need not be asked again."""
    context = change.context()
    kept = context.cache.get(_KIND, context.configuration.url) if context else None
    return bool(kept and time.time() - kept["asked"] < _DAY and name in kept["takers"])


def _captures(change: Change) -> bool:
    disk, linode = change.planned["disk_id"], change.planned["linode_id"]
    if disk in (None, UNKNOWN) or linode in (None, UNKNOWN):
        return False
    return change.creating or bool(change.replace)


def _check_region(change: Change, api: Any, attribute: str, name: str) -> None:
    regions = {region["id"]: region for region in api.regions.all()}
    takers = sorted(
        region_id
        for region_id, region in regions.items()
        if STORES_IMAGES & set(region.get("capabilities") or ())
    )
    context = change.context()
    if takers and context:
        context.cache.put(
            _KIND, context.configuration.url, {"asked": time.time(), "takers": takers}
        )
    if not takers or name in takers or _untold(regions.get(name)):
        return
    reason = "stores no images" if name in regions else "does not exist"
    change.error(
        attribute,
        f"Region {name} {reason}",
        f"`{attribute}` names {name!r}.{_nearest(name, takers)} Regions that store images:"
        f" {', '.join(takers) or 'none'}.",
    )


def _untold(region: Any) -> bool:
    """Whether the region is there, and nothing says what it can do."""
    return region is not None and region.get("capabilities") is None


def _nearest(name: str, takers: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, takers, n=3)
    return f" Did you mean {' or '.join(near)}?" if near else ""


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
