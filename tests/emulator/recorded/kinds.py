"""What the service answers, by kind of thing: the fields that recordings have, as patterns.

A pattern states kinds of values; words of the API, such as a status, are stated themselves. Fields
named here were in recordings of the year that stands beside them, and of later ones.
"""

from __future__ import annotations

from typing import Any

from tests.emulator.recorded.patterns import As, Exactly

DONE: dict[str, Any] = {}
BUSY = {"errors": [{"reason": "Linode busy."}]}

_SPECS = ("disk", "memory", "vcpus", "gpus", "transfer", "accelerated_devices")
_ALERTS = ("cpu", "network_in", "network_out", "transfer_quota", "io")
_HELPERS = ("updatedb_disabled", "distro", "modules_dep", "network", "devtmpfs_automount")


def page(*items: Any, name: str = "data") -> dict[str, Any]:
    return {name: list(items), "page": 1, "pages": float, "results": float}


def nothing() -> dict[str, Any]:
    """An empty list of most kinds; of images it is page 0 of 0."""
    return {"data": [], "page": 1, "pages": 1, "results": 0}


def linode(status: str, name: str = "{linode}", image: Any = str, **more: Any) -> dict[str, Any]:
    """As in August 2025."""
    return {
        "id": As(name),
        "label": str,
        "group": "",
        "status": status,
        "created": str,
        "updated": str,
        "type": "g6-nanode-1",
        "ipv4": [str],
        "ipv6": str,
        "image": image,
        "region": str,
        "site_type": "core",
        "specs": dict.fromkeys(_SPECS, float),
        "alerts": dict.fromkeys(_ALERTS, float),
        "backups": {
            "enabled": bool,
            "available": bool,
            "schedule": {"day": None, "window": None},
            "last_successful": None,
        },
        "hypervisor": "kvm",
        "watchdog_enabled": True,
        "tags": [],
        "host_uuid": str,
        "has_user_data": False,
        "placement_group": None,
        "disk_encryption": "enabled",
        "lke_cluster_id": None,
        "interface_generation": "legacy_config",
        **more,
    }


def linode_of_2026(status: str, **more: Any) -> dict[str, Any]:
    """As in May 2026: every field, and none besides."""
    document = linode(status, **more)
    alerts = {**document["alerts"], "system_alerts": [], "user_alerts": []}
    newer = {"capabilities": [str], "maintenance_policy": str, "locks": []}
    return Exactly({**document, "alerts": Exactly(alerts), **newer})


def disk(status: str, name: str = "{disk}", filesystem: str = "ext4") -> dict[str, Any]:
    return Exactly(
        {
            "id": As(name),
            "status": status,
            "label": str,
            "created": str,
            "updated": str,
            "filesystem": filesystem,
            "size": float,
            "disk_encryption": "enabled",
        }
    )


def config(name: str = "{config}") -> dict[str, Any]:
    return {
        "id": As(name),
        "label": str,
        "helpers": dict.fromkeys(_HELPERS, bool),
        "kernel": "linode/latest-64bit",
        "comments": "",
        "memory_limit": 0,
        "created": str,
        "updated": str,
        "root_device": "/dev/sda",
        "devices": {f"sd{letter}": None for letter in "abcdefgh"},
        "initrd": None,
        "run_level": "default",
        "virt_mode": "paravirt",
        "interfaces": [],
    }


def image(status: str, **more: Any) -> dict[str, Any]:
    """One's own, as in September 2024."""
    stored = status == "available"
    return {
        "id": As("{image}"),
        "label": str,
        "description": str,
        "created": str,
        "updated": str,
        "size": 0 if status == "pending_upload" else float,
        "created_by": str,
        "type": "manual",
        "tags": [],
        "is_public": False,
        "deprecated": False,
        "vendor": None,
        "expiry": None,
        "eol": None,
        "status": status,
        "capabilities": ["distributed-sites"] if stored else [],
        "regions": [replica("available")] if stored else [],
        "total_size": 0 if status == "pending_upload" else float,
        **more,
    }


def replica(status: str) -> dict[str, Any]:
    return {"region": str, "status": status}


def shareable(status: str, groups: int = 0, *, is_shared: bool = False) -> dict[str, Any]:
    """One's own image, as in late 2025: every field, and none besides."""
    shared_with = {"sharegroup_count": groups, "sharegroup_list_url": str}
    sharing = {"shared_with": shared_with, "shared_by": None}
    return Exactly(image(status, is_shared=is_shared, image_sharing=sharing))


def public_image() -> dict[str, Any]:
    """As in late 2025, where own images and public ones stand in one list."""
    return {
        "id": str,
        "label": str,
        "deprecated": bool,
        "size": float,
        "created": str,
        "updated": str,
        "description": "",
        "created_by": "linode",
        "type": "manual",
        "tags": [],
        "is_public": True,
        "is_shared": False,
        "vendor": str,
        "expiry": None,
        "regions": None,
        "status": "available",
        "image_sharing": None,
    }


def share_group(images: int, *, updated: Any = None) -> dict[str, Any]:
    return Exactly(
        {
            "id": As("{group}"),
            "uuid": As("{group uuid}"),
            "label": str,
            "description": str,
            "is_suspended": False,
            "created": str,
            "updated": updated,
            "expiry": None,
            "images_count": images,
            "members_count": 0,
        }
    )


def shared_image(*, updated: Any = None) -> dict[str, Any]:
    """As its producer sees it."""
    shared_by = {
        "sharegroup_id": float,
        "sharegroup_uuid": str,
        "sharegroup_label": str,
        "source_image_id": str,
    }
    return Exactly(
        {
            **image("available"),
            "id": As("{shared}"),
            "updated": updated,
            "is_shared": None,
            "type": "shared",
            "created_by": None,
            "image_sharing": {"shared_with": None, "shared_by": shared_by},
        }
    )


def event(
    action: str, status: str, second: str | None = None, *, rate: Any = None, **more: Any
) -> dict[str, Any]:
    """As in late 2025, of a Linode: every field, and none besides. `second`: a kind of thing.

    `rate` is that of a clone that has come so far as to have one.
    """
    begun = status in ("started", "finished")
    return Exactly(
        {
            "id": As(f"{{{action}}}"),
            "created": str,
            "seen": False,
            "read": False,
            "percent_complete": 100 if status == "finished" else float,
            "time_remaining": rate,
            "rate": rate,
            "duration": float if begun else None,
            "action": action,
            "username": str,
            "entity": entity("linode"),
            "status": status,
            "secondary_entity": second and entity(second),
            "message": "",
            "details": {},
            **more,
        }
    )


def entity(kind: str) -> dict[str, Any]:
    return Exactly(
        {"label": str, "id": str if kind == "image" else float, "type": kind, "url": str}
    )


def region() -> dict[str, Any]:
    """As in May 2026: every field, and none besides."""
    limits = ("maximum_linodes_per_pg", "maximum_linodes_per_flexible_pg")
    return Exactly(
        {
            "id": str,
            "label": str,
            "country": str,
            "capabilities": [str],
            "monitors": {"alerts": list, "metrics": list},
            "status": "ok",
            "resolvers": {"ipv4": str, "ipv6": str},
            "placement_group_limits": dict.fromkeys(limits, float),
            "site_type": str,
        }
    )


def address(*, public: bool, gateway: Any, rdns: Any) -> dict[str, Any]:
    """An IPv4 address, as in late 2025."""
    return {
        "address": str,
        "gateway": gateway,
        "subnet_mask": str,
        "prefix": float,
        "type": "ipv4",
        "public": public,
        "rdns": rdns,
        "linode_id": float,
        "interface_id": None,
        "region": str,
        "vpc_nat_1_1": None,
        "reserved": False,
        "assigned_entity": entity("linode"),
    }


def address6(*, public: bool) -> dict[str, Any]:
    return {
        "address": str,
        "gateway": str,
        "subnet_mask": str,
        "prefix": 64,
        "type": "ipv6",
        "rdns": None,
        "linode_id": float,
        "region": str,
        "public": public,
    }
