"""What killed applies have left at Linode and no state holds.

Reads the journal beside a configuration's Terraform data, asks Terraform what the state holds and
Linode what still exists. Deletes only what it is told to, after asking. Shows nothing else.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence, Set
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from shim_provider.cli.page import complain
from shim_provider.journal import DYING_SECONDS, Entry, Journal, folder_of, journal_of
from shim_provider.problem import Problem
from shim_provider.resources.builds.builder import PREFIX, build_id

from . import states
from .deleting import confirmed, deleted
from .reaching import asking

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

_IMAGE, _BUILD = "linode_image", "linode_image_build"

#: What was asked for, and has not shown in a day, was not made, or is gone.
_DAY = 24 * 3600.0


class Orphan(NamedTuple):
    """One thing left behind; `certain` is false when Linode's answer was never heard."""

    directory: str
    kind: str
    id: str
    label: str
    asked: str
    status: str
    certain: bool


class Findings(NamedTuple):
    """What is left behind, and a sentence on each thing of which that cannot be told yet."""

    orphans: list[Orphan]
    untold: list[str]


def recorded(directories: Sequence[Path], out: TextIO) -> list[Path]:
    """The directories with a record of an apply; of each other one it is said that it has none.

    Raises Problem for what is no directory.
    """
    for directory in directories:
        if not directory.is_dir():
            raise Problem("Nowhere to look", f"{directory} is no directory.")
    found = [place for place in directories if folder_of(os.environ, place).is_dir()]
    for place in directories:
        if place not in found:
            print(f"no record of an apply in {place.resolve()}", file=out)
    return found


def look(directory: Path, api: Api) -> Findings:
    """What is left behind of the applies in this directory and still exists.

    Raises Problem when Linode cannot be asked.
    """
    journal = journal_of(os.environ, directory)
    working = _working(journal)
    untold = [_still_at_work(directory, working)] if working else []
    left = journal.left_behind()
    # Read after the journal: what an apply that ends just now has made is in its state by then.
    held = _held_by_state(directory)
    heard = {entry.id for entry in left}
    found = []
    for entry in left:
        if entry.id in held:
            continue
        free = [one for one in _things(entry, heard, api) if _id(entry.kind, one) not in held]
        found += [_orphan(directory, entry, thing) for thing in free]
        if not free and (seconds := _seconds_to_come(entry, api)):
            untold.append(_still_under_way(directory, entry, seconds))
        elif not free and time.time() - entry.asked > _DAY:
            journal.forget(entry)
    # Of a build there may be two entries with the same image.
    return Findings(list({orphan.id: orphan for orphan in found}.values()), untold)


def at_rest(directory: Path) -> bool:
    """Whether no apply is at work there."""
    recorded = folder_of(os.environ, directory).is_dir()
    return not (recorded and _working(journal_of(os.environ, directory)))


def _working(journal: Journal) -> list[Entry]:
    """What other processes are at work on, once those that are about to die have died."""
    end = time.monotonic() + DYING_SECONDS
    while (entries := journal.at_work()) and time.monotonic() < end:
        time.sleep(0.1)
    return entries


def _still_at_work(directory: Path, entries: Sequence[Entry]) -> str:
    labels = ", ".join(sorted({repr(entry.label) for entry in entries}))
    return (
        f"an apply is still at work in {directory.resolve()} ({labels}): what it makes is not"
        " listed. Look again when it has ended."
    )


def _seconds_to_come(entry: Entry, api: Api) -> float:
    from shim_provider.linode.creates.killed import pending

    return pending(entry, api.shared.calls)


def _still_under_way(directory: Path, entry: Entry, seconds: float) -> str:
    return (
        f"{entry.label!r} was asked for in {directory.resolve()} at {_moment(entry.asked)} and does"
        f" not show yet: it still may. Look again in {math.ceil(seconds)} seconds."
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")


def _orphan(directory: Path, entry: Entry, thing: dict[str, Any]) -> Orphan:
    certain = entry.id is not None
    return Orphan(
        str(directory),
        entry.kind,
        _id(entry.kind, thing),
        thing["label"],
        _moment(entry.asked),
        thing["status"],
        certain,
    )


def _things(entry: Entry, heard: Set[str | None], api: Api) -> list[dict[str, Any]]:
    """What there is of the entry: by its id, else what may be it and is not known to be another's.

    `heard`: the ids of all entries.
    """
    with asking(api):
        if entry.id is not None:
            thing = _get(entry.id, api)
            return [thing] if thing else []
        return [
            thing
            for thing in _labelled(entry, api)
            if _may_be_it(thing, entry, api) and _id(entry.kind, thing) not in heard
        ]


def _id(kind: str, thing: dict[str, Any]) -> str:
    """Its id in a state."""
    is_builder = kind == _BUILD and isinstance(thing["id"], int)
    return build_id(thing["id"]) if is_builder else str(thing["id"])


def _linode_in(id: str) -> int | None:
    """The number of the Linode that is meant; None where it is an image."""
    number = id.removeprefix(PREFIX)
    return int(number) if number.isdigit() else None


def _get(id: str, api: Api) -> dict[str, Any] | None:
    linode = _linode_in(id)
    return api.images.get(id) if linode is None else api.instances.get(linode)


def _labelled(entry: Entry, api: Api) -> list[dict[str, Any]]:
    if entry.kind == _IMAGE:
        return api.images.list({"is_public": False, "label": entry.label})
    return api.instances.list({"label": entry.label})


def _may_be_it(thing: dict[str, Any], entry: Entry, api: Api) -> bool:
    """Whether label and time fit: not every API keeps to the filter it is given."""
    from shim_provider.linode.creates.killed import may_have_made

    return thing["label"] == entry.label and may_have_made(entry, thing, api.shared.calls)


def _held_by_state(directory: Path) -> set[str]:
    """The ids in the states; none where they cannot be read, which is said."""
    try:
        return states.held(directory)
    except Problem as problem:
        complain(f"the state of {directory} cannot be read: {problem.detail}")
        return set()


def deleted_orphan(orphan: Orphan, api: Api, without_asking: bool) -> bool:
    """Delete it, after a yes; false where it is still there."""
    question = f"Delete {orphan.kind} {orphan.id} ({orphan.label})?"
    if not without_asking and not confirmed(question):
        return False
    linode = _linode_in(orphan.id)
    if not deleted(api, orphan.id if linode is None else linode, orphan.id):
        return False
    journal_of(os.environ, Path(orphan.directory)).settle(orphan.id)
    return True
