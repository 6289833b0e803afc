"""Rows of the data folder within one transaction: get, list, insert, save, delete. No rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

# Those of the first version; schema.py adds the others.
KINDS = (
    "image",
    "instance",
    "disk",
    "config",
    "address",
    "event",
    "region",
    "type",
    "kernel",
    "sharegroup",
    "sharemember",
    "sharetoken",
)

Document = dict[str, Any]
Parameters = Sequence[object]


class Row:
    """A thing: `doc` is what the wire shows, `hidden` what only the emulator knows.

    `account`: its owner, "" for what is public. `parent`: the id of what it belongs to.
    """

    __slots__ = ("account", "doc", "hidden", "id", "kind", "parent")

    def __init__(
        self,
        kind: str,
        id: str | int,
        account: str,
        parent: str | int | None,
        doc: Document,
        hidden: Document,
    ) -> None:
        self.kind = kind
        self.id = id
        self.account = account
        self.parent = parent
        self.doc = doc
        self.hidden = hidden


class Tables:
    """What a transaction may do. The uploaded files in `dropped_files` go once it is committed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.dropped_files: list[str] = []

    def find(self, kind: str, id: str | int) -> Row | None:
        return next(self.select(kind, "id = ?", (id,)), None)

    def select(
        self, kind: str, where: str, parameters: Parameters = (), tail: str = "ORDER BY seq"
    ) -> Iterator[Row]:
        """Rows that match; `where` and `tail` are written by us, values go in `parameters`."""
        statement = f"SELECT id, account, parent, doc, hidden FROM {kind} WHERE {where} {tail}"
        # Fetched at once, so that rows may be changed while they are walked over.
        for id, account, parent, doc, hidden in self.run(statement, parameters).fetchall():
            yield Row(kind, id, account, parent, json.loads(doc), json.loads(hidden))

    def count(self, kind: str, where: str, parameters: Parameters = ()) -> int:
        statement = f"SELECT count(*) FROM {kind} WHERE {where}"
        total: int = self.run(statement, parameters).fetchone()[0]
        return total

    def insert(self, row: Row) -> None:
        self.run(
            f"INSERT INTO {row.kind} (id, account, parent, doc, hidden) VALUES (?, ?, ?, ?, ?)",
            (row.id, row.account, row.parent, _text(row.doc), _text(row.hidden)),
        )

    def save(self, row: Row) -> None:
        self.run(
            f"UPDATE {row.kind} SET account = ?, parent = ?, doc = ?, hidden = ? WHERE id = ?",
            (row.account, row.parent, _text(row.doc), _text(row.hidden), row.id),
        )

    def delete(self, kind: str, id: str | int) -> None:
        self.run(f"DELETE FROM {kind} WHERE id = ?", (id,))

    def delete_children(self, kind: str, parent: str | int) -> None:
        self.run(f"DELETE FROM {kind} WHERE parent = ?", (parent,))

    def forget_public(self, kind: str) -> None:
        self.run(f"DELETE FROM {kind} WHERE account = ''")

    def next_number(self, kind: str) -> int:
        """A number never used before, not even by something deleted since."""
        number: int = self.run("SELECT next FROM counter WHERE kind = ?", (kind,)).fetchone()[0]
        self.run("UPDATE counter SET next = ? WHERE kind = ?", (number + 1, kind))
        return number

    def take_number(self, kind: str, number: int) -> int:
        """Claim a number of one's own choice; those given out later are higher."""
        self.run("UPDATE counter SET next = max(next, ?) WHERE kind = ?", (number + 1, kind))
        return number

    def meta(self, name: str) -> str:
        """ "" where it was never set."""
        found = self.run("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return found[0] if found else ""

    def set_meta(self, name: str, value: str) -> None:
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def run(self, statement: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, parameters)


def _text(document: Document) -> str:
    return json.dumps(document, separators=(",", ":"), allow_nan=False)
