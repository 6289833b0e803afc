"""Migrating a Linode to another region. It ends as it was, off or running, under new addresses."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...requests.errors import ApiError
from ...world import jobs
from .. import regions
from . import instances, power

if TYPE_CHECKING:
    from ...requests.call import Call

_RULES = {
    "region": instances.NEW["region"],
    "type": checks.one_of("cold", "warm"),
    "upgrade": checks.flag,
}
_FAILED = "The migration failed."


def migrate(call: Call, linode: int) -> dict[str, Any]:
    """As documented, without a region it is the migration that Linode has planned: none is here."""
    row = call.own("instance", linode)
    given = checks.read(call.body, _RULES, unused=("placement_group",))
    if "region" not in given:
        raise ApiError(400, "There is no pending migration for this Linode")
    target = regions.deployable(call, given["region"])
    if target.id == row.doc["region"]:
        raise ApiError(400, "Linode is already in this region", "region")
    if given.get("type") == "warm":
        # As documented of `warm`.
        raise ApiError(400, "Warm migrations are not available between data centers", "type")
    if given.get("upgrade"):
        # As documented where there is none; here no plan has a successor.
        raise ApiError(400, "No free upgrade is available", "upgrade")
    # Before a fault is drawn: one that is to befall a migration is not used up by a refusal.
    jobs.need_idle(call.tables, row)
    args = {
        "region": target.id,
        "site_type": target.doc["site_type"],
        # Chosen now, so that a world written meanwhile is the one that comes.
        "host_uuid": uuid.uuid4().hex,
        "fails": _FAILED if call.service_fault("migrate_fails") else None,
    }
    running = row.doc["status"] == "running"
    jobs.start(call.moment, "linode_migrate_datacenter", linode=row, args=args)
    if running:
        power.start_boot(call, row)
    return {}
