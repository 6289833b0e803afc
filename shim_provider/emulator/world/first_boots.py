"""The first boot of a disk, at whose end a builder switches itself off: which boots are such.

Remembered of a Linode is whether its user data end so (`switches_off`), of a disk the same of its
StackScript, whether it holds a cloud-init, and as which Linode it has had its first boot. When that
ends, and what follows, is jobs.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tables import Row, Tables

#: What a fault may make of a first boot, see faults/kinds.py.
HANGS, DIES = "build_hangs", "build_dies"

# Of the region, as documented: without, nothing gives a Linode its user data.
_METADATA = "Metadata"

# What a fresh ext file system takes of its disk, as a fraction; swap and raw hold nothing.
_EMPTY_SHARE = 25


def root_disk(tables: Tables, config: int | None) -> Row | None:
    """The disk from which a profile boots; None where either is gone."""
    profile = tables.find("config", config or 0)
    if profile is None:
        return None
    name = profile.doc["root_device"].rpartition("/")[2]
    device = profile.doc["devices"].get(name) or {}
    return tables.find("disk", device.get("disk_id") or 0)


def switches_off(tables: Tables, linode: Row, disk: Row) -> bool:
    """Whether a boot of this disk is a first one, at whose end the Linode switches itself off.

    cloud-init does its work once for each instance, as its documentation of boot stages says, and
    the instance is the Linode; a StackScript runs once, where it was deployed.
    """
    had = disk.hidden.get("first_boot_as")
    if had is None and disk.hidden.get("stackscript", {}).get("switches_off"):
        return True
    told = linode.hidden.get("switches_off", False) and had != linode.id
    return told and disk.hidden.get("cloud_init", False) and _has_metadata(tables, linode)


def is_builder(tables: Tables, linode: Row) -> bool:
    """Whether a Linode has been told to switch itself off."""
    told = "parent = ? AND json_extract(hidden, '$.stackscript.switches_off')"
    of_script = tables.count("disk", told, (linode.id,))
    return bool(linode.hidden.get("switches_off") or of_script)


def _has_metadata(tables: Tables, linode: Row) -> bool:
    region = tables.find("region", linode.doc["region"])
    return region is not None and _METADATA in region.doc["capabilities"]


def had(tables: Tables, linode: Row, disk: Row) -> None:
    """The disk has had its first boot."""
    disk.hidden["first_boot_as"] = linode.id
    tables.save(disk)


def lose(tables: Tables, disk: Row) -> None:
    """Nothing is left on the disk but an empty file system."""
    disk.hidden.update(used=empty(disk.doc["size"]), cloud_init=False)
    tables.save(disk)


def empty(size: int) -> int:
    """MB that an empty file system takes of a disk."""
    return max(1, size // _EMPTY_SHARE)


def interrupt(tables: Tables, linode: int) -> None:
    """The Linode is being switched off or booted by somebody: its first boot will begin anew."""
    waiting = "action IN ('first_boot', 'watchdog') AND json_extract(args, '$.linode') = ?"
    tables.run(f"DELETE FROM job WHERE {waiting}", (linode,))
    row = tables.find("instance", linode)
    if row and row.hidden.pop("hangs", None):
        tables.save(row)
