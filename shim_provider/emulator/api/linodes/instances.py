"""Linodes: list, show, create, change, delete, backups, password; and what a deployment brings."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from ...requests import checks, filters
from ...requests.errors import ApiError, invalid
from ...world import addresses, events, jobs
from ...world.tables import Document, Row
from .. import instructions, regions, stackscripts, tags
from ..images import images
from . import configs, disks, power, types
from .kernels import need_kernel

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.moment import Moment

FIELDS = filters.fields(
    "id label group region image interface_generation",
    lists="ipv4 tags",
    also_sortable="created updated status type",
)

_LABEL_FORM = re.compile(r"[a-zA-Z](?:[a-zA-Z0-9]|[-_.](?![-_.]))*(?<![-_.])")
_SWAP = 512
_KEYS = checks.list_of(checks.text(1, 10_000), high=100)


def _label(value: object) -> str | None:
    if not isinstance(value, str):
        return "Must be a string."
    if not 3 <= len(value) <= 64:
        return "Label must be between 3 and 64 characters"
    if not _LABEL_FORM.fullmatch(value):
        return (
            "Label must begin with a letter and may only contain letters, numbers, dashes,"
            " underscores and periods, none of these doubled"
        )
    return None


_CHANGE = {
    "label": _label,
    "group": checks.text(0, 50),
    "tags": checks.tags,
    "watchdog_enabled": checks.flag,
    "alerts": checks.mapping,
    "backups": checks.mapping,
    "maintenance_policy": checks.text(1, 50),
}
NEW = {
    "region": checks.text(1, 100),
    "type": checks.text(1, 100),
    "label": _label,
    "group": checks.text(0, 50),
    "tags": checks.tags,
    "image": checks.text(1, 255),
    "root_pass": checks.password,
    "authorized_keys": _KEYS,
    "authorized_users": _KEYS,
    "booted": checks.flag,
    "swap_size": checks.whole(),
    "boot_size": checks.whole(low=1),
    "kernel": checks.text(1, 255),
    "private_ip": checks.flag,
    "backups_enabled": checks.flag,
    "metadata": checks.mapping,
    "disk_encryption": checks.one_of("enabled", "disabled"),
    "firewall_id": checks.whole(low=-1),
    "maintenance_policy": checks.text(1, 50),
    "alerts": checks.mapping,
    **stackscripts.DEPLOYED,
}

# Documented, and without a meaning here: networks, backups and placement are not emulated.
_UNUSED = (
    *("backup_id", "interfaces", "interface_generation", "network_helper", "placement_group"),
    "ipv4",
)
ALERTS = {
    "cpu": 90,
    "network_in": 10,
    "network_out": 10,
    "transfer_quota": 80,
    "io": 10000,
    "system_alerts": [],
    "user_alerts": [],
}


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("instance", FIELDS, ("account = ?", (call.account,)))


def show(call: Call, linode: int) -> dict[str, Any]:
    return call.own("instance", linode).doc


def create(call: Call) -> dict[str, Any]:
    required = {"region": "region is required", "type": "type is required"}
    given = checks.read(call.body, NEW, required, unused=_UNUSED)
    plan = types.place(call, given["region"], given["type"])
    source = _source(call, given, plan)
    script = stackscripts.chosen(call, given, source)
    if "alerts" in given:
        given["alerts"] = _merged("alerts", ALERTS, given["alerts"])
    need_new_label(call.moment, given.get("label"))
    row = add(call.moment, given, plan, source)
    made = deploy(call.moment, row, given, source, script) if source else []
    jobs.start(
        call.moment, "linode_create", linode=row, image=source, args={"disks": [d.id for d in made]}
    )
    if source and given.get("booted", True):
        power.start_boot(call, row)
    return call.reread(row).doc


def _source(call: Call, given: Document, plan: Row) -> Row | None:
    if "image" in given:
        return deployable(call, given, plan)
    need_kernel(call.tables, given)
    if given.get("booted"):
        raise ApiError(400, "Cannot boot a Linode that has no image", "booted")
    return None


def deployable(call: Call, given: Document, plan: Row) -> Row:
    """The image to deploy, checked against the plan and what else is given."""
    image = images.usable(call, given["image"])
    disks.need_root_access(given)
    room = plan.doc["disk"] - given.get("swap_size", _SWAP)
    if room < 1:
        raise ApiError(400, "swap_size leaves no room on this plan", "swap_size")
    if given.get("boot_size", 0) > room:
        raise ApiError(400, "boot_size leaves no room on this plan", "boot_size")
    field = "boot_size" if "boot_size" in given else "type"
    disks.need_room(image, given.get("boot_size", room), field)
    need_kernel(call.tables, given)
    return image


def add(
    moment: Moment, given: Document, plan: Row, source: Row | None, number: int | None = None
) -> Row:
    """Insert a Linode being provisioned, with its addresses and without disks."""
    number = number or moment.tables.next_number("instance")
    told = instructions.read_metadata(given.get("metadata", {}))
    document = {
        "id": number,
        "label": given.get("label", f"linode{number}"),
        "group": given.get("group", ""),
        "status": "provisioning",
        "created": moment.wire_now,
        "updated": moment.wire_now,
        "type": plan.id,
        "ipv4": [],
        "ipv6": addresses.slaac(number, given["region"]),
        "image": source.id if source else None,
        "region": given["region"],
        "site_type": regions.site_type(moment.tables, given["region"]),
        "specs": specs(plan.doc),
        "alerts": {**ALERTS, **given.get("alerts", {})},
        "backups": {
            "enabled": given.get("backups_enabled", False),
            "available": False,
            "schedule": {"day": None, "window": None},
            "last_successful": None,
        },
        "hypervisor": "kvm",
        "watchdog_enabled": True,
        "tags": tags.ordered(given.get("tags", [])),
        "host_uuid": uuid.uuid4().hex,
        "has_user_data": told.anything,
        "placement_group": None,
        "disk_encryption": given.get("disk_encryption", "enabled"),
        "lke_cluster_id": None,
        "capabilities": ["Block Storage Encryption"],
        "interface_generation": "legacy_config",
        "maintenance_policy": given.get("maintenance_policy", "linode/power_off_on"),
        "locks": [],
    }
    hidden = {"switches_off": told.off}
    row = Row("instance", number, moment.account, None, document, hidden)
    if "ipv4" in given:
        for address in given["ipv4"]:
            addresses.place(moment.tables, row, address)
    else:
        addresses.assign(moment.tables, row, public=True)
    if given.get("private_ip"):
        addresses.assign(moment.tables, row, public=False)
    moment.tables.insert(row)
    return row


def specs(plan: Document) -> Document:
    names = ("disk", "memory", "vcpus", "gpus", "transfer", "accelerated_devices")
    return {name: plan[name] for name in names}


def deploy(
    moment: Moment, linode: Row, given: Document, source: Row, script: Document | None = None
) -> list[Row]:
    """The disks and the configuration that a deployment from an image brings."""
    swap = given.get("swap_size", _SWAP)
    size = given.get("boot_size", linode.doc["specs"]["disk"] - swap)
    made = [disks.add(moment, linode, f"{source.doc['label']} Disk"[:48], "ext4", size, source)]
    if script:
        stackscripts.remember(moment.tables, made[0], script)
    if swap:
        made.append(disks.add(moment, linode, f"{swap} MB Swap Image", "swap", swap, None))
    devices = {
        name: {"disk_id": disk.id, "volume_id": None}
        for name, disk in zip(configs.DEVICES, made, strict=False)
    }
    label = f"My {source.doc['label']} Disk Profile"[:48]
    kernel = {name: given[name] for name in ("kernel",) if name in given}
    configs.add(moment, linode, {"label": label, "devices": devices, **kernel})
    return made


def update(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    given = checks.read(call.body, _CHANGE, unused=row.doc)
    if given.get("label") != row.doc["label"]:
        need_new_label(call.moment, given.get("label"))
    if "tags" in given:
        given["tags"] = tags.ordered(given["tags"])
    for name in ("alerts", "backups"):
        if name in given:
            given[name] = _merged(name, row.doc[name], given[name])
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    events.record_done(call.moment, "linode_update", row)
    return row.doc


def _merged(field: str, old: Document, new: Document) -> Document:
    """Alerts are numbers; of the backups only the schedule can be changed here."""
    if stray := checks.unknown(new, old, f"{field}."):
        raise invalid(stray)
    if field == "backups":
        schedule = new.get("schedule") or {}
        if not isinstance(schedule, dict):
            raise ApiError(400, "Must be an object.", "backups.schedule")
        if stray := checks.unknown(schedule, ("day", "window"), "backups.schedule."):
            raise invalid(stray)
        if not all(v is None or (isinstance(v, str) and len(v) < 20) for v in schedule.values()):
            raise ApiError(400, "Must be a string.", "backups.schedule")
        return {**old, "schedule": {**old["schedule"], **schedule}}
    numbers = {k: v for k, v in new.items() if k in ALERTS and not k.endswith("_alerts")}
    for name, value in numbers.items():
        if reason := checks.whole()(value):
            raise ApiError(400, reason, f"alerts.{name}")
    return {**old, **numbers}


def need_new_label(moment: Moment, label: str | None) -> None:
    if label is not None and has_label(moment, label):
        raise ApiError(400, "Label must be unique among your linodes", "label")


def has_label(moment: Moment, label: str) -> bool:
    """Whether a Linode of the account has it."""
    same = "account = ? AND json_extract(doc, '$.label') = ?"
    return moment.tables.count("instance", same, (moment.account, label)) > 0


def delete(call: Call, linode: int) -> dict[str, Any]:
    """Allowed at any time; whatever is under way is dropped, and images being captured with it."""
    row = call.own("instance", linode)
    if row.doc["status"] != "deleting":
        jobs.cancel(call.tables, "linode = ?", (linode,), call.now, "The Linode was deleted.")
        jobs.start(call.moment, "linode_delete", linode=row)
    return {}


def reset_password(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    rules = {"root_pass": checks.password}
    checks.read(call.body, rules, {"root_pass": "root_pass is required"})
    jobs.need_idle(call.tables, row)
    if row.doc["status"] != "offline":
        raise ApiError(400, "Linode must be powered off first")
    events.record_done(call.moment, "password_reset", row)
    return {}


def enable_backups(call: Call, linode: int) -> dict[str, Any]:
    return _set_backups(call, linode, True, "backups_enable")


def cancel_backups(call: Call, linode: int) -> dict[str, Any]:
    return _set_backups(call, linode, False, "backups_cancel")


def _set_backups(call: Call, linode: int, enabled: bool, action: str) -> dict[str, Any]:
    checks.nothing(call.body)
    row = call.own("instance", linode)
    row.doc["backups"]["enabled"] = enabled
    call.tables.save(row)
    events.record_done(call.moment, action, row)
    return {}
