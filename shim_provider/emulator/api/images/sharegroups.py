"""Share groups, the producer's side: groups, the images in them, the members who may see them."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from ...requests import checks, filters, lists
from ...requests.errors import ApiError, not_found
from ...world import sharing
from ...world.tables import Document, Row
from . import images

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.moment import Moment

_LABEL = checks.text(1, 255, "Label must be between 1 and 255 characters.")
_DESCRIPTION = images.NEW["description"]
_IMAGES = checks.list_of(checks.mapping, high=100)
_NEW = {"label": _LABEL, "description": _DESCRIPTION, "images": _IMAGES}
_CHANGE = {"label": _LABEL, "description": _DESCRIPTION}
_ENTRY = {"id": checks.text(1, 100), "label": images.NEW["label"], "description": _DESCRIPTION}
_MEMBER = {"label": _LABEL, "token": checks.text(1, 255)}

# How the secret of a token looks here, in hexadecimal; that of the service's is not published.
SECRET_BYTES = 32
_TOKEN_FORM = re.compile(rf"[0-9a-f]{{{2 * SECRET_BYTES}}}")

FIELDS = filters.fields("label", also_sortable="id created updated")
ENTRY_FIELDS = filters.fields("label type", lists="tags", also_sortable="id created")
_MEMBER_FIELDS = filters.fields("label status token_uuid", also_sortable="created")


def show_list(call: Call) -> dict[str, Any]:
    scope = ("account = ?", (call.account,))
    return call.listing("sharegroup", FIELDS, scope, lambda row: shown(call, row))


def show(call: Call, group: int) -> dict[str, Any]:
    return shown(call, call.own("sharegroup", group))


def show_of_image(call: Call, image: str) -> dict[str, Any]:
    """The groups an image of one's own is in."""
    call.own("image", image)
    groups = sorted({row.parent for row in sharing.of_source(call.tables, image)}, key=str)
    marks = ", ".join("?" * len(groups))
    scope = (f"account = ? AND id IN ({marks})", (call.account, *groups))
    return call.listing("sharegroup", FIELDS, scope, lambda row: shown(call, row))


def shown(call: Call, row: Row) -> dict[str, Any]:
    return {
        **row.doc,
        "images_count": len(sharing.entries(call.tables, int(row.id))),
        "members_count": call.tables.count("sharemember", "parent = ?", (row.id,)),
    }


def create(call: Call) -> dict[str, Any]:
    given = checks.read(call.body, _NEW, {"label": "Label is required."})
    row = new_group(call.moment, given, call.tables.next_number("sharegroup"))
    call.tables.insert(row)
    _add(call, row, given.get("images", []))
    return shown(call, row)


def new_group(moment: Moment, given: Document, number: int) -> Row:
    """A group without images and members, not yet inserted."""
    document = {
        "id": number,
        "uuid": str(uuid.uuid4()),
        "label": given["label"],
        "description": given.get("description", ""),
        "is_suspended": False,
        "created": moment.wire_now,
        "updated": None,
        "expiry": None,
    }
    return Row("sharegroup", number, moment.account, None, document, {})


def update(call: Call, group: int) -> dict[str, Any]:
    row = call.own("sharegroup", group)
    given = checks.read(call.body, _CHANGE, unused=shown(call, row))
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    _pass_on_label(call, row)
    return shown(call, row)


def _pass_on_label(call: Call, group: Row) -> None:
    """Entries and tokens carry the group's label; they tell the one it has."""
    label = group.doc["label"]
    for entry in sharing.entries(call.tables, int(group.id)):
        entry.doc["image_sharing"]["shared_by"]["sharegroup_label"] = label
        call.tables.save(entry)
    joined = call.tables.select("sharetoken", "json_extract(hidden, '$.group') = ?", (group.id,))
    for token in joined:
        token.doc["sharegroup_label"] = label
        call.tables.save(token)


def delete(call: Call, group: int) -> dict[str, Any]:
    """The group's images are shared no longer; the images themselves stay."""
    call.own("sharegroup", group)
    for entry in sharing.entries(call.tables, group):
        sharing.withdraw(call.tables, entry)
    for member in list(call.tables.select("sharemember", "parent = ?", (group,))):
        release(call, member)
    call.tables.delete("sharegroup", group)
    return {}


def show_images(call: Call, group: int) -> dict[str, Any]:
    call.own("sharegroup", group)
    scope = ("account = ?", (sharing.owner(group),))
    return call.listing("image", ENTRY_FIELDS, scope, lambda row: _entry(call, row))


def add_images(call: Call, group: int) -> dict[str, Any]:
    row = call.own("sharegroup", group)
    given = checks.read(call.body, {"images": _IMAGES}, {"images": "images is required"})
    added = _add(call, row, given["images"])
    return lists.envelope([_entry(call, entry) for entry in added], 1, 100, len(added))


def _add(call: Call, group: Row, wanted: list[Document]) -> list[Row]:
    added = []
    for position, item in enumerate(wanted):
        where = f"images[{position}]."
        given = checks.read(item, _ENTRY, {"id": "id is required"}, within=where)
        source = call.tables.find("image", given["id"])
        if source is None or source.account != call.account:
            raise ApiError(400, "image is not valid", f"{where}id")
        if source.doc["status"] != "available":
            raise ApiError(400, "Image must be available to be shared", f"{where}id")
        if any(shared.parent == group.id for shared in sharing.of_source(call.tables, given["id"])):
            raise ApiError(400, "Image is in this share group already", f"{where}id")
        entry = sharing.entry(call.tables, group, source, given)
        call.tables.insert(entry)
        sharing.recount(call.tables, given["id"])
        added.append(entry)
    return added


def update_image(call: Call, group: int, image: str) -> dict[str, Any]:
    row = _find_entry(call, group, image)
    changes = {name: rule for name, rule in _ENTRY.items() if name != "id"}
    # linode_api4 repeats in the body which image is meant.
    given = checks.read(call.body, changes, unused=(*row.doc, "image_share_id"))
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    return _entry(call, row)


def remove_image(call: Call, group: int, image: str) -> dict[str, Any]:
    sharing.withdraw(call.tables, _find_entry(call, group, image))
    return {}


def _find_entry(call: Call, group: int, image: str) -> Row:
    """By its own id, or by the id of the image it stands for."""
    call.own("sharegroup", group)
    for row in sharing.entries(call.tables, group):
        if image in (row.id, row.hidden["source"]):
            return row
    raise not_found()


def _entry(call: Call, row: Row) -> dict[str, Any]:
    return sharing.shown(call.tables, row, producer=True)


def show_members(call: Call, group: int) -> dict[str, Any]:
    call.own("sharegroup", group)
    return call.listing("sharemember", _MEMBER_FIELDS, ("parent = ?", (group,)))


def show_member(call: Call, group: int, token: str) -> dict[str, Any]:
    return _find_member(call, group, token).doc


def add_member(call: Call, group: int) -> dict[str, Any]:
    """Let in whoever made this token, if it was made for this group."""
    row = call.own("sharegroup", group)
    reasons = {"label": "label is required", "token": "token is required"}
    given = checks.read(call.body, _MEMBER, reasons)
    secret = "json_extract(hidden, '$.token') = ?"
    token = next(call.tables.select("sharetoken", secret, (given["token"],)), None)
    if token is None and not _TOKEN_FORM.fullmatch(given["token"]):
        # As recorded, a server's error: clients see 500, and some try again.
        raise ApiError(500, "Invalid token format")
    if token is None or token.doc["valid_for_sharegroup_uuid"] != row.doc["uuid"]:
        raise ApiError(400, "token is not valid", "token")
    if token.hidden["group"] is not None:
        raise ApiError(400, "The token is in use already", "token")
    return let_in(call.moment, row, token, given["label"]).doc


def let_in(moment: Moment, group: Row, token: Row, label: str) -> Row:
    """The member that a token becomes."""
    document = {
        "token_uuid": token.id,
        "status": "active",
        "label": label,
        "created": moment.wire_now,
        "updated": None,
        "expiry": None,
    }
    member = Row("sharemember", token.id, group.account, group.id, document, {})
    moment.tables.insert(member)
    token.hidden["group"] = group.id
    token.doc.update(sharegroup_uuid=group.doc["uuid"], sharegroup_label=group.doc["label"])
    moment.tables.save(token)
    return member


def update_member(call: Call, group: int, token: str) -> dict[str, Any]:
    row = _find_member(call, group, token)
    given = checks.read(
        call.body, {"label": _LABEL}, {"label": "label is required"}, unused=row.doc
    )
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    return row.doc


def remove_member(call: Call, group: int, token: str) -> dict[str, Any]:
    release(call, _find_member(call, group, token))
    return {}


def release(call: Call, member: Row) -> None:
    """A member leaves, or is sent away; the token stays with the consumer, without a group."""
    call.tables.delete("sharemember", member.id)
    token = call.tables.find("sharetoken", member.id)
    if token:
        token.hidden["group"] = None
        token.doc.update(sharegroup_uuid=None, sharegroup_label=None)
        call.tables.save(token)


def _find_member(call: Call, group: int, token: str) -> Row:
    call.own("sharegroup", group)
    return call.own("sharemember", token, group)
