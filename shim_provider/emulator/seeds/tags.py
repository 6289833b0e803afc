"""Tags in a world's file that were made by themselves; those of images and Linodes stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api import tags
from . import entry
from .entry import Field

if TYPE_CHECKING:
    from ..world.tables import Document, Row
    from .entry import Loading

_FIELDS = {
    "account": entry.ACCOUNT,
    "label": Field(tags.LABEL, "a text of 3 to 50 characters"),
}


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "label")
    moment, label = loading.moment(read.given), read.given["label"]
    if tags.is_made(moment, label):
        raise read.wrong("label", "a label no other tag of the account has", "leave it out")
    loading.tables.insert(tags.new_tag(moment, label))


def written(row: Row) -> Document:
    return entry.lean({"account": row.account, "label": row.doc["label"]})
