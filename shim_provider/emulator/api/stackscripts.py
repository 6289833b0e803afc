"""StackScripts: list, show, create, change, delete; and which of them a deployment asks for.

Here no script is run. Which one a disk was deployed with is remembered in its hidden `stackscript`,
and whether it ends by switching the Linode off (instructions.py); the data for the script's fields,
which may hold passwords, are checked and forgotten.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from ..requests import checks, filters
from ..requests.access import invalid_token
from ..requests.errors import ApiError, not_found
from ..world.tables import Document, Row
from .images import images
from .instructions import script_switches_off

if TYPE_CHECKING:
    from ..requests.call import Call
    from ..world.moment import Moment
    from ..world.tables import Tables

FIELDS = filters.fields(
    "deployments_total description is_public label mine rev_note",
    also_sortable="id created updated username",
)

# As documented, both of the disk and of the request.
_LONGEST_SCRIPT = 65_535
_LONGEST_DATA = 65_535


def _script(value: object) -> str | None:
    if not isinstance(value, str):
        return "Must be a string."
    if not value.startswith("#!"):
        return "Script must begin with a shebang (example: '#!/bin/bash')."
    too_long = len(value.encode()) > _LONGEST_SCRIPT
    return f"Script must be {_LONGEST_SCRIPT} bytes or less." if too_long else None


NEW = {
    "label": checks.text(3, 128, "Label must be between 3 and 128 characters."),
    "script": _script,
    "images": checks.list_of(
        checks.text(1, 255), high=500, low=1, low_reason="At least one image is required."
    ),
    "description": checks.text(0, 65_000, "Length must be 65000 characters or less."),
    "is_public": checks.flag,
    "rev_note": checks.text(0, 512, "Length must be 512 characters or less."),
}
_NEEDED = {name: f"{name} is required" for name in ("label", "script", "images")}

# As documented, every image, private ones too. The second is what linode-cli's own tests name.
EVERY_IMAGE = ("any/all", "linode/any/all")

#: What a deployment may say of a StackScript.
DEPLOYED = {"stackscript_id": checks.whole(low=1), "stackscript_data": checks.mapping}

# Reads like a table of things; `mine` is in the eye of the caller.
_SEEN = """(
    SELECT seq, id, account, parent, hidden, json_set(
        doc, '$.mine', json(CASE WHEN account = ? THEN 'true' ELSE 'false' END)) AS doc
    FROM stackscript)"""
_VISIBLE = "(account = ? OR json_extract(doc, '$.is_public'))"
_ACTIVE = """
    SELECT json_extract(hidden, '$.stackscript.id') AS script, count(DISTINCT parent)
    FROM disk WHERE script IS NOT NULL GROUP BY script"""


def show_list(call: Call) -> dict[str, Any]:
    """Public ones; with a token, the account's own too."""
    account = "" if call.anonymous else call.account
    active = _active(call.tables)
    # The public ones that nobody made are nobody's own.
    scope = (_VISIBLE, (account or "/nobody", account))
    # By id: those of the catalogue are put in anew with each of its editions.
    return call.listing(_SEEN, FIELDS, scope, lambda row: _counted(row, active), "id")


def show(call: Call, script: int) -> dict[str, Any]:
    row = call.tables.find("stackscript", script)
    if row is None:
        raise not_found()
    if not _may_see(call, row):
        raise invalid_token() if call.anonymous else not_found()
    return _shown(call, row)


def _may_see(call: Call, row: Row) -> bool:
    own = not call.anonymous and row.account == call.account
    return own or bool(row.doc["is_public"])


def _shown(call: Call, row: Row) -> dict[str, Any]:
    mine = not call.anonymous and row.account == call.account
    return {**_counted(row, _active(call.tables)), "mine": mine}


def _counted(row: Row, active: dict[object, int]) -> dict[str, Any]:
    return {**row.doc, "deployments_active": active.get(row.id, 0)}


def _active(tables: Tables) -> dict[object, int]:
    """How many Linodes have a disk that was deployed with it, by StackScript."""
    return dict(tables.run(_ACTIVE).fetchall())


def create(call: Call) -> dict[str, Any]:
    given = checks.read(call.body, NEW, _NEEDED, unused=_READ_ONLY)
    _need_images(call, given)
    row = new_script(call.moment, given, call.tables.next_number("stackscript"))
    call.tables.insert(row)
    return _shown(call, row)


_READ_ONLY = (
    *("id", "username", "user_gravatar_id", "created", "updated", "mine", "user_defined_fields"),
    *("deployments_total", "deployments_active"),
)


def new_script(moment: Moment, given: Document, number: int) -> Row:
    """One that was never deployed, not yet inserted."""
    username = given.get("username", moment.username)
    document: Document = {
        "id": number,
        "username": username,
        "user_gravatar_id": hashlib.md5(username.encode(), usedforsecurity=False).hexdigest(),
        "label": given["label"],
        "description": given.get("description", ""),
        "images": list(dict.fromkeys(given["images"])),
        "deployments_total": 0,
        "is_public": given.get("is_public", False),
        "created": moment.wire_now,
        "updated": moment.wire_now,
        "rev_note": given.get("rev_note", ""),
        "script": given["script"],
        "user_defined_fields": user_defined_fields(given["script"]),
    }
    return Row("stackscript", number, moment.account, None, document, {})


def _need_images(call: Call, given: Document) -> None:
    """Public images may be gone by now: scripts outlive them (`linode/debian10`)."""
    for image in given.get("images", ()):
        if image not in EVERY_IMAGE and not image.startswith("linode/"):
            row = call.tables.find("image", image)
            if row is None or row.account not in images.audience(call):
                raise ApiError(400, "images is not valid", "images")


def update(call: Call, script: int) -> dict[str, Any]:
    row = call.own("stackscript", script)
    given = checks.read(call.body, NEW, unused=_READ_ONLY)
    _need_images(call, given)
    if row.doc["is_public"] and given.get("is_public") is False:
        raise ApiError(400, "A public StackScript cannot be made private", "is_public")
    if "script" in given:
        row.doc["user_defined_fields"] = user_defined_fields(given["script"])
    row.doc.update(given, updated=call.wire_now)
    call.tables.save(row)
    return _shown(call, row)


def delete(call: Call, script: int) -> dict[str, Any]:
    """As documented, not a public one. What was deployed with it stays."""
    row = call.own("stackscript", script)
    if row.doc["is_public"]:
        raise ApiError(400, "A public StackScript cannot be deleted")
    call.tables.delete("stackscript", script)
    return {}


_TAG = re.compile(r"<\s*udf\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z_]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_OF_FIELD = ("name", "label", "example", "default", "oneof", "manyof", "header")


def user_defined_fields(script: str) -> list[dict[str, str]]:
    """What the script's `<UDF name="..." label="...">` tags declare.

    As clients read them, attributes are in lower case, and those a tag does not have are not there.
    """
    fields = []
    for tag in _TAG.findall(script):
        found = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag)}
        if found.get("name"):
            fields.append({name: found[name] for name in _OF_FIELD if name in found})
    return fields


def chosen(call: Call, given: Document, image: Row | None) -> Document | None:
    """What the disk remembers of the StackScript that a deployment asks for, if it asks for one.

    Raises ApiError 400 where the script is not there, does not fit the image, or misses a value.
    """
    if "stackscript_id" not in given:
        return None
    row = call.tables.find("stackscript", given["stackscript_id"])
    if row is None or not _may_see(call, row):
        raise ApiError(400, "stackscript_id is not valid", "stackscript_id")
    if image is None:
        # As documented since 2023 (linode/manager pull request 8768).
        raise ApiError(400, "image is required", "image")
    if not {image.id, *EVERY_IMAGE}.intersection(row.doc["images"]):
        reason = "The requested distribution is not supported by this stackscript."
        raise ApiError(400, reason, "stackscript_id")
    _need_values(row.doc["user_defined_fields"], given.get("stackscript_data", {}))
    off = script_switches_off(row.doc["script"])
    return {"id": row.id, **({"switches_off": True} if off else {})}


def _need_values(fields: list[dict[str, str]], data: Document) -> None:
    """The service names no field here (linode/manager pull request 3426)."""
    if len(json.dumps(data)) > _LONGEST_DATA:
        raise ApiError(400, f"Must be {_LONGEST_DATA} characters or less.", "stackscript_data")
    for field in fields:
        value = data.get(field["name"])
        if value is None and "default" not in field:
            raise ApiError(400, f"The StackScript needs a value for {field['name']}")
        if value is not None and not _is_choice(field, str(value)):
            choices = field.get("oneof", field.get("manyof"))
            raise ApiError(400, f"The value for {field['name']} must be of {choices}")


def _is_choice(field: dict[str, str], value: str) -> bool:
    """Whether it is what the field lets one choose: one of `oneof`, any of `manyof`."""
    if "oneof" in field:
        return value in _listed(field["oneof"])
    return "manyof" not in field or _listed(value) <= _listed(field["manyof"])


def _listed(text: str) -> set[str]:
    return {part.strip() for part in text.split(",")}


def remember(tables: Tables, disk: Row, script: Document) -> None:
    """That a disk is deployed with a script, once more.

    Of the public one that is everybody's no total is kept: it is part of the catalogue.
    """
    disk.hidden["stackscript"] = script
    tables.save(disk)
    row = tables.find("stackscript", script["id"])
    if row and row.account:
        row.doc["deployments_total"] += 1
        tables.save(row)
