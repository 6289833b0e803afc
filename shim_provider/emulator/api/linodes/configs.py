"""Configuration profiles: which disk is which device when a Linode boots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks, filters
from ...requests.errors import ApiError, invalid
from ...world import events
from ...world.tables import Document, Row, Tables
from .kernels import need_kernel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...requests.call import Call
    from ...world.moment import Moment

FIELDS = filters.fields("label", also_sortable="id created updated")

DEVICES = tuple(f"sd{letter}" for letter in "abcdefgh")
_HELPERS = ("updatedb_disabled", "distro", "modules_dep", "network", "devtmpfs_automount")
RULES = {
    "label": checks.text(1, 48, "Label must be between 1 and 48 characters."),
    "devices": checks.mapping,
    "kernel": checks.text(1, 255),
    "comments": checks.text(0, 65535),
    "memory_limit": checks.whole(),
    "root_device": checks.text(1, 255),
    "run_level": checks.one_of("default", "single", "binbash"),
    "virt_mode": checks.one_of("paravirt", "fullvirt"),
    "helpers": checks.mapping,
    "interfaces": checks.list_of(checks.mapping, high=3),
}

# What a client sends back as it got it; linodego's name for `initrd` is `init_rd`.
_UNUSED = ("id", "created", "updated", "initrd", "init_rd")


def show_list(call: Call, linode: int) -> dict[str, Any]:
    call.own("instance", linode)
    return call.listing("config", FIELDS, ("parent = ?", (linode,)))


def show(call: Call, linode: int, config: int) -> dict[str, Any]:
    return call.own("config", config, linode).doc


def create(call: Call, linode: int) -> dict[str, Any]:
    owner = call.own("instance", linode)
    given = _read(call, linode, {"label": "label is required", "devices": "devices is required"})
    row = add(call.moment, owner, given)
    events.record_done(call.moment, "linode_config_create", owner, row)
    return row.doc


def add(moment: Moment, linode: Row, given: Document, number: int | None = None) -> Row:
    number = number or moment.tables.next_number("config")
    document: Document = {
        "id": number,
        "label": given["label"],
        "helpers": {**dict.fromkeys(_HELPERS, True), **given.get("helpers", {})},
        "kernel": given.get("kernel", "linode/latest-64bit"),
        "comments": given.get("comments", ""),
        "memory_limit": given.get("memory_limit", 0),
        "created": moment.wire_now,
        "updated": moment.wire_now,
        "root_device": given.get("root_device", "/dev/sda"),
        "devices": {**dict.fromkeys(DEVICES), **given["devices"]},
        "initrd": None,
        "run_level": given.get("run_level", "default"),
        "virt_mode": given.get("virt_mode", "paravirt"),
        "interfaces": given.get("interfaces", []),
    }
    row = Row("config", number, moment.account, linode.id, document, {})
    moment.tables.insert(row)
    return row


def copy(moment: Moment, linode: Row, config: Row, disks: Mapping[int, int]) -> None:
    """The same profile for another Linode. `disks`: number of a disk -> that of its copy."""
    devices = {name: _copied(device, disks) for name, device in config.doc["devices"].items()}
    add(moment, linode, {**config.doc, "devices": devices})


def _copied(device: Document | None, disks: Mapping[int, int]) -> Document | None:
    """None also for a disk that is gone: a profile may outlive its disks."""
    number = disks.get(device["disk_id"]) if device else None
    return {"disk_id": number, "volume_id": None} if number else None


def update(call: Call, linode: int, config: int) -> dict[str, Any]:
    owner, row = call.own("instance", linode), call.own("config", config, linode)
    given = _read(call, linode, {})
    if "devices" in given:
        given["devices"] = {**dict.fromkeys(DEVICES), **given["devices"]}
    if "helpers" in given:
        given["helpers"] = {**row.doc["helpers"], **given["helpers"]}
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    events.record_done(call.moment, "linode_config_update", owner, row)
    return row.doc


def delete(call: Call, linode: int, config: int) -> dict[str, Any]:
    owner, row = call.own("instance", linode), call.own("config", config, linode)
    call.tables.delete("config", row.id)
    events.record_done(call.moment, "linode_config_delete", owner, row)
    return {}


def _read(call: Call, linode: int, required: dict[str, str]) -> Document:
    return checked(call.tables, linode, checks.read(call.body, RULES, required, unused=_UNUSED))


def checked(tables: Tables, linode: int, given: Document) -> Document:
    """Refuse unknown kernels and helpers, and disks of other Linodes."""
    need_kernel(tables, given)
    for name, value in given.get("helpers", {}).items():
        if name not in _HELPERS or checks.flag(value):
            raise ApiError(400, "Must be a known helper, true or false.", f"helpers.{name[:50]}")
    if "devices" in given:
        given["devices"] = _devices(tables, linode, given["devices"])
    return given


def _devices(tables: Tables, linode: int, devices: Document) -> Document:
    return {name: _device(tables, linode, name, entry) for name, entry in devices.items()}


def _device(tables: Tables, linode: int, name: str, entry: object) -> Document | None:
    field = f"devices.{name[:50]}"
    if name not in DEVICES:
        raise ApiError(400, "There is no such device.", field)
    if entry is None:
        return None
    number = entry.get("disk_id") if isinstance(entry, dict) else None
    if isinstance(entry, dict):
        if stray := checks.unknown(entry, ("disk_id", "volume_id"), f"{field}."):
            raise invalid(stray)
        if number is None:
            return None
    disk = tables.find("disk", number) if checks.whole()(number) is None else None  # type: ignore[arg-type]
    if disk is None or disk.parent != linode:
        raise ApiError(400, "disk_id is not valid", f"{field}.disk_id")
    return {"disk_id": disk.id, "volume_id": None}
