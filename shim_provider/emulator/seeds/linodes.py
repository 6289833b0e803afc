"""Linodes in a world's file, with their addresses, disks and configuration profiles."""

from __future__ import annotations

import contextlib
from ipaddress import IPv6Interface
from typing import TYPE_CHECKING

from ..api.images.images import holds_cloud_init
from ..api.instructions import script_switches_off
from ..api.linodes import configs, disks, instances, types
from ..requests import checks
from ..world import addresses
from . import entry, images
from .entry import Entry, Field

if TYPE_CHECKING:
    from ..world.moment import Moment
    from ..world.tables import Document, Row, Tables
    from .entry import Loading


def _is_ipv6(value: object) -> str | None:
    try:
        return None if isinstance(value, str) and IPv6Interface(value) else "no address"
    except ValueError:
        return "no address"


_PLAN = Field(checks.text(1, 100), "the name of a plan such as g6-nanode-1")
_IMAGE = Field(checks.text(1, 255), "the id of an image")
_ADDRESSES = Field(
    checks.list_of(checks.text(7, 15), low=1, low_reason="none", high=100),
    "a list of one IPv4 address or more",
)
_LABEL = Field(
    instances.NEW["label"],
    "a text of 3 to 64 letters, digits, - _ and . that begins with a letter, none of - _ . doubled",
)
_FIELDS = {
    "id": entry.ID,
    "account": entry.ACCOUNT,
    "label": _LABEL,
    "group": Field(checks.text(0, 50), "a text of 50 characters at most"),
    "region": images.REGION,
    "type": _PLAN,
    "image": _IMAGE,
    "status": Field(checks.one_of("running", "offline"), "running or offline"),
    "tags": entry.TAGS,
    "ipv4": _ADDRESSES,
    "rdns": Field(checks.mapping, "an object, address: name"),
    "ipv6": Field(_is_ipv6, "an IPv6 address with its length, such as 2001:db8::1/128"),
    "disk_encryption": Field(instances.NEW["disk_encryption"], "enabled or disabled"),
    "backups_enabled": entry.FLAG,
    "backup_schedule": Field(checks.mapping, "an object with day and window"),
    "alerts": Field(checks.mapping, "an object with cpu, io and others of the API's"),
    "maintenance_policy": entry.TEXT,
    "watchdog_enabled": entry.FLAG,
    "has_user_data": entry.FLAG,
    "switches_off": entry.FLAG,
    "host_uuid": Field(checks.text(32, 36), "a text of 32 to 36 characters"),
    "disks": entry.LIST,
    "configs": entry.LIST,
    **entry.TIMES,
}
_ALERT = Field(checks.whole(), "a whole number, 0 or more")
_ALERTS = {name: _ALERT for name, value in instances.ALERTS.items() if isinstance(value, int)}
_SCHEDULE = {"day": entry.TEXT, "window": entry.TEXT}
_DISK = {
    "id": entry.ID,
    "label": Field(disks.NEW["label"], "a text of 1 to 48 characters"),
    "size": Field(disks.NEW["size"], "a whole number of MB, 1 or more"),
    "filesystem": Field(disks.NEW["filesystem"], "one of raw, swap, ext3, ext4, initrd"),
    "image": Field(checks.text(0, 255), "the id of an image, or an empty text for none"),
    "used": Field(checks.whole(low=1), "a whole number of MB, 1 or more"),
    "stackscript": Field(entry.ID.check, "the id of a StackScript"),
    "switches_off": entry.FLAG,
    "cloud_init": entry.FLAG,
    "had_first_boot": entry.FLAG,
    **entry.TIMES,
}
_CONFIG_WORDS = {
    "label": "a text of 1 to 48 characters",
    "devices": 'an object such as {"sda": {"disk_id": 1}}',
    "kernel": "the name of a kernel such as linode/latest-64bit",
    "comments": "a text of 65535 characters at most",
    "memory_limit": "a whole number of MB, 0 or more",
    "root_device": "a path such as /dev/sda",
    "run_level": "one of default, single, binbash",
    "virt_mode": "paravirt or fullvirt",
    "helpers": "an object, helper: true or false",
    "interfaces": "a list of 3 objects at most",
}
_CONFIG = {
    "id": entry.ID,
    **{name: Field(check, _CONFIG_WORDS[name]) for name, check in configs.RULES.items()},
    **entry.TIMES,
}
_SET = ("ipv6", "host_uuid", "has_user_data", "watchdog_enabled", "maintenance_policy")
_HOLD_IMAGES = ("ext3", "ext4")


def claim_addresses(tables: Tables, given: Document) -> None:
    """So that no Linode without addresses gets one of this entry."""
    values = given.get("ipv4")
    if _ADDRESSES.check(values) is None:
        for address in values or []:
            # What is no address is told when the entry is placed.
            with contextlib.suppress(ValueError):
                addresses.pass_over(tables, address)


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "label region type")
    given, moment = read.given, loading.moment(read.given)
    images.need_region(loading, read, "region", given["region"])
    source = images.named(loading, read, moment.account) if "image" in given else None
    plan = _plan(moment, read)
    _need_new_label(moment, read)
    with read.checked():
        row = instances.add(moment, given, plan, source, loading.number("instance", read))
    _set(moment, row, read)
    if "disks" in given or "configs" in given:
        for place, each in entry.entries(f"{where}.disks", given.get("disks", [])):
            _place_disk(loading, moment, row, place, each)
        for place, each in entry.entries(f"{where}.configs", given.get("configs", [])):
            _place_config(loading, moment, row, place, each)
    elif source:
        for disk in instances.deploy(moment, row, given, source):
            disk.doc["status"] = "ready"
            moment.tables.save(disk)
    elif "image" in given:
        raise read.wrong("disks", "the disks of a Linode whose image is deleted", "add them")


def _plan(moment: Moment, read: Entry) -> Row:
    if moment.tables.find("type", read.given["type"]) is None:
        raise read.wrong("type", _PLAN.expected, "see GET /v4/linode/types")
    return types.plan(moment.tables, read.given["type"])


def _need_new_label(moment: Moment, read: Entry) -> None:
    if instances.has_label(moment, read.given["label"]):
        raise read.wrong("label", "a label no other Linode of the account has", "choose another")


def _set(moment: Moment, row: Row, read: Entry) -> None:
    """What the API does not take from whoever creates a Linode."""
    given = read.given
    row.doc.update(
        {name: given[name] for name in _SET if name in given},
        image=given.get("image"),
        status=given.get("status", "running" if "image" in given else "offline"),
        **entry.times(given),
    )
    for name, fields, target in (
        ("alerts", _ALERTS, row.doc["alerts"]),
        ("backup_schedule", _SCHEDULE, row.doc["backups"]["schedule"]),
    ):
        target.update(entry.read(f"{read.place}.{name}", given.get(name, {}), fields).given)
    # Whether the user data end so: they themselves are in no file.
    row.hidden["switches_off"] = given.get("switches_off", False)
    moment.tables.save(row)
    _name_addresses(moment, row, read)


def _name_addresses(moment: Moment, row: Row, read: Entry) -> None:
    names = dict.fromkeys(row.doc["ipv4"], entry.TEXT)
    given = entry.read(f"{read.place}.rdns", read.given.get("rdns", {}), names).given
    for held in moment.tables.select("address", "parent = ?", (row.id,)):
        if held.id in given:
            held.doc["rdns"] = given[held.id]
            moment.tables.save(held)


def _place_disk(loading: Loading, moment: Moment, linode: Row, where: str, value: object) -> None:
    read = entry.read(where, value, _DISK, "label size")
    given = {"filesystem": "ext4", **read.given}
    given.setdefault("image", _likely_image(linode.doc, given["filesystem"]))
    source = None
    if given["image"]:
        source = images.named(loading, Entry(where, given), moment.account)
    number = loading.number("disk", read)
    row = disks.add(
        moment, linode, given["label"], given["filesystem"], given["size"], source, number
    )
    row.hidden.update(image=given["image"] or None, used=given.get("used", row.hidden["used"]))
    row.hidden["cloud_init"] = given.get("cloud_init", row.hidden["cloud_init"])
    if given.get("had_first_boot"):
        row.hidden["first_boot_as"] = linode.id
    row.hidden.update(_script(moment, read))
    row.doc.update(status="ready", **entry.times(given))
    moment.tables.save(row)


def _script(moment: Moment, read: Entry) -> Document:
    """With which the disk was deployed, and whether that ends by switching the Linode off.

    It may have been changed since, or be gone.
    """
    number = read.given.get("stackscript")
    if number is not None and moment.tables.find("stackscript", number) is None:
        raise read.wrong("stackscript", _DISK["stackscript"].expected, "add it to stackscripts")
    off = read.given.get("switches_off", _ends_off(moment.tables, number))
    held = {**({"id": number} if number else {}), **({"switches_off": True} if off else {})}
    return {"stackscript": held} if held else {}


def _ends_off(tables: Tables, script: int | None) -> bool:
    row = tables.find("stackscript", script or 0)
    return row is not None and script_switches_off(row.doc["script"])


def _likely_image(linode: Document, filesystem: str) -> str:
    """A disk that can hold an image is taken to hold the Linode's, unless it says otherwise."""
    return (linode["image"] or "") if filesystem in _HOLD_IMAGES else ""


def _place_config(loading: Loading, moment: Moment, linode: Row, where: str, value: object) -> None:
    read = entry.read(where, value, _CONFIG, "label devices")
    own = {name: value for name, value in read.given.items() if name in configs.RULES}
    with read.checked():
        config = configs.checked(moment.tables, int(linode.id), own)
    row = configs.add(moment, linode, config, loading.number("config", read))
    row.doc.update(entry.times(read.given))
    moment.tables.save(row)


def written(tables: Tables, row: Row) -> Document:
    doc = row.doc
    plain = ("label", "group", "region", "type", "image", "status", "tags", "ipv4")
    held = _parts(tables, "address", row)
    own_disks = _parts(tables, "disk", row)
    return entry.lean(
        {
            "id": row.id,
            "account": row.account,
            **{name: doc[name] for name in plain},
            "rdns": {str(a.id): a.doc["rdns"] for a in held if a.doc["rdns"] != _first_name(a)},
            "disk_encryption": doc["disk_encryption"],
            "backups_enabled": doc["backups"]["enabled"],
            "backup_schedule": _but(doc["backups"]["schedule"], {"day": None, "window": None}),
            "alerts": _but(doc["alerts"], instances.ALERTS),
            "switches_off": row.hidden.get("switches_off", False),
            **{name: doc[name] for name in (*_SET, *entry.TIMES)},
            "disks": [_disk(tables, each, doc) for each in own_disks],
            "configs": [
                _config(each, {disk.id for disk in own_disks})
                for each in _parts(tables, "config", row)
            ],
        },
        group="",
        image=None,
        tags=[],
        rdns={},
        ipv6=addresses.slaac(int(row.id), doc["region"]),
        disk_encryption="enabled",
        backups_enabled=False,
        backup_schedule={},
        alerts={},
        has_user_data=False,
        switches_off=False,
        watchdog_enabled=True,
        maintenance_policy="linode/power_off_on",
    )


def _parts(tables: Tables, kind: str, row: Row) -> list[Row]:
    return list(tables.select(kind, "parent = ?", (row.id,)))


def _first_name(address: Row) -> str | None:
    return addresses.first_name(str(address.id), public=address.doc["public"])


def _but(values: Document, defaults: Document) -> Document:
    return {name: value for name, value in values.items() if value != defaults[name]}


def _disk(tables: Tables, row: Row, linode: Document) -> Document:
    """A disk may outlive the StackScript it was deployed with: one that is gone is not written."""
    doc, script = row.doc, row.hidden.get("stackscript", {})
    number = script.get("id", 0) if tables.find("stackscript", script.get("id", 0)) else None
    source = tables.find("image", row.hidden["image"] or "")
    return entry.lean(
        {
            **{name: doc[name] for name in ("id", "label", "size", "filesystem")},
            "image": row.hidden["image"] or "",
            "used": row.hidden["used"],
            "stackscript": number,
            "switches_off": script.get("switches_off", False),
            "cloud_init": row.hidden.get("cloud_init", False),
            "had_first_boot": row.hidden.get("first_boot_as") == row.parent,
            **{name: doc[name] for name in entry.TIMES},
        },
        filesystem="ext4",
        stackscript=None,
        switches_off=_ends_off(tables, number),
        cloud_init=source is not None and holds_cloud_init(source),
        had_first_boot=False,
        image=_likely_image(linode, doc["filesystem"]),
    )


def _config(row: Row, disks: set[str | int]) -> Document:
    """A profile may outlive its disks: those that are gone are not written."""
    doc = row.doc
    return entry.lean(
        {
            **{name: doc[name] for name in _CONFIG},
            "devices": {
                name: {"disk_id": device["disk_id"]}
                for name, device in doc["devices"].items()
                if device and device["disk_id"] in disks
            },
            "helpers": {name: on for name, on in doc["helpers"].items() if not on},
        },
        kernel="linode/latest-64bit",
        comments="",
        memory_limit=0,
        root_device="/dev/sda",
        run_level="default",
        virt_mode="paravirt",
        helpers={},
        interfaces=[],
    )


def images_named(tables: Tables) -> list[str]:
    """Ids of all images from which a Linode or one of its disks was made."""
    linodes = (row.doc["image"] for row in tables.select("instance", "1"))
    of_disks = (row.hidden["image"] for row in tables.select("disk", "1"))
    return [id for id in (*linodes, *of_disks) if id]
