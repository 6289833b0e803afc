"""What can happen to Linodes, disks and images: a table of actions. Walking it is jobs.py's.

How long each takes is durations.py's.
"""

from __future__ import annotations

from typing import NamedTuple

GONE = "gone"

Statuses = tuple[str, str]  # while the action runs, and after it


class Action(NamedTuple):
    """`takes`: name of its duration. `queues`: waits for the Linode's turn, is not refused here.

    `shows`: at which share of its duration the status after it shows; the Linode stays busy.
    """

    takes: str
    linode: Statuses | None = None
    disk: Statuses | None = None
    image: Statuses | None = None
    queues: bool = False
    shows: float = 1.0


# Recorded: a Linode that showed `running` was busy for some seconds more.
_RUNNING_SHOWS = 0.8

ACTIONS = {
    "linode_create": Action("create", linode=("provisioning", "offline")),
    "linode_boot": Action("boot", linode=("booting", "running"), queues=True, shows=_RUNNING_SHOWS),
    # What a Linode does by itself is no job of the service: it is not busy meanwhile.
    "first_boot": Action("first_boot"),
    "watchdog": Action("watchdog"),
    # As documented, the watchdog issues a boot; Cloud Manager calls it so while it runs.
    "lassie_reboot": Action(
        "boot", linode=("booting", "running"), queues=True, shows=_RUNNING_SHOWS
    ),
    "linode_shutdown": Action("shutdown", linode=("shutting_down", "offline")),
    "linode_reboot": Action(
        "reboot", linode=("rebooting", "running"), queues=True, shows=_RUNNING_SHOWS
    ),
    "linode_delete": Action("delete", linode=("deleting", GONE)),
    "linode_rebuild": Action("rebuild", linode=("rebuilding", "offline")),
    "linode_resize": Action("resize", linode=("resizing", "offline")),
    "linode_migrate_datacenter": Action("migrate", linode=("migrating", "offline")),
    # Its Linode is the one that receives; as recorded, that is offline from the beginning.
    "linode_clone": Action("clone"),
    "disk_create": Action("disk_create", disk=("not ready", "ready")),
    "disk_resize": Action("disk_resize", disk=("not ready", "ready")),
    # As recorded, the copy is ready in the answer already.
    "disk_duplicate": Action("disk_clone", disk=("ready", "ready")),
    "disk_delete": Action("disk_delete", disk=("deleting", GONE)),
    "disk_imagize": Action("capture", image=("creating", "available"), queues=True),
    "image_upload": Action("process_upload", image=("pending_upload", "available")),
    "upload_expiry": Action("upload_expiry"),
    "replicate": Action("replicate"),
    "remove_replica": Action("remove_replica"),
}

#: Whatever brings a Linode up.
BOOTS = ("linode_boot", "linode_reboot", "lassie_reboot")

# A new replica is `pending replication` for this share of the whole, then `replicating`.
PENDING_SHARE = 0.25
