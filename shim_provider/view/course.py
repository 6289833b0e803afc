"""The course of a run: which resources are under way, which are done; not how that looks.

Two sources tell of it: the engine, by the events of its machine-readable output
(https://developer.hashicorp.com/terraform/internals/machine-readable-ui), and the provider, by the
notes of `progress`. The engine knows addresses, the provider how far a change has come; it is not
told the address, so a note is matched with a line by type, action and label.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from .pace import Pace

if TYPE_CHECKING:
    from ..progress.notes import Note
    from ..progress.reader import Seen

Event = Mapping[str, Any]

#: Seconds between two times that it is told of a line that it goes on: as the engine does.
_TELL_EVERY = 10.0

#: What counts as a change, as the engine names it in plans; a replacement is a pair of them.
CHANGES = ("create", "update", "delete")


@dataclass
class Line:
    """A resource under way; `began` and `ended` are Unix seconds."""

    stack: str
    #: How it is called: the construct's path, else the address, else its type and label.
    name: str
    type: str
    action: str
    began: float
    label: str | None = None
    note: Note | None = None
    pace: Pace = field(default_factory=lambda: Pace(0.0))
    ended: float | None = None
    #: `done`, `failed`, or `lost` where the provider has gone without a word.
    outcome: str = ""
    #: Its id, where the engine tells it.
    id: str = ""
    #: When it was told of last.
    told: float = 0.0

    def seconds(self, now: float) -> float:
        """For how long it has been under way, or was."""
        return max(0.0, (now if self.ended is None else self.ended) - self.began)

    def noted(self, note: Note) -> None:
        """Take what the provider tells now."""
        if self.note is None or self.note.step != note.step:
            self.pace = Pace(note.step_began)
        self.note = note
        if note.total:
            self.pace.reached(note.at, note.done)


class Happening(NamedTuple):
    """What has just happened to a line: `began`, `goes on` or `ended`."""

    what: str
    line: Line


class Course:
    """All stacks of a run. `paths`: address -> construct path, by stack."""

    def __init__(
        self,
        paths: Mapping[str, Mapping[str, str]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._paths = paths or {}
        self._clock = clock
        self._lines: dict[tuple[str, str], Line] = {}
        self._labels: dict[tuple[str, str], str | None] = {}
        self._steps_left: dict[tuple[str, str], int] = {}
        self._since = clock()
        self._over: set[tuple[str, str]] = set()
        #: How many resources are to change, 0 where nobody has told, and how many have.
        self.total = 0
        self.done = 0
        self.failed = 0

    @property
    def lines(self) -> list[Line]:
        """What is under way, in the order in which it began."""
        return list(self._lines.values())

    def expect(self, stack: str, changes: Iterable[Mapping[str, Any]]) -> None:
        """Take what is planned: `resource_changes` of `show -json`."""
        for change in changes:
            actions = [one for one in change["change"]["actions"] if one in CHANGES]
            if not actions or change.get("mode") == "data":
                continue
            key = (stack, str(change["address"]))
            values = change["change"].get("after") or change["change"].get("before") or {}
            self._labels[key] = values.get("label") or values.get("id")
            self._steps_left[key] = len(actions)
            self.total += 1

    def event(self, stack: str, event: Event) -> list[Happening]:
        """Take a line of the engine's output; one that is of no interest here says nothing."""
        taken = _EVENTS.get(str(event.get("type")))
        return taken(self, stack, event) if taken else []

    def notes(self, stack: str, notes: Iterable[Note]) -> None:
        """Take what the provider tells of changes under way, where the engine has told of them."""
        open_notes = [note for note in notes if note.ended is None]
        lines = [line for line in self._lines.values() if line.stack == stack]
        for note in open_notes:
            fitting = [line for line in lines if _fits(line, note)]
            same = [line for line in fitting if line.label == note.label]
            # One whose label is known is no other's.
            free = [line for line in fitting if line.label is None]
            if found := same or (free if len(free) == 1 else []):
                found[0].noted(note)
                lines.remove(found[0])

    def seen(
        self, stack: str, changes: Iterable[Seen], name: Callable[[Note], str]
    ) -> list[Happening]:
        """Take all that the provider tells, where nothing else tells of the run."""
        here = {f"{seen.file}:{seen.note.number}": seen for seen in changes}
        happened = [
            happening
            for key, seen in here.items()
            for happening in self._seen(stack, key, seen, name)
        ]
        gone = [key for key in self._lines if key[0] == stack and key[1] not in here]
        return [*happened, *(self._end(key, self._clock(), "lost") for key in gone)]

    def _seen(
        self, stack: str, key: str, seen: Seen, name: Callable[[Note], str]
    ) -> Iterator[Happening]:
        note, line = seen.note, self._lines.get((stack, key))
        over = note.ended is not None or not seen.lives
        if line is None:
            # What was over before anybody looked is no news.
            if (stack, key) in self._over or (over and (note.ended or 0.0) < self._since):
                return
            line = Line(stack, name(note), note.type, note.action, note.began, note.label)
            line.told = self._clock()
            self._lines[stack, key] = line
            line.noted(note)
            yield Happening("began", line)
        line.noted(note)
        if over:
            outcome = "lost" if note.ended is None else "failed" if note.failed else "done"
            yield self._end((stack, key), note.ended or self._clock(), outcome)
        elif self._clock() - line.told >= _TELL_EVERY:
            line.told = self._clock()
            yield Happening("goes on", line)

    def _end(self, key: tuple[str, str], when: float, outcome: str) -> Happening:
        line = self._lines.pop(key)
        self._over.add(key)
        line.ended, line.outcome = when, outcome
        if outcome == "done":
            self.done += 1
        else:
            self.failed += 1
        return Happening("ended", line)

    def _name(self, stack: str, address: str) -> str:
        return self._paths.get(stack, {}).get(address) or address

    def _planned(self, stack: str, event: Event) -> list[Happening]:
        change = event.get("change") or {}
        address, action = _address(change), str(change.get("action"))
        key = (stack, address)
        if key not in self._steps_left and action in (*CHANGES, "replace"):
            self._steps_left[key] = 2 if action == "replace" else 1
            self.total += 1
        return []

    def _began(self, stack: str, event: Event) -> list[Happening]:
        hook = event.get("hook") or {}
        action = str(hook.get("action"))
        if action not in CHANGES:
            return []
        address = _address(hook)
        line = Line(
            stack,
            self._name(stack, address),
            str((hook.get("resource") or {}).get("resource_type", "")),
            action,
            self._clock(),
            self._labels.get((stack, address)),
        )
        self._lines[stack, address] = line
        return [Happening("began", line)]

    def _goes_on(self, stack: str, event: Event) -> list[Happening]:
        line = self._lines.get((stack, _address(event.get("hook") or {})))
        return [Happening("goes on", line)] if line else []

    def _ended(self, stack: str, event: Event) -> list[Happening]:
        hook = event.get("hook") or {}
        key = (stack, _address(hook))
        line = self._lines.pop(key, None)
        if line is None:
            return []
        line.ended = self._clock()
        line.outcome = "failed" if event["type"] == "apply_errored" else "done"
        line.id = str(hook.get("id_value") or "")
        left = self._steps_left[key] = self._steps_left.get(key, 1) - 1
        if line.outcome == "failed":
            self.failed += 1
        elif left <= 0:
            self.done += 1
        return [Happening("ended", line)]


_EVENTS: dict[str, Callable[[Course, str, Event], list[Happening]]] = {
    "planned_change": Course._planned,
    "apply_start": Course._began,
    "apply_progress": Course._goes_on,
    "apply_complete": Course._ended,
    "apply_errored": Course._ended,
}


def _address(told: Mapping[str, Any]) -> str:
    return str((told.get("resource") or {}).get("addr", ""))


def _fits(line: Line, note: Note) -> bool:
    return (line.type, line.action) == (note.type, note.action)
