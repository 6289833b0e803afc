"""Disks of a Linode: list, show, create, change, resize, clone, delete, reset the password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks, filters
from ...requests.errors import ApiError
from ...world import events, first_boots, jobs
from ...world.tables import Document, Row
from .. import stackscripts
from ..images import images

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.moment import Moment
    from ...world.tables import Tables

FIELDS = filters.fields("label size", also_sortable="id created updated filesystem status")

_LONGEST_LABEL = 48
_LABEL = checks.text(1, _LONGEST_LABEL, "Label must be between 1 and 48 characters.")
_FILESYSTEMS = ("raw", "swap", "ext3", "ext4", "initrd")
_SECRETS = {
    "root_pass": checks.password,
    "authorized_keys": checks.list_of(checks.text(1, 10_000), high=100),
    "authorized_users": checks.list_of(checks.text(1, 255), high=100),
}
NEW = {
    "label": _LABEL,
    "size": checks.whole(low=1),
    "filesystem": checks.one_of(*_FILESYSTEMS),
    "image": checks.text(1, 255),
    **_SECRETS,
    **stackscripts.DEPLOYED,
}

# Of older documents, and without a meaning here.
_UNUSED = ("read_only",)


def show_list(call: Call, linode: int) -> dict[str, Any]:
    call.own("instance", linode)
    return call.listing("disk", FIELDS, ("parent = ?", (linode,)))


def show(call: Call, linode: int, disk: int) -> dict[str, Any]:
    return call.own("disk", disk, linode).doc


def create(call: Call, linode: int) -> dict[str, Any]:
    owner = call.own("instance", linode)
    given = checks.read(call.body, NEW, {"size": "size is required"}, unused=_UNUSED)
    source = None
    if "image" in given:
        source = images.usable(call, given["image"])
        need_root_access(given)
        need_room(source, given["size"], "size")
    script = stackscripts.chosen(call, given, source)
    # Before its room is measured: a resize under way changes that.
    jobs.need_idle(call.tables, owner)
    need_slots(call, owner, 1)
    _fit(call.tables, owner, given["size"])
    default = f"{source.doc['label']} Disk" if source else "Disk"
    row = add(
        call.moment,
        owner,
        given.get("label", default)[:_LONGEST_LABEL],
        "ext4" if source else given.get("filesystem", "ext4"),
        given["size"],
        source,
    )
    if script:
        stackscripts.remember(call.tables, row, script)
    jobs.start(call.moment, "disk_create", linode=owner, disk=row)
    return call.reread(row).doc


def add(
    moment: Moment,
    linode: Row,
    label: str,
    filesystem: str,
    size: int,
    source: Row | None,
    number: int | None = None,
) -> Row:
    """Insert a disk which is not ready; making it so is the caller's job."""
    number = number or moment.tables.next_number("disk")
    document: Document = {
        "id": number,
        "label": label,
        "status": "not ready",
        "created": moment.wire_now,
        "updated": moment.wire_now,
        "filesystem": filesystem,
        "size": size,
        "disk_encryption": linode.doc["disk_encryption"],
    }
    hidden = {
        "used": source.doc["size"] if source else first_boots.empty(size),
        # Which image it came from, remembered even after the image is gone.
        "image": source.id if source else None,
        "cloud_init": source is not None and images.holds_cloud_init(source),
    }
    row = Row("disk", number, moment.account, linode.id, document, hidden)
    moment.tables.insert(row)
    return row


def copy(moment: Moment, linode: Row, disk: Row, prefix: str = "") -> Row:
    """Insert a disk which holds what another holds, not ready."""
    label = f"{prefix}{disk.doc['label']}"[:_LONGEST_LABEL]
    row = add(moment, linode, label, disk.doc["filesystem"], disk.doc["size"], source=None)
    # A StackScript ran where it was deployed, and runs nowhere else.
    row.hidden = {name: value for name, value in disk.hidden.items() if name != "stackscript"}
    moment.tables.save(row)
    return row


def need_root_access(given: Document) -> None:
    """A disk made from an image needs somebody who can enter it. As recorded, of no field."""
    if not any(given.get(name) for name in _SECRETS):
        raise ApiError(400, "Must provide valid root_pass, authorized_keys, or authorized_users")


def need_room(image: Row, size: int, field: str) -> None:
    if image.doc["size"] > size:
        raise ApiError(400, f"The image needs a disk of {image.doc['size']} MB or more", field)


def need_slots(call: Call, linode: Row, number: int) -> None:
    most = call.world.limits.disks
    if call.tables.count("disk", "parent = ?", (linode.id,)) + number > most:
        raise ApiError(400, f"A Linode may have at most {most} disks")


def allotted(tables: Tables, linode: Row) -> int:
    """MB that the disks of a Linode take together."""
    return sum(row.doc["size"] for row in tables.select("disk", "parent = ?", (linode.id,)))


def _fit(tables: Tables, linode: Row, size: int, field: str | None = "size") -> None:
    if allotted(tables, linode) + size > linode.doc["specs"]["disk"]:
        raise ApiError(400, "Insufficient space on this Linode for a disk of that size", field)


def update(call: Call, linode: int, disk: int) -> dict[str, Any]:
    row = call.own("disk", disk, linode)
    given = checks.read(call.body, {"label": _LABEL}, unused=row.doc)
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    return row.doc


def resize(call: Call, linode: int, disk: int) -> dict[str, Any]:
    owner, row = call.own("instance", linode), call.own("disk", disk, linode)
    size = checks.read(call.body, {"size": checks.whole(low=1)}, {"size": "size is required"})[
        "size"
    ]
    if size < row.hidden["used"]:
        raise ApiError(400, "The disk holds more than that", "size")
    jobs.need_idle(call.tables, owner)
    _fit(call.tables, owner, size - row.doc["size"])
    _need_offline(owner)
    jobs.start(call.moment, "disk_resize", linode=owner, disk=row, args={"size": size})
    return {}


def clone(call: Call, linode: int, disk: int) -> dict[str, Any]:
    """A second disk of the same contents on the same Linode, which may be running."""
    owner, row = call.own("instance", linode), call.own("disk", disk, linode)
    checks.nothing(call.body)
    jobs.need_idle(call.tables, owner)
    need_slots(call, owner, 1)
    _fit(call.tables, owner, row.doc["size"], field=None)
    copied = copy(call.moment, owner, row, "Copy of ")
    jobs.start(call.moment, "disk_duplicate", linode=owner, disk=copied)
    return call.reread(copied).doc


def delete(call: Call, linode: int, disk: int) -> dict[str, Any]:
    owner, row = call.own("instance", linode), call.own("disk", disk, linode)
    jobs.need_idle(call.tables, owner)
    _need_offline(owner)
    jobs.start(call.moment, "disk_delete", linode=owner, disk=row)
    return {}


def reset_password(call: Call, linode: int, disk: int) -> dict[str, Any]:
    """The password is checked and forgotten: nothing here could use it."""
    owner = call.own("instance", linode)
    call.own("disk", disk, linode)
    checks.read(call.body, {"password": checks.password}, {"password": "password is required"})
    jobs.need_idle(call.tables, owner)
    _need_offline(owner)
    events.record_done(call.moment, "password_reset", owner)
    return {}


def _need_offline(linode: Row) -> None:
    if linode.doc["status"] == "running":
        raise ApiError(400, "Linode must be powered off first")
