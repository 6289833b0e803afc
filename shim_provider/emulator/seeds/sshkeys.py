"""Public SSH keys of users in a world's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api import sshkeys
from ..world.tables import Row
from . import entry
from .entry import Field

if TYPE_CHECKING:
    from ..world.tables import Document
    from .entry import Loading

_FIELDS = {
    "id": entry.ID,
    "account": entry.ACCOUNT,
    "username": entry.TEXT,
    "label": Field(sshkeys.NEW["label"], "a text of 1 to 64 characters"),
    "ssh_key": Field(sshkeys.NEW["ssh_key"], "a public SSH key such as ssh-ed25519 AAAA..."),
    "created": entry.TIME,
}


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "label ssh_key")
    given, moment = read.given, loading.moment(read.given)
    number = loading.number("sshkey", read)
    document = {
        "id": number,
        "label": given["label"],
        "ssh_key": given["ssh_key"].strip(),
        "created": given.get("created", moment.wire_now),
    }
    user = given.get("username", moment.account)
    loading.tables.insert(Row("sshkey", number, moment.account, user, document, {}))


def written(row: Row) -> Document:
    own = {"account": row.account, "username": row.parent}
    return entry.lean({name: {**row.doc, **own}[name] for name in _FIELDS}, username=row.account)
