"""A Linode, its addresses, disks and profiles as values of `linode_instance`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Values = dict[str, Any]
Object = Mapping[str, Any]

_AS_IS = (
    "region",
    "type",
    "label",
    "image",
    "group",
    "status",
    "ipv6",
    "host_uuid",
    "has_user_data",
    "watchdog_enabled",
    "disk_encryption",
)
_SPECS = ("disk", "memory", "vcpus", "transfer", "gpus", "accelerated_devices")
_ALERTS = ("cpu", "network_in", "network_out", "transfer_quota", "io")
_HELPERS = ("updatedb_disabled", "distro", "modules_dep", "network", "devtmpfs_automount")
_CONFIG = (
    "id",
    "label",
    "comments",
    "kernel",
    "memory_limit",
    "run_level",
    "virt_mode",
    "root_device",
)
_DEVICES = tuple(f"sd{letter}" for letter in "abcdefgh")

#: Statuses that say whether the Linode is meant to run; the others pass.
_RUNS = {"running": True, "booting": True, "rebooting": True, "offline": False}


def instance_values(
    instance: Object, ips: Object, disks: Iterable[Object], configs: Iterable[Object]
) -> Values:
    """What the API says of a Linode, by attribute name."""
    disks = sorted(disks, key=lambda disk: int(disk["id"]))
    backups = instance.get("backups") or {}
    public, private = _addresses(ips, "public"), _addresses(ips, "private")
    return {
        **{name: instance.get(name) for name in _AS_IS},
        "id": str(instance["id"]),
        "tags": list(instance.get("tags") or []),
        "capabilities": list(instance.get("capabilities") or []),
        "ipv4": list(instance.get("ipv4") or []),
        "ip_address": public[0] if public else "",
        "private_ip_address": private[0] if private else "",
        "specs": [_pick(instance.get("specs") or {}, _SPECS)],
        "alerts": [_pick(instance.get("alerts") or {}, _ALERTS)],
        "backups_enabled": bool(backups.get("enabled")),
        "backups": [_backups(backups)],
        "swap_size": _swap_size(disks),
        "disk": [_pick(disk, ("id", "label", "size", "filesystem")) for disk in disks],
        "config": [
            _config(config, disks) for config in sorted(configs, key=lambda c: int(c["id"]))
        ],
    }


def _swap_size(disks: Iterable[Object]) -> int:
    return sum(disk.get("size") or 0 for disk in disks if disk.get("filesystem") == "swap")


def runs(status: str) -> bool | None:
    """Whether a Linode of this status runs; None while it changes."""
    return _RUNS.get(status)


def _pick(values: Object, names: tuple[str, ...]) -> Values:
    return {name: values.get(name) for name in names}


def _addresses(ips: Object, kind: str) -> list[str]:
    return [item["address"] for item in (ips.get("ipv4") or {}).get(kind) or []]


def _backups(backups: Object) -> Values:
    schedule = backups.get("schedule") or {}
    return {
        "enabled": bool(backups.get("enabled")),
        "available": bool(backups.get("available")),
        "schedule": [_pick(schedule, ("day", "window"))],
    }


def _config(config: Object, disks: Iterable[Object]) -> Values:
    labels = {disk["id"]: disk.get("label") for disk in disks}
    devices = config.get("devices") or {}
    return {
        **_pick(config, _CONFIG),
        "helpers": [_pick(config.get("helpers") or {}, _HELPERS)],
        "devices": [{name: _device(devices.get(name), labels) for name in _DEVICES}],
    }


def _device(device: Object | None, labels: Mapping[int, str | None]) -> list[Values]:
    if device is None:
        return []
    disk_id = device.get("disk_id")
    return [
        {
            "disk_id": disk_id,
            "disk_label": labels.get(disk_id) if disk_id is not None else None,
            "volume_id": device.get("volume_id"),
        }
    ]
