"""The regions an image is stored in: the full set is asked for, what differs happens in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...requests.errors import ApiError, invalid_region
from ...world import events, jobs
from ...world.actions import PENDING_SHARE
from ...world.images import set_replica
from ..regions import stores_images

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.tables import Row

_RULES = {
    "regions": checks.list_of(
        checks.text(1, 100), high=100, low=1, low_reason="Must specify at least one region."
    )
}


def replace(call: Call, image: str) -> dict[str, Any]:
    """Replicate to the listed regions and remove the image from all others.

    The image must be available, and at least one listed region must hold it already.
    """
    row = call.own("image", image)
    wanted = checks.read(call.body, _RULES, {"regions": "Regions are required."})["regions"]
    if row.doc["status"] != "available":
        raise ApiError(400, "Image must be available to be replicated", "regions")
    present = {entry["region"]: entry["status"] for entry in row.doc["regions"]}
    if not any(present.get(region) == "available" for region in wanted):
        raise ApiError(400, "At least one available region must be specified", "regions")
    for region in wanted:
        if region not in present and not stores_images(call, region):
            raise invalid_region("regions")
    for region in dict.fromkeys(wanted):
        _add(call, row, region, present.get(region))
    for region in sorted(present.keys() - set(wanted)):
        _remove(call, row, region, present[region])
    events.record_done(call.moment, "image_update", row)
    return call.reread(row).doc


def _add(call: Call, row: Row, region: str, status: str | None) -> None:
    if status == "pending deletion":
        _drop_job(call, row, region)
        set_replica(call.tables, str(row.id), region, "available")
    elif status is None:
        set_replica(call.tables, str(row.id), region, "pending replication")
        delay = call.world.durations["replicate"] * PENDING_SHARE
        jobs.start(call.moment, "replicate", image=row, args={"region": region}, delay=delay)


def _remove(call: Call, row: Row, region: str, status: str) -> None:
    if status == "pending deletion":
        return
    _drop_job(call, row, region)
    set_replica(call.tables, str(row.id), region, "pending deletion")
    jobs.start(call.moment, "remove_replica", image=row, args={"region": region})


def _drop_job(call: Call, row: Row, region: str) -> None:
    """Whatever is under way in that region is overtaken."""
    for job in jobs.select(call.tables, "image = ?", (row.id,)):
        if job.args.get("region") == region:
            jobs.cancel(call.tables, "id = ?", (job.id,), call.now, "Superseded.")
