"""What is noted of a creation, and how a journal's file is read.

A later line of an entry replaces an earlier one; a last line cut short counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Try(NamedTuple):
    """One request that may have made it: when it was sent, by our clock and by Linode's.

    Unix times; `theirs` is None where Linode had not told its time yet.
    """

    ours: float
    theirs: float | None


class Entry(NamedTuple):
    """One creation: `id` is None while its answer is not known. `asked` is a Unix time."""

    file: str
    number: int
    kind: str
    label: str
    fingerprint: str
    asked: float
    id: str | None = None
    #: Terraform had the answer and ended in order: if no state holds it, that was somebody's wish.
    handed: bool = False
    #: Without those known to have had no effect. None: of a version that did not note them.
    tries: tuple[Try, ...] | None = None
    #: While `id` is None: what the same process made of other entries, so not of this one.
    others: tuple[str, ...] = ()

    @property
    def may_exist(self) -> bool:
        """Whether there may be something of it: without a request there is nothing."""
        return self.id is not None or self.tries != ()


def fingerprint(*parts: Any) -> str:
    """What tells one creation from another: a digest of what was asked, and of whom."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def unsettled(path: Path) -> dict[tuple[str, int], Entry]:
    """The open entries of a file of which there may be something.

    A last line cut short by the kill counts for nothing.
    """
    entries: dict[int, Entry] = {}
    made: dict[str, int] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event["event"] == "made":
            made[event["id"]] = event["number"]
        _replay(entries, event, path.name)
    return {
        (path.name, number): _apart(entry, made)
        for number, entry in entries.items()
        if entry.may_exist
    }


def _apart(entry: Entry, made: Mapping[str, int]) -> Entry:
    """An entry without an answer, with what was made of others, settled ones too."""
    if entry.id is not None:
        return entry
    others = {id for id, number in made.items() if number != entry.number}
    return entry._replace(others=tuple(sorted({*entry.others, *others})))


def _replay(entries: dict[int, Entry], event: dict[str, Any], file: str) -> None:
    number = event["number"]
    if event["event"] == "asked":
        values = {name: event[name] for name in Entry._fields if name in event}
        entries[number] = _typed(Entry(**{**values, "file": file}))
    elif event["event"] == "made" and number in entries:
        entries[number] = entries[number]._replace(id=event["id"])
    elif event["event"] == "handed" and number in entries:
        entries[number] = entries[number]._replace(handed=True)
    else:
        entries.pop(number, None)


def _typed(entry: Entry) -> Entry:
    """The entry as it was before JSON made lists of it."""
    tries = None if entry.tries is None else tuple(Try(*one) for one in entry.tries)
    return entry._replace(tries=tries, others=tuple(entry.others))
