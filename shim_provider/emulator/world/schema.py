"""The tables of the database, by version: laid out for a new folder, brought up to date for an old.

A new folder gets version 1 and every migration after it, so that old and new folders are the same.
Knows no transaction: the caller's makes a migration whole or undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .tables import KINDS, Tables

if TYPE_CHECKING:
    import sqlite3

# Marks the file as ours, so that a foreign database is never taken for a world.
APPLICATION_ID = 0x4C4E4445

# Numbers as large as the service's, so that clients meet realistic widths.
_FIRST_NUMBER = {
    "image": 31000001,
    "instance": 72000001,
    "disk": 139000001,
    "config": 75000001,
    "event": 890000001,
    "sharegroup": 101,
    "sharedimage": 201,
    "public_address": 1,
    "private_address": 1,
}

_EACH_KIND = (
    """CREATE TABLE {kind} (
        seq INTEGER PRIMARY KEY, id NOT NULL UNIQUE, account TEXT NOT NULL, parent,
        doc TEXT NOT NULL, hidden TEXT NOT NULL)""",
    "CREATE INDEX {kind}_parent ON {kind} (parent)",
)
_OTHER_TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE counter (kind TEXT PRIMARY KEY, next INTEGER NOT NULL)",
    """CREATE TABLE job (
        id INTEGER PRIMARY KEY, action TEXT NOT NULL, at REAL NOT NULL, due REAL NOT NULL,
        begun INTEGER NOT NULL, event INTEGER, linode INTEGER, disk INTEGER, image TEXT,
        args TEXT NOT NULL)""",
    "CREATE INDEX job_at ON job (at, id)",
    "CREATE INDEX job_linode ON job (linode)",
    "CREATE INDEX event_entity ON event (json_extract(doc, '$.entity.id'))",
)

#: Version -> what makes it of the one before. Once released, an entry is never changed.
MIGRATIONS: dict[int, Sequence[str]] = {
    # What pollers ask for, in their order: without these, 10,000 events are sorted for each answer.
    2: (
        "DROP INDEX event_entity",
        """CREATE INDEX event_entity ON event (
            account, json_extract(doc, '$.entity.id'), json_extract(doc, '$.action'),
            json_extract(doc, '$.created'))""",
        """CREATE INDEX event_action ON event (
            account, json_extract(doc, '$.action'), json_extract(doc, '$.created'))""",
        "CREATE INDEX event_created ON event (account, json_extract(doc, '$.created'))",
    ),
    3: (
        *(statement.format(kind="sshkey") for statement in _EACH_KIND),
        "INSERT INTO counter VALUES ('sshkey', 401)",
        """CREATE INDEX event_type ON event (
            account, json_extract(doc, '$.entity.type'), json_extract(doc, '$.created'))""",
    ),
    4: (
        *(
            statement.format(kind=kind)
            for kind in ("stackscript", "tag")
            for statement in _EACH_KIND
        ),
        "INSERT INTO counter VALUES ('stackscript', 1900001), ('tag', 1)",
        # The one region that was here and is not among the recorded ones: that site's other name.
        """UPDATE instance SET doc = json_set(
            doc, '$.region', 'us-den-1', '$.site_type', 'distributed')
            WHERE json_extract(doc, '$.region') = 'us-den-10'""",
        """UPDATE address SET doc = json_set(doc, '$.region', 'us-den-1')
            WHERE json_extract(doc, '$.region') = 'us-den-10'""",
    ),
}

VERSION = max(MIGRATIONS)


def lay_out(connection: sqlite3.Connection) -> None:
    """All tables of a new database, of this version, empty."""
    for kind in KINDS:
        for statement in _EACH_KIND:
            connection.execute(statement.format(kind=kind))
    for statement in _OTHER_TABLES:
        connection.execute(statement)
    connection.executemany("INSERT INTO counter VALUES (?, ?)", _FIRST_NUMBER.items())
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    migrate(Tables(connection))


def migrate(tables: Tables) -> None:
    """Bring an older database up to date, step by step. Another process may have done it."""
    (done,) = tables.run("PRAGMA user_version").fetchone()
    for version in range(done + 1, VERSION + 1):
        for statement in MIGRATIONS[version]:
            tables.run(statement)
        tables.run(f"PRAGMA user_version = {version}")


def is_ours(connection: sqlite3.Connection) -> bool:
    return _pragma(connection, "application_id") == APPLICATION_ID


def version(connection: sqlite3.Connection) -> int:
    return _pragma(connection, "user_version")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value
