"""StackScripts in a world's file. How often each was deployed is told; with what data never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api import stackscripts
from ..requests import checks
from . import entry
from .entry import Field

if TYPE_CHECKING:
    from ..world.tables import Document, Row
    from .entry import Loading

_FIELDS = {
    "id": entry.ID,
    "account": entry.ACCOUNT,
    "username": entry.TEXT,
    "label": Field(stackscripts.NEW["label"], "a text of 3 to 128 characters"),
    "script": Field(stackscripts.NEW["script"], "a text that begins with #!"),
    "images": Field(stackscripts.NEW["images"], "a list of one id of an image or more"),
    "description": Field(stackscripts.NEW["description"], "a text of 65000 characters at most"),
    "is_public": entry.FLAG,
    "rev_note": Field(stackscripts.NEW["rev_note"], "a text of 512 characters at most"),
    "deployments_total": Field(checks.whole(), "a whole number, 0 or more"),
    **entry.TIMES,
}


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "label script images")
    given, moment = read.given, loading.moment(read.given)
    row = stackscripts.new_script(moment, given, loading.number("stackscript", read))
    row.doc.update(deployments_total=given.get("deployments_total", 0), **entry.times(given))
    loading.tables.insert(row)


def written(row: Row) -> Document:
    own = {"account": row.account, "username": row.doc["username"]}
    return entry.lean(
        {name: {**row.doc, **own}[name] for name in _FIELDS},
        username=row.account,
        description="",
        is_public=False,
        rev_note="",
        deployments_total=0,
    )
