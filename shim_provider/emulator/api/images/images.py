"""Images: list, show, capture from a disk, change, delete. Uploads and replicas have own files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks, filters
from ...requests.access import invalid_token, unauthorized
from ...requests.errors import ApiError, not_found
from ...world import events, jobs, sharing
from ...world.images import forget_image
from ...world.limits import MIB
from ...world.tables import Document, Row
from .. import tags
from ..regions import store_of_capture

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.moment import Moment

FIELDS = filters.fields(
    "label is_public is_shared deprecated size status type vendor",
    lists="tags",
    also_sortable="id created updated created_by description",
    not_sortable="status",
    objects={"regions": "region"},
)

_LABEL = checks.text(
    1,
    50,
    "Label must be between 1 and 50 characters.",
    r"[\w,.?\-'\s]+",
    "Image labels cannot contain special characters.",
)
NEW = {
    "label": _LABEL,
    "description": checks.text(0, 65000, "Length must be 65000 characters or less."),
    "cloud_init": checks.flag,
    "tags": checks.tags,
}
_CAPTURE = {**NEW, "disk_id": checks.whole()}
_CHANGE = {name: NEW[name] for name in ("label", "description", "tags")}


# As the tests of Linode's Python SDK say: new ones are on top of the list, public ones below.
_NEWEST_FIRST = "account = '', CASE account WHEN '' THEN seq ELSE -seq END"

# File systems whose disks can be captured; a raw disk cannot (linode/docs issue 2324).
_CAPTURABLE = ("ext3", "ext4")


def audience(call: Call) -> list[str]:
    """Owners of everything the caller may look at: the public, the account, groups joined."""
    if call.anonymous:
        return [""]
    tokens = call.tables.select("sharetoken", "account = ?", (call.account,))
    groups = [token.hidden["group"] for token in tokens if token.hidden["group"] is not None]
    return ["", call.account, *map(sharing.owner, groups)]


def show_list(call: Call) -> dict[str, Any]:
    """Public images; with a token, the account's own too."""
    owners = audience(call)
    marks = ", ".join("?" * len(owners))
    return call.listing(
        "image",
        FIELDS,
        (f"account IN ({marks})", owners),
        lambda row: sharing.shown(call.tables, row),
        _NEWEST_FIRST,
    )


def show(call: Call, image: str) -> dict[str, Any]:
    """Raises ApiError 404 for what is not there or not the caller's, 401 without a token."""
    row = call.tables.find("image", image)
    if row is None or row.account not in audience(call):
        if row is not None and call.anonymous:
            raise invalid_token()
        raise not_found()
    return sharing.shown(call.tables, row)


def usable(call: Call, image: str, field: str = "image") -> Row:
    """An image to deploy from. Raises ApiError 400 unless it is there and available."""
    row = call.tables.find("image", image)
    if row is None or row.account not in audience(call):
        raise ApiError(400, "image is not valid", field)
    row.doc = sharing.shown(call.tables, row)
    if row.doc["status"] != "available":
        raise ApiError(400, "image is not valid", field)
    return row


def holds_cloud_init(image: Row) -> bool:
    """Whether there is one in it. Of a captured image the capability is but what was said of it."""
    said = "cloud-init" in image.doc["capabilities"]
    held: bool = image.hidden.get("captured", {}).get("cloud_init", said)
    return held


def capture(call: Call) -> dict[str, Any]:
    """Queued behind whatever its Linode does, as recorded: also of a disk that is not ready yet."""
    given = checks.read(call.body, _CAPTURE, {"disk_id": "Disk is required."})
    disk = _capturable(call, given["disk_id"])
    linode = call.own("instance", disk.parent or 0)
    region = store_of_capture(call, linode.doc["region"])
    image = new_image(call.moment, {"label": disk.doc["label"][:50], **given}, "creating")
    image.doc["size"] = image.doc["total_size"] = disk.doc["size"]
    image.hidden["captured"] = _origin(linode, disk)
    call.tables.insert(image)
    size = min(disk.doc["size"], disk.hidden["used"])
    # Over the account's limit, imaging fails and the image vanishes, without a word at the request.
    fails = call.service_fault("capture_fails") or size * MIB > call.world.limits.image_bytes
    args = {"size": size, "region": region, "fails": "Image creation failed." if fails else None}
    jobs.start(call.moment, "disk_imagize", linode=linode, image=image, args=args)
    return call.reread(image).doc


def _capturable(call: Call, number: int) -> Row:
    disk = call.named("disk", number, "disk_id")
    if disk.doc["filesystem"] not in _CAPTURABLE:
        raise ApiError(400, "Disks of this filesystem cannot be imaged", "disk_id")
    return disk


def _origin(linode: Row, disk: Row) -> Document:
    """Where an image comes from, remembered even after the disk and the Linode are gone.

    Of one that was built also from which image: its Linode had done its work, and was off.
    """
    rows = {"linode": linode, "disk": disk}
    origin: Document = {
        name: {"id": row.id, "label": row.doc["label"]} for name, row in rows.items()
    }
    origin["cloud_init"] = disk.hidden.get("cloud_init", False)
    if disk.hidden["image"] and disk.hidden.get("first_boot_as") == linode.id:
        origin["built_from"] = disk.hidden["image"]
    return origin


def new_image(moment: Moment, given: Document, status: str, number: int | None = None) -> Row:
    """A private image of size 0 in no region, not yet inserted."""
    number = number or moment.tables.next_number("image")
    document = {
        "id": f"private/{number}",
        "label": given["label"],
        "description": given.get("description", ""),
        "created": moment.wire_now,
        "updated": moment.wire_now,
        "created_by": moment.username,
        "deprecated": False,
        "is_public": False,
        "is_shared": False,
        "status": status,
        "type": "manual",
        "size": 0,
        "total_size": 0,
        "capabilities": ["cloud-init"] if given.get("cloud_init") else [],
        "regions": [],
        "tags": tags.ordered(given.get("tags", [])),
        "vendor": None,
        "expiry": None,
        "eol": None,
        "image_sharing": {
            "shared_with": {
                "sharegroup_count": 0,
                "sharegroup_list_url": f"/images/private/{number}/sharegroups",
            },
            "shared_by": None,
        },
    }
    return Row("image", document["id"], moment.account, None, document, {"number": number})


def update(call: Call, image: str) -> dict[str, Any]:
    row = call.own("image", image)
    given = checks.read(call.body, _CHANGE, unused=row.doc)
    if "tags" in given:
        given["tags"] = tags.ordered(given["tags"])
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    events.record_done(call.moment, "image_update", row)
    return row.doc


def delete(call: Call, image: str) -> dict[str, Any]:
    """At once, with every replica. What was deployed from it stays.

    As recorded, 403 for a public image, where any other that is not the caller's is not found.
    """
    public = call.tables.find("image", image)
    if public is not None and not public.account:
        raise unauthorized()
    row = call.own("image", image)
    jobs.cancel(call.tables, "image = ?", (image,), call.now, "The image was deleted.")
    forget_image(call.tables, image)
    events.record_done(call.moment, "image_delete", row)
    return {}
