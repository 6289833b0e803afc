"""The data folder: SQLite for everything acknowledged, uploaded data in files beside it.

Each kind of thing is one table of JSON documents, as they go over the wire, plus what is hidden
from the wire. Knows no rule of the API and no life cycle.

Durability: WAL with `synchronous=FULL`, so that a committed write survives `kill -9` and a loss of
power. Several processes may use one folder: writes take the database's lock at their beginning.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

from .. import catalogue
from . import schema
from .tables import Row, Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "world.sqlite3"
UPLOADS = "uploads"

# How long a write waits for other processes on the same folder, in seconds.
_PATIENCE = 30.0

# The server cuts an upload after 75 idle seconds: a file nobody has written to for so many seconds
# and no image refers to was left by a process that was killed.
_ABANDONED = 600.0


class StoreError(Exception):
    """The data folder cannot be used; the text says why and what to do. Nothing was changed."""


class Store:
    """An open data folder. Use it from any thread; close it once nobody does.

    Raises StoreError for a folder of a newer version, a damaged one, one that holds something else,
    and one that cannot be read and written just now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uploads = folder / UPLOADS
        self._path = folder / DATABASE
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        try:
            self.uploads.mkdir(parents=True, exist_ok=True)
            self._open()
        except sqlite3.DatabaseError as problem:
            self.close()
            raise StoreError(_told(self._path, problem)) from problem
        except OSError as problem:
            self.close()
            raise StoreError(f"{folder} cannot be used: {problem}") from problem
        except StoreError:
            self.close()
            raise

    @contextlib.contextmanager
    def read(self) -> Iterator[Tables]:
        """A consistent view; nothing is written and nobody is kept waiting."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield Tables(connection)
        finally:
            connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def write(self) -> Iterator[Tables]:
        """A transaction: durable when the block ends, undone when it raises."""
        connection = self._connection()
        # SQLite's own waiting polls; within one process a lock hands over at once.
        with self._writing:
            connection.execute("BEGIN IMMEDIATE")
            tables = Tables(connection)
            try:
                yield tables
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        for name in tables.dropped_files:
            (self.uploads / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def trial(self) -> Iterator[Tables]:
        """What would come of it: whatever is written is seen within the block and then undone."""
        connection = self._connection()
        with self._writing:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Tables(connection)
            finally:
                connection.execute("ROLLBACK")

    def meta(self, name: str) -> str:
        """A fact about the folder itself, such as the secret that signs upload URLs."""
        with self.read() as tables:
            return tables.meta(name)

    def close(self) -> None:
        with self._lock:
            connections, self._connections = self._connections, []
        for connection in connections:
            connection.close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect(self._path)
            with self._lock:
                self._connections.append(connection)
            self._local.connection = connection
        return connection

    def _open(self) -> None:
        if not self._path.exists():
            _create(self._path)
        if self._path.stat().st_size == 0:
            raise StoreError(_damaged(self._path, "the file is empty"))
        _check(self._connection(), self._path)
        if schema.version(self._connection()) < schema.VERSION:
            with self.write() as tables:
                schema.migrate(tables)
        if self.meta("catalogue") != catalogue.EDITION:
            with self.write() as tables:
                _load_catalogue(tables)
        self._sweep()

    def _sweep(self) -> None:
        """Remove what is left of uploads whose process was killed; other processes' stay."""
        oldest = time.time() - _ABANDONED
        with self.read() as tables:
            cursor = tables.run("SELECT json_extract(hidden, '$.file') FROM image")
            kept = {name for (name,) in cursor.fetchall()}
        for file in self.uploads.iterdir():
            # Another process may remove it first.
            with contextlib.suppress(FileNotFoundError):
                if file.name not in kept and file.stat().st_mtime < oldest:
                    file.unlink()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Build the file aside and link it into place: no other process ever sees half of it."""
    aside = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        _fill(aside)
        # A lost race is fine: the other process made the same world.
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def _fill(aside: Path) -> None:
    connection = sqlite3.connect(aside, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        schema.lay_out(connection)
        meta = {"signing": secrets.token_hex(32), "catalogue": ""}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        _load_catalogue(Tables(connection))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _load_catalogue(tables: Tables) -> None:
    """Replace every public offer by today's."""
    for kind in ("image", "region", "type", "kernel", "stackscript"):
        tables.forget_public(kind)
    for kind, document in catalogue.rows():
        tables.insert(Row(kind, document["id"], "", None, document, {}))
    tables.set_meta("catalogue", catalogue.EDITION)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if not schema.is_ours(connection):
        raise StoreError(f"{path} is a database of something else; choose another data folder")
    version = schema.version(connection)
    if version > schema.VERSION:
        raise StoreError(
            f"{path} was written by a newer version of the emulator (schema {version}, this one "
            f"knows {schema.VERSION}); upgrade this installation, or choose another data folder"
        )
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StoreError(_damaged(path, verdict))


# What SQLite says when the file is sound and something around it is not, and what to do. By its
# words, since its codes come with Python 3.11.
_AROUND = {
    "unable to open database file": "see that it is a file, and that you may read and write it, and"
    " make files beside it",
    "attempt to write a readonly database": "see that you may write it, and make files beside it",
    "database or disk is full": "make room on the disk",
    "database is locked": "another process has been writing for too long; wait for it, or end it",
    "disk I/O error": "see what the system says of the disk",
}


def _told(path: Path, problem: sqlite3.DatabaseError) -> str:
    detail = str(problem)
    if isinstance(problem, sqlite3.OperationalError) and detail in _AROUND:
        return f"{path} cannot be used: {detail}; {_AROUND[detail]}"
    return _damaged(path, detail)


def _damaged(path: Path, detail: str) -> str:
    return (
        f"{path} is damaged ({detail}); restore it from a copy, or move the folder away to begin a "
        "new world"
    )
