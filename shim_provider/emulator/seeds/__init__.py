"""Worlds as files: load one into a new data folder, write one from what is there.

    {"images":  [{"label": "golden", "region": "us-east", "size": 900, "tags": ["base"]}],
     "linodes": [{"label": "web", "region": "us-east", "type": "g6-nanode-1",
                  "image": "linode/debian12", "status": "running"}]}

Everything else has a default; an `id` (a number) may be chosen, so that Terraform states fit. A
file of its own for each kind of thing says which fields it has, how they are read and written.

What is written is the world as it will be once all that is under way has ended, without uploads
that wait for their data. Loaded into a new folder it shows the same, and written again it is the
same text. Never in the file: uploaded data (nobody can read them) and the secrets of share group
tokens. YAML and JSON: worldtext.py.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..world import jobs
from ..world.clock import wire_time
from ..world.images import forget_image
from . import entry, events, images, linodes, sharegroups, sshkeys, stackscripts, tags, worldtext
from .entry import Loading, SeedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..world.tables import Document, Row, Tables
    from ..world.world import World

__all__ = ["SeedError", "Written", "export", "load", "read"]

# In this order, since each kind may name things of those before.
_PLACES: dict[str, Callable[[Loading, str, object], None]] = {
    "deleted_images": images.forget,
    "images": images.place,
    "sharegroups": sharegroups.place,
    "stackscripts": stackscripts.place,
    "linodes": linodes.place,
    "sshkeys": sshkeys.place,
    "tags": tags.place,
    "events": events.place,
}

# Whose numbers an entry and the entries within it are of.
_COUNTERS: dict[str, tuple[str, dict[str, str]]] = {
    "images": ("image", {}),
    "sharegroups": ("sharegroup", {"images": "sharedimage"}),
    "stackscripts": ("stackscript", {}),
    "linodes": ("instance", {"disks": "disk", "configs": "config"}),
    "sshkeys": ("sshkey", {}),
    "events": ("event", {}),
}

# What tells that an account was here. Parts of Linodes and groups are not there without these.
_OF_ACCOUNTS = (
    *("image", "instance", "event", "sshkey", "sharegroup", "sharetoken", "stackscript", "tag"),
)

# A file that is wrong throughout needs no more than its first problems.
_MOST_PROBLEMS = 20


class Written(NamedTuple):
    """`world`: what `load` takes. `left_out`: what is there and not in it, in words."""

    world: Document
    left_out: list[str]


def read(path: Path) -> Document:
    """A world in JSON, or in YAML where the name ends in .yaml or .yml.

    Raises SeedError for what is no such object, and for YAML without PyYAML; OSError for what
    cannot be read.
    """
    try:
        world = worldtext.parsed(path.read_text(encoding="utf-8"), worldtext.format_of(path))
    except (ValueError, ImportError) as problem:
        raise SeedError(f"{path}: {problem}") from problem
    if not isinstance(world, dict):
        raise SeedError(f"{path}: expected an object with `images` and `linodes`")
    return world


def load(world: World, document: Document) -> bool:
    """Fill a new world, wholly or not at all. False if it is not new, and is left as it is.

    A world is new until a file was loaded or an account has anything, be it an event.

    Raises SeedError, which names every problem of the first kind of things that has any.
    """
    unknown = sorted(set(document) - set(_PLACES))
    if unknown:
        raise SeedError(f"{unknown[0]}: there is no such list; there are {', '.join(_PLACES)}")
    with world.write() as (tables, now):
        if not _is_new(tables):
            return False
        tables.set_meta("seeded", wire_time(now))
        _claim_numbers(tables, document)
        loading = Loading(tables, now, world.durations)
        for kind in _PLACES:
            _place_all(loading, kind, document.get(kind, []))
    return True


def _is_new(tables: Tables) -> bool:
    """Whoever deletes all that a file brought wants it gone after the next start too."""
    return not tables.meta("seeded") and not any(
        tables.count(kind, "account <> ''") for kind in _OF_ACCOUNTS
    )


def _claim_numbers(tables: Tables, document: Document) -> None:
    """So that nothing without an id or an address gets one that is given further down."""
    for kind, (counter, within) in _COUNTERS.items():
        for each in _objects(document, kind):
            _claim(tables, counter, each)
            for name, inner in within.items():
                for part in _objects(each, name):
                    _claim(tables, inner, part)
    for each in _objects(document, "linodes"):
        linodes.claim_addresses(tables, each)


def _objects(document: Document, name: str) -> list[Document]:
    values = document.get(name)
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def _claim(tables: Tables, counter: str, given: Document) -> None:
    if entry.ID.check(given.get("id")) is None:
        tables.take_number(counter, given["id"])


def _place_all(loading: Loading, kind: str, values: object) -> None:
    problems = [
        problem
        for where, value in entry.entries(kind, values)
        for problem in _problems(loading, kind, where, value)
    ]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [f"and {more} more problems"] if more > 0 else []
        raise SeedError("\n".join(problems[:_MOST_PROBLEMS] + rest))


def _problems(loading: Loading, kind: str, where: str, value: object) -> list[str]:
    """Of an entry which is placed, if it has none."""
    try:
        _PLACES[kind](loading, where, value)
    except SeedError as problem:
        return str(problem).splitlines()
    return []


def export(world: World, *, events: bool = False) -> Written:
    """The world as a file. `events`: with those that are over. Nothing of it changes."""
    with world.store.trial() as tables:
        waiting = _drop_waiting(tables)
        jobs.advance(tables, math.inf)
        left_out = [f"uploads that wait for data ({waiting})"] if waiting else []
        return Written(_written(tables, events), left_out + sharegroups.left_out(tables))


def _drop_waiting(tables: Tables) -> int:
    """Forget uploads whose data have not come, and that they were asked for. Their number."""
    waiting = jobs.select(tables, "action = 'upload_expiry'", ())
    for job in waiting:
        tables.run("DELETE FROM job WHERE id = ?", (job.id,))
        tables.delete("event", job.event or 0)
        forget_image(tables, job.image or "")
    return len(waiting)


def _written(tables: Tables, with_events: bool) -> Document:
    named = [*linodes.images_named(tables), *images.images_named(tables)]
    lists: dict[str, list[Any]] = {
        "deleted_images": images.gone(tables, named),
        "images": [images.written(row) for row in _own(tables, "image")],
        "sharegroups": [sharegroups.written(tables, row) for row in _own(tables, "sharegroup")],
        "stackscripts": [stackscripts.written(row) for row in _own(tables, "stackscript")],
        "linodes": [linodes.written(tables, row) for row in _own(tables, "instance")],
        "sshkeys": [sshkeys.written(row) for row in _own(tables, "sshkey")],
        "tags": [tags.written(row) for row in _own(tables, "tag")],
        "events": [events.written(row) for row in _own(tables, "event")] if with_events else [],
    }
    always = ("images", "linodes")
    return {name: values for name, values in lists.items() if values or name in always}


def _own(tables: Tables, kind: str) -> list[Row]:
    """Things of accounts; neither public ones nor entries of share groups."""
    return list(tables.select(kind, "account <> '' AND account NOT LIKE '/%'"))
