"""Share groups in a world's file: their images, and the tokens by which others see these.

The secret of a token is read and never written. Whoever has joined needs it no more; a token that
has yet to join gets a new secret, which nobody knows, unless the file says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.images import sharegroups, sharetokens
from ..requests import checks
from ..world import sharing
from . import entry, images
from .entry import Entry, Field

if TYPE_CHECKING:
    from ..world.moment import Moment
    from ..world.tables import Document, Row, Tables
    from .entry import Loading

_UUID = Field(
    checks.text(36, 36, pattern=r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", pattern_reason="no"),
    "a UUID in lower case",
)
_FIELDS = {
    "id": entry.ID,
    "uuid": _UUID,
    "account": entry.ACCOUNT,
    "label": entry.TEXT,
    "description": images.DESCRIPTION,
    "images": entry.LIST,
    "tokens": entry.LIST,
    **entry.TIMES,
}
_IMAGE = {
    "image": Field(checks.text(1, 100), "the id of an image of the group's account"),
    "id": Field(entry.ID.check, "a whole number, the 3 of shared/3"),
    "label": images.LABEL,
    "description": images.DESCRIPTION,
    "tags": entry.TAGS,
    **entry.TIMES,
}
_TOKEN = {
    "token_uuid": _UUID,
    "account": entry.ACCOUNT,
    "label": entry.TEXT,
    "token": Field(checks.text(8, 255), "a text of 8 to 255 characters"),
    "member": Field(checks.mapping, "an object with a label"),
    **entry.TIMES,
}
_MEMBER = {"label": entry.TEXT, **entry.TIMES}


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "label")
    given, moment = read.given, loading.moment(read.given)
    row = sharegroups.new_group(moment, given, loading.number("sharegroup", read))
    _need_new(moment, read, "uuid", "sharegroup", "$.uuid")
    row.doc.update({name: given[name] for name in ("uuid", *entry.TIMES) if name in given})
    moment.tables.insert(row)
    for place, each in entry.entries(f"{where}.images", given.get("images", [])):
        _place_image(loading, row, place, each)
    for place, each in entry.entries(f"{where}.tokens", given.get("tokens", [])):
        _place_token(loading, row, place, each)


def _need_new(moment: Moment, read: Entry, field: str, kind: str, path: str) -> None:
    column = "hidden" if field == "token" else "doc"
    same = f"json_extract({column}, '{path}') = ?"
    if field in read.given and moment.tables.count(kind, same, (read.given[field],)):
        mend = "choose another, or leave it out"
        raise read.wrong(field, f"a {field} used once", mend)


def _place_image(loading: Loading, group: Row, where: str, value: object) -> None:
    read = entry.read(where, value, _IMAGE, "image")
    given, tables = read.given, loading.tables
    source = tables.find("image", given["image"])
    if source is None or source.account != group.account:
        mend = f"add it to images with the account {group.account}"
        raise read.wrong("image", _IMAGE["image"].expected, mend)
    if any(shared.parent == group.id for shared in sharing.of_source(tables, given["image"])):
        raise read.wrong("image", "an image that is not in the group yet", "leave this one out")
    row = sharing.entry(tables, group, source, given, loading.number("sharedimage", read))
    own = ("tags", *entry.TIMES)
    row.doc.update({name: given[name] for name in own if name in given})
    tables.insert(row)
    sharing.recount(tables, given["image"])


def _place_token(loading: Loading, group: Row, where: str, value: object) -> None:
    read = entry.read(where, value, _TOKEN)
    given, moment = read.given, loading.moment(read.given)
    _need_new(moment, read, "token_uuid", "sharetoken", "$.token_uuid")
    _need_new(moment, read, "token", "sharetoken", "$.token")
    own = {"valid_for_sharegroup_uuid": group.doc["uuid"]}
    row = sharetokens.new_token(moment, {**given, **own})
    row.doc.update({name: given[name] for name in ("token_uuid", *entry.TIMES) if name in given})
    row.id = row.doc["token_uuid"]
    row.hidden["token"] = given.get("token", row.hidden["token"])
    moment.tables.insert(row)
    if "member" in given:
        _place_member(
            moment, group, row, entry.read(f"{where}.member", given["member"], _MEMBER, "label")
        )


def _place_member(moment: Moment, group: Row, token: Row, read: Entry) -> None:
    member = sharegroups.let_in(moment, group, token, read.given["label"])
    member.doc.update({name: read.given[name] for name in entry.TIMES if name in read.given})
    moment.tables.save(member)


def written(tables: Tables, row: Row) -> Document:
    names = ("uuid", "label", "description", *entry.TIMES)
    tokens = tables.select("sharetoken", _FOR_GROUP, (row.doc["uuid"],))
    return entry.lean(
        {
            "id": row.id,
            "account": row.account,
            **{name: row.doc[name] for name in names},
            "images": [_image(tables, each) for each in sharing.entries(tables, int(row.id))],
            "tokens": [_token(tables, each) for each in tokens],
        },
        description="",
        updated=None,
        images=[],
        tokens=[],
    )


_FOR_GROUP = "json_extract(doc, '$.valid_for_sharegroup_uuid') = ?"


def _image(tables: Tables, row: Row) -> Document:
    names = ("label", "description", "tags", *entry.TIMES)
    source = tables.find("image", row.hidden["source"])
    own = {name: row.doc[name] for name in names}
    inherited = {name: source.doc[name] for name in names} if source else {}
    number = int(str(row.id).removeprefix("shared/"))
    defaults = {**inherited, "updated": None}
    return entry.lean({"image": row.hidden["source"], "id": number, **own}, **defaults)


def _token(tables: Tables, row: Row) -> Document:
    member = tables.find("sharemember", row.id)
    return entry.lean(
        {
            "token_uuid": row.id,
            "account": row.account,
            **{name: row.doc[name] for name in ("label", *entry.TIMES)},
            "member": _member(member.doc) if member else None,
        },
        label="",
        updated=None,
        member=None,
    )


def _member(doc: Document) -> Document:
    return entry.lean({name: doc[name] for name in ("label", *entry.TIMES)}, updated=None)


def left_out(tables: Tables) -> list[str]:
    """What of the tokens is not written, in words."""
    alive = "EXISTS (SELECT 1 FROM sharegroup WHERE json_extract(sharegroup.doc, '$.uuid') = "
    alive += "json_extract(sharetoken.doc, '$.valid_for_sharegroup_uuid'))"
    stale = tables.count("sharetoken", f"NOT {alive}")
    waiting = f"{alive} AND json_extract(hidden, '$.group') IS NULL"
    secrets = tables.count("sharetoken", waiting)
    notes = {
        f"share group tokens of deleted groups ({stale})": stale,
        f"secrets of share group tokens that have yet to join ({secrets}): give an entry a `token`"
        " where it is to join in the new world": secrets,
    }
    return [words for words, count in notes.items() if count]
