"""What is in a data folder after a kill, against what was promised. Each difference is a sentence.

Reads the folder with the emulator's own store, at a time when everything under way is over.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider.emulator import Clock
from shim_provider.emulator.world.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shim_provider.emulator.world.tables import Row, Tables
    from tests.emulator.world.kill_load import Made

# Longer than anything but the expiry of an upload takes in the profile `fast`, captures that queue
# behind each other too.
_LATER = 300.0


class Check:
    """One look at a folder. `problems` is empty when every promise was kept."""

    def __init__(self, data: Path) -> None:
        self.problems: list[str] = []
        #: Files of uploads that no image refers to: what a kill leaves behind.
        self.leftovers: set[str] = set()
        self.events: set[int] = set()
        self._world = World(data, clock=Clock(held=True))
        self._world.clock.move(_LATER)

    def run(self, made: list[Made], seen: set[int]) -> Check:
        """Hold the folder against everything `made`, and against events `seen` before.

        What was asked for and not acknowledged counts as promised from now on, if it was done.
        """
        try:
            self._world.settle()
            with self._world.store.read() as tables:
                self._read(tables)
            for each in made:
                self._compare(each)
            self._nothing_else(made)
            self._events_stay(seen)
            return self
        finally:
            self._world.close()

    def _read(self, tables: Tables) -> None:
        own = [*tables.select("image", "account <> ''"), *tables.select("instance", "1")]
        self._rows = {_mark(row): row for row in own}
        self._parts = {
            kind: Counter(row.parent for row in tables.select(kind, "1"))
            for kind in ("disk", "config")
        }
        self._found: dict[object, Counter[str]] = defaultdict(Counter)
        for row in tables.select("event", "1"):
            self.events.add(int(row.id))
            # Of a capture, the image is the second entity.
            of = "secondary_entity" if row.doc["action"] == "disk_imagize" else "entity"
            self._found[_entity(row.doc[of])][row.doc["action"]] += 1
        used = {row.hidden.get("file") for row in own}
        self.leftovers = {file.name for file in self._world.store.uploads.iterdir()} - used

    def _compare(self, made: Made) -> None:
        row = self._rows.get(made.mark)
        if made.id is None and row is not None:
            # Its reply was lost, but it is there: with everything that belongs to it, then.
            made.id, made.acknowledged = row.id, Counter(made.asked)
        if made.id is None:
            return
        self._compare_row(made, row)
        self._compare_events(made)

    def _compare_row(self, made: Made, row: Row | None) -> None:
        if row is None:
            if not made.gone(made.asked):
                self._tell(made, "is lost")
            made.acknowledged[f"{made.kind}_delete"] = made.asked[f"{made.kind}_delete"]
            return
        if made.gone(made.acknowledged):
            self._tell(made, "is there again")
        made.asked[f"{made.kind}_delete"] = made.acknowledged[f"{made.kind}_delete"]
        self._compare_label(made, row.doc["label"])
        (self._compare_image if made.kind == "image" else self._compare_linode)(made, row)

    def _compare_label(self, made: Made, label: str) -> None:
        if label not in (made.label, made.wanted):
            self._tell(made, f"is called {label}, neither {made.label} nor {made.wanted or 'new'}")
        done, undone = made.asked, made.acknowledged
        if label == made.wanted:
            done, undone = undone, done
        done["image_update"] = undone["image_update"]
        made.label, made.wanted = label, ""

    def _compare_image(self, made: Made, row: Row) -> None:
        available = row.doc["status"] == "available"
        captured = made.asked["disk_imagize"] > 0
        if available and not captured and made.upload not in ("sent", "kept"):
            self._tell(made, f"is available, and its upload was {made.upload or 'never begun'}")
        if not available and (captured or made.upload == "kept"):
            self._tell(made, f"is {row.doc['status']}, and its data were acknowledged")
        if available and not captured:
            self._compare_data(made, row)
            made.upload = "kept"

    def _compare_data(self, made: Made, row: Row) -> None:
        data = (self._world.store.uploads / row.hidden["file"]).read_bytes()
        if not made.md5 == row.hidden["md5"] == hashlib.md5(data).hexdigest():
            self._tell(made, "is available with other data than were sent")

    def _compare_linode(self, made: Made, row: Row) -> None:
        parts = (self._parts["disk"][row.id], self._parts["config"][row.id])
        if parts != (2, 1) or row.doc["status"] != "running":
            self._tell(made, f"is {row.doc['status']} with {parts} disks and profiles")

    def _compare_events(self, made: Made) -> None:
        for action, promised in made.acknowledged.items():
            if self._found[made.id][action] != promised:
                found = self._found[made.id][action]
                self._tell(made, f"has {found} events {action}, not {promised}")

    def _nothing_else(self, made: list[Made]) -> None:
        for mark in self._rows.keys() - {each.mark for each in made}:
            self.problems.append(f"{mark} is there, and nobody asked for it")
        for id in self._found.keys() - {each.id for each in made}:
            self.problems.append(f"there are events of {id}, which nobody asked for")

    def _events_stay(self, seen: set[int]) -> None:
        if lost := seen - self.events:
            self.problems.append(f"events are lost: {sorted(lost)}")

    def _tell(self, made: Made, what: str) -> None:
        self.problems.append(f"{made.kind} {made.id} ({made.mark}) {what}")


def _entity(named: Mapping[str, Any]) -> object:
    """What an event names; a private image by its number, which is not yet its id."""
    numbered = named["type"] == "image" and isinstance(named["id"], int)
    return f"private/{named['id']}" if numbered else named["id"]


def _mark(row: Row) -> str:
    mark: str = row.doc["description"] if row.kind == "image" else row.doc["label"]
    return mark
