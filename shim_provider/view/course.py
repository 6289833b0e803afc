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

from .names import Names
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
    #: Its id, where the engine tells it: of what is made, at the end.
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
    """All stacks of a run. `names`: what the app calls their resources, by stack."""

    def __init__(
        self, names: Mapping[str, Names] | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._names = names or {}
        self._clock = clock
        self._lines: dict[tuple[str, str], Line] = {}
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

    def expect(self, stack: str, steps: Mapping[str, int]) -> None:
        """Take what is planned: in how many steps each address changes, two for a replacement."""
        for address, count in steps.items():
            if (stack, address) not in self._steps_left:
                self.total += 1
            self._steps_left[stack, address] = count

    def event(self, stack: str, event: Event) -> list[Happening]:
        """Take a line of the engine's output; one that is of no interest here says nothing."""
        taken = _EVENTS.get(str(event.get("type")))
        return taken(self, stack, event) if taken else []

    def notes(self, stack: str, notes: Iterable[Note]) -> None:
        """Take what the provider tells of changes under way, where the engine has told of them."""
        lines = [line for line in self._lines.values() if line.stack == stack]
        left = [note for note in notes if note.ended is None]
        for fits in _FITTING:
            for note in list(left):
                found = [line for line in lines if _alike(line, note) and fits(line, note)]
                if len(found) == 1:
                    found[0].noted(note)
                    lines.remove(found[0])
                    left.remove(note)

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

    def _planned(self, stack: str, event: Event) -> list[Happening]:
        change = event.get("change") or {}
        address, action = _address(change), str(change.get("action"))
        if (stack, address) not in self._steps_left and action in (*CHANGES, "replace"):
            self.expect(stack, {address: 2 if action == "replace" else 1})
        return []

    def _began(self, stack: str, event: Event) -> list[Happening]:
        hook = event.get("hook") or {}
        action = str(hook.get("action"))
        if action not in CHANGES:
            return []
        address, names = _address(hook), self._names.get(stack, Names())
        line = Line(
            stack,
            names.path(address) or address,
            str((hook.get("resource") or {}).get("resource_type", "")),
            action,
            self._clock(),
            names.label(address),
            id=str(hook.get("id_value") or ""),
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
        line.id = str(hook.get("id_value") or line.id)
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


def _alike(line: Line, note: Note) -> bool:
    return (line.type, line.action) == (note.type, note.action)


def _same(one: Note, other: Note) -> bool:
    return (one.number, one.began) == (other.number, other.began)


#: By what a note is known to be a line's, the surest first; it must be the only such line.
_FITTING: tuple[Callable[[Line, Note], bool], ...] = (
    lambda line, note: line.note is not None and _same(line.note, note),
    lambda line, note: bool(note.id) and line.id == note.id,
    lambda line, note: line.label is not None and line.label == note.label,
    # One whose label is known is no other's.
    lambda line, _: line.note is None and line.label is None and not line.id,
)
