"""Worlds as files: load one into a new data folder, write one from what is there.

    {"images":  [{"label": "golden", "region": "us-east", "size": 900, "tags": ["base"]}],
     "linodes": [{"label": "web", "region": "us-east", "type": "g6-nanode-1",
                  "image": "linode/debian12", "status": "running"}]}

Everything else has a default; an `id` (a number) may be chosen, so that Terraform states fit. What
is written can be loaded and shows the same images, Linodes, disks and profiles. Not in the file:
events, share groups, uploaded data, and whatever is under way. The same in YAML: worldtext.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import checks, configs, disks, images, instances, lifecycle, regions, worldtext
from .access import Caller
from .call import Call
from .errors import ApiError

if TYPE_CHECKING:
    from .tables import Document, Row, Tables
    from .world import World

_ID = checks.whole(low=1, high=2**40)
_TIME = checks.text(
    19, 19, "Must be a time such as 2026-01-31T12:00:00", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
)
_COMMON = {"id": _ID, "created": _TIME, "updated": _TIME}
_OWNED = {**_COMMON, "account": checks.text(1, 100, pattern=r"[^/].*")}
_IMAGE = {
    **images.NEW,
    **_OWNED,
    "region": checks.text(1, 100),
    "regions": checks.list_of(checks.text(1, 100), high=100),
    "size": checks.whole(low=1),
    "created_by": checks.text(1, 100),
}
_LINODE = {
    **_OWNED,
    **{name: instances.NEW[name] for name in ("label", "region", "type", "image", "tags")},
    **{name: instances.NEW[name] for name in ("group", "disk_encryption", "backups_enabled")},
    "status": checks.one_of("running", "offline"),
    "host_uuid": checks.text(32, 36),
    "has_user_data": checks.flag,
    "watchdog_enabled": checks.flag,
    "ipv4": checks.list_of(checks.text(7, 15, pattern=r"\d+(\.\d+){3}"), low=1, high=100),
    "disks": checks.list_of(checks.mapping, high=50),
    "configs": checks.list_of(checks.mapping, high=50),
}
_DISK = {
    **_COMMON,
    **{name: disks.NEW[name] for name in ("label", "size", "filesystem")},
    "used": checks.whole(low=1),
}
_CONFIG = {**_COMMON, **configs.RULES}


class SeedError(Exception):
    """The file describes no world; the text names the entry and what is wrong with it."""


def read(path: Path) -> Document:
    """A world in JSON, or in YAML where the name ends in .yaml or .yml.

    Raises SeedError for what is no such object, and for YAML without PyYAML; OSError for what
    cannot be read.
    """
    try:
        world = worldtext.parsed(path.read_text(encoding="utf-8"), worldtext.format_of(path))
    except (ValueError, ImportError) as problem:
        raise SeedError(f"{path}: {problem}") from problem
    if not isinstance(world, dict):
        raise SeedError(f"{path}: expected an object with `images` and `linodes`")
    return world


def load(world: World, document: Document) -> bool:
    """Fill a new world, wholly or not at all. False if it has images or Linodes already.

    Raises SeedError.
    """
    unknown = sorted(set(document) - {"images", "linodes"})
    if unknown:
        raise SeedError(f"unknown entry {unknown[0]!r}; there are images, linodes")
    with world.store.write() as tables:
        if not _is_empty(tables):
            return False
        for kind, place in (("images", _place_image), ("linodes", _place_linode)):
            for position, entry in enumerate(_entries(document, kind)):
                _place(world, tables, f"{kind}[{position}]", place, entry)
    return True


def _entries(document: Document, kind: str) -> list[object]:
    entries = document.get(kind, [])
    if not isinstance(entries, list):
        raise SeedError(f"{kind}: expected a list")
    return entries


def _is_empty(tables: Tables) -> bool:
    return not any(tables.count(kind, "account <> ''") for kind in ("image", "instance"))


def _place(world: World, tables: Tables, where: str, place: Any, entry: object) -> None:
    if not isinstance(entry, dict):
        raise SeedError(f"{where}: expected an object")
    try:
        place(_call(world, tables, entry), entry)
    except ApiError as refusal:
        problem = refusal.errors[0]
        raise SeedError(f"{where}: {problem.get('field', '')}: {problem['reason']}") from refusal


def _call(world: World, tables: Tables, entry: Document) -> Call:
    account = str(entry.get("account", "default"))
    caller = Caller(account, str(entry.get("created_by", account)), frozenset("*"))
    call = Call(
        world, method="POST", path="", query={}, x_filter=None, body={}, caller=caller, base_url=""
    )
    call.tables, call.now = tables, world.clock.now()
    return call


def _read(entry: Document, rules: dict[str, checks.Check], required: str) -> Document:
    unknown = sorted(set(entry) - set(rules))
    if unknown:
        raise ApiError(400, f"unknown; there are {', '.join(sorted(rules))}", unknown[0])
    return checks.read(entry, rules, {name: f"{name} is required" for name in required.split()})


def _place_image(call: Call, entry: Document) -> None:
    given = _read(entry, _IMAGE, "label")
    wanted = given.get("regions") or [given.get("region", "us-east")]
    for region in wanted:
        regions.deployable(call, region)
    row = images.new_image(call, given, "available")
    if "id" in given:
        _renumber(row, _number(call, "image", given))
    size = given.get("size", 1)
    row.doc.update(
        size=size,
        total_size=size * len(wanted),
        capabilities=[*row.doc["capabilities"], "distributed-sites"],
        regions=[{"region": region, "status": "available"} for region in wanted],
        **_times(given),
    )
    call.tables.insert(row)


def _renumber(row: Row, number: int) -> None:
    row.id = f"private/{number}"
    row.hidden["number"] = number
    row.doc["id"] = row.id
    shared_with = row.doc["image_sharing"]["shared_with"]
    shared_with["sharegroup_list_url"] = f"/images/{row.id}/sharegroups"


def _place_linode(call: Call, entry: Document) -> None:
    given = _read(entry, _LINODE, "label region type")
    regions.deployable(call, given["region"])
    plan = regions.plan(call, given["type"])
    source = images.usable(call, given["image"]) if "image" in given else None
    row = instances.add(call, given, plan, source, _number(call, "instance", given))
    named = ("host_uuid", "has_user_data", "watchdog_enabled")
    row.doc.update(
        {name: given[name] for name in named if name in given},
        status=given.get("status", "running" if source else "offline"),
        **_times(given),
    )
    call.tables.save(row)
    if "disks" in given or "configs" in given:
        _place_parts(call, row, given, source)
    elif source:
        for disk in instances.deploy(call, row, given, source):
            disk.doc["status"] = "ready"
            call.tables.save(disk)


def _place_parts(call: Call, linode: Row, given: Document, source: Row | None) -> None:
    for entry in given.get("disks", []):
        disk = _read(entry, _DISK, "label size")
        filesystem = disk.get("filesystem", "ext4")
        # A disk without swap and without contents of its own is taken to hold the Linode's image.
        origin = source if filesystem in ("ext3", "ext4") else None
        size, number = disk["size"], _number(call, "disk", disk)
        row = disks.add(call, linode, disk["label"], filesystem, size, origin, number)
        row.hidden["used"] = disk.get("used", row.hidden["used"])
        row.doc.update(status="ready", **_times(disk))
        call.tables.save(row)
    for entry in given.get("configs", []):
        config = configs.checked(call, int(linode.id), _read(entry, _CONFIG, "label devices"))
        row = configs.add(call, linode, config, _number(call, "config", config))
        row.doc.update(_times(config))
        call.tables.save(row)


def _number(call: Call, kind: str, given: Document) -> int:
    if "id" not in given:
        return call.tables.next_number(kind)
    id = f"private/{given['id']}" if kind == "image" else given["id"]
    if call.tables.find(kind, id):
        raise ApiError(400, "used twice", "id")
    return call.tables.take_number(kind, given["id"])


def _times(given: Document) -> Document:
    times: Document = {name: given[name] for name in ("created", "updated") if name in given}
    return {"updated": times["created"], **times} if "created" in times else times


def export(world: World) -> Document:
    """The world as `load` takes it; what is under way is left out, or shown as it will end."""
    with world.store.write() as tables:
        lifecycle.advance(tables, world.clock.now())
    with world.store.read() as tables:
        return {
            "images": [_image_out(row) for row in _own(tables, "image") if _settled(row)],
            "linodes": [_linode_out(tables, row) for row in _own(tables, "instance")],
        }


def _own(tables: Tables, kind: str) -> list[Row]:
    """Things of accounts; neither public ones nor entries of share groups."""
    rows = tables.select(kind, "account <> '' AND account NOT LIKE '/%'")
    return [row for row in rows if row.doc["status"] != "deleting"]


def _settled(row: Row) -> bool:
    status: str = row.doc["status"]
    return status == "available"


def _image_out(row: Row) -> Document:
    names = ("label", "description", "tags", "size", "created", "updated", "created_by")
    staying = ("available", "creating", "replicating", "pending replication")
    return {
        "id": row.hidden["number"],
        "account": row.account,
        **{name: row.doc[name] for name in names},
        "cloud_init": "cloud-init" in row.doc["capabilities"],
        "regions": [e["region"] for e in row.doc["regions"] if e["status"] in staying],
    }


def _linode_out(tables: Tables, row: Row) -> Document:
    names = (
        *("id", "label", "group", "region", "type", "image", "tags", "created", "updated"),
        *("disk_encryption", "host_uuid", "has_user_data", "watchdog_enabled", "ipv4"),
    )
    off = row.doc["status"] in ("offline", "shutting_down")
    # An image that is gone by now cannot be named in a new world.
    kept = tables.find("image", row.doc["image"]) if row.doc["image"] else None
    return {
        "account": row.account,
        **{name: row.doc[name] for name in names},
        "image": kept.id if kept else None,
        "status": "offline" if off else "running",
        "backups_enabled": row.doc["backups"]["enabled"],
        "disks": [_disk_out(disk) for disk in tables.select("disk", "parent = ?", (row.id,))],
        "configs": [_config_out(c) for c in tables.select("config", "parent = ?", (row.id,))],
    }


def _disk_out(row: Row) -> Document:
    names = ("id", "label", "size", "filesystem", "created", "updated")
    return {**{name: row.doc[name] for name in names}, "used": row.hidden["used"]}


def _config_out(row: Row) -> Document:
    return {name: row.doc[name] for name in (*_CONFIG,) if name in row.doc}
