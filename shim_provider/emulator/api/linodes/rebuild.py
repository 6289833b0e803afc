"""Rebuilding a Linode: its disks and profiles give way to a new deployment from an image.

Label, tags and addresses stay. All is replaced when it is asked for; the new disks are ready, and
the Linode boots, when the rebuild is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...world import jobs
from .. import instructions, stackscripts
from . import instances, power, resize, types

if TYPE_CHECKING:
    from ...requests.call import Call

_FIELDS = (
    *("image", "root_pass", "authorized_keys", "authorized_users", "booted", "metadata", "type"),
    *("disk_encryption", "maintenance_policy", "kernel", "boot_size"),
)
_RULES = {**{name: instances.NEW[name] for name in _FIELDS}, **stackscripts.DEPLOYED}
# Kept unless another is given; user data are not.
_KEPT = ("disk_encryption", "maintenance_policy")


def rebuild(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    given = checks.read(call.body, _RULES, {"image": "You must specify an image"})
    plan = types.plan(call.tables, given.get("type") or row.doc["type"])
    # As documented: also what is about to be deleted must fit.
    resize.need_room(call.tables, row, plan)
    source = instances.deployable(call, given, plan)
    script = stackscripts.chosen(call, given, source)
    jobs.need_idle(call.tables, row)
    told = instructions.read_metadata(given.get("metadata", {}))
    row.doc.update(
        {name: given[name] for name in _KEPT if name in given},
        image=source.id,
        has_user_data=told.anything,
        type=plan.id,
        specs=instances.specs(plan.doc),
    )
    row.hidden["switches_off"] = told.off
    call.tables.save(row)
    for kind in ("disk", "config"):
        call.tables.delete_children(kind, linode)
    made = instances.deploy(call.moment, row, given, source, script)
    args = {"disks": [disk.id for disk in made]}
    jobs.start(call.moment, "linode_rebuild", linode=row, image=source, args=args)
    if given.get("booted", True):
        power.start_boot(call, row)
    return call.reread(row).doc
