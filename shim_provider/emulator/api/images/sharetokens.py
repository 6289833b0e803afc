"""Share groups, the consumer's side: tokens that let one join a group, and what they show."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Any

from ...requests import checks, filters
from ...requests.errors import ApiError, not_found
from ...world import sharing
from ...world.tables import Document, Row
from . import sharegroups

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.moment import Moment

FIELDS = filters.fields(
    "label sharegroup_label sharegroup_uuid status valid_for_sharegroup_uuid",
    also_sortable="created",
)
_LABEL = checks.text(1, 255, "Label must be between 1 and 255 characters.")
_NEW = {"label": _LABEL, "valid_for_sharegroup_uuid": checks.text(1, 100)}


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("sharetoken", FIELDS, ("account = ?", (call.account,)))


def show(call: Call, token: str) -> dict[str, Any]:
    return call.own("sharetoken", token).doc


def create(call: Call) -> dict[str, Any]:
    """The reply is the only one that carries the token itself."""
    reason = "valid_for_sharegroup_uuid is required"
    given = checks.read(call.body, _NEW, {"valid_for_sharegroup_uuid": reason})
    _need_group_of_another(call, given["valid_for_sharegroup_uuid"])
    row = new_token(call.moment, given)
    call.tables.insert(row)
    return {**row.doc, "token": row.hidden["token"]}


def _need_group_of_another(call: Call, uuid: str) -> None:
    group = next(call.tables.select("sharegroup", "json_extract(doc, '$.uuid') = ?", (uuid,)), None)
    field = "valid_for_sharegroup_uuid"
    if group is None:
        raise ApiError(400, "There is no such share group", field)
    if group.account == call.account:
        raise ApiError(400, "You may not create a token for your own sharegroup", field)


def new_token(moment: Moment, given: Document) -> Row:
    """A token that is in no group, not yet inserted."""
    document = {
        "token_uuid": str(uuid.uuid4()),
        "status": "active",
        "label": given.get("label", ""),
        "valid_for_sharegroup_uuid": given["valid_for_sharegroup_uuid"],
        "created": moment.wire_now,
        "updated": None,
        "expiry": None,
        "sharegroup_uuid": None,
        "sharegroup_label": None,
    }
    hidden = {"token": secrets.token_hex(sharegroups.SECRET_BYTES), "group": None}
    return Row("sharetoken", str(document["token_uuid"]), moment.account, None, document, hidden)


def update(call: Call, token: str) -> dict[str, Any]:
    row = call.own("sharetoken", token)
    given = checks.read(
        call.body, {"label": _LABEL}, {"label": "label is required"}, unused=row.doc
    )
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    return row.doc


def delete(call: Call, token: str) -> dict[str, Any]:
    """Leaves the group too."""
    call.own("sharetoken", token)
    call.tables.delete("sharetoken", token)
    call.tables.delete("sharemember", token)
    return {}


def show_group(call: Call, token: str) -> dict[str, Any]:
    document = dict(_group(call, token).doc)
    del document["expiry"]
    return document


def show_images(call: Call, token: str) -> dict[str, Any]:
    group = _group(call, token)
    scope = ("account = ?", (sharing.owner(group.id),))
    return call.listing(
        "image", sharegroups.ENTRY_FIELDS, scope, lambda row: sharing.shown(call.tables, row)
    )


def _group(call: Call, token: str) -> Row:
    number = call.own("sharetoken", token).hidden["group"]
    row = call.tables.find("sharegroup", number) if number is not None else None
    if row is None:
        raise not_found()
    return row
