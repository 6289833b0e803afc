"""The run of another process, as the provider's notes tell of it: where to look, and what it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..progress.notes import run_folder
from ..progress.processes import is_run_in
from ..progress.reader import Look, Reader
from .pace import Pace

if TYPE_CHECKING:
    from ..progress.notes import Note
    from ..progress.reader import Seen

#: A run has ended when none was seen for so many seconds: a provider ends, the next one begins.
GRACE = 1.5

_OUTPUT = "cdktf.out"
_TEMPLATE = "cdk.tf.json"


class Place(NamedTuple):
    """A working directory of Terraform's; `stack` is "" where it is no stack of an app."""

    stack: str
    reader: Reader
    #: (type, label) -> construct path.
    paths: Mapping[tuple[str, str], str]

    def name(self, note: Note) -> str:
        """What a person knows it by."""
        path = self.paths.get((note.type, note.label))
        return path or " ".join([note.type, note.label]).strip()


class Watched:
    """All that goes on in an app's folder, or in a plain configuration's."""

    def __init__(
        self,
        directory: Path,
        environ: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
        *,
        output: Path | None = None,
    ) -> None:
        """`output`: where the app writes its stacks, if not where it usually is."""
        self._directory = directory
        self._output = output or directory / _OUTPUT
        self._environ = environ
        self._clock = clock
        self._places: dict[Path, Place] = {}
        self._last_seen = -GRACE

    def look(self) -> list[tuple[Place, Look]]:
        """What is to be seen in each place; stacks may come while one looks."""
        self._find()
        looks = [(place, place.reader.look()) for place in self._places.values()]
        if any(look.goes_on for _, look in looks) or is_run_in(self._directories):
            self._last_seen = self._clock()
        return looks

    @property
    def is_over(self) -> bool:
        """Whether no run has been seen for a while, or never."""
        return self._clock() - self._last_seen >= GRACE

    @property
    def _directories(self) -> list[Path]:
        return [self._directory, *sorted(self._output.glob("stacks/*"))]

    def _find(self) -> None:
        for folder in self._directories:
            key = run_folder(folder, self._environ).resolve()
            if key not in self._places and folder.is_dir():
                stack = "" if folder == self._directory else folder.name
                reader = Reader(folder, self._environ)
                self._places[key] = Place(stack, reader, _paths(folder / _TEMPLATE))


class Documents:
    """What is noted, as documents for programs: one for each change of what is to be told."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._began = clock()
        self._told: dict[tuple[str, str, int], tuple[Note, str]] = {}
        self._paces: dict[tuple[str, str, int], Pace] = {}

    def of(self, place: Place, changes: list[Seen]) -> Iterator[dict[str, Any]]:
        """Those that are new."""
        for seen in changes:
            note, state = seen.note, _state(seen)
            key = (place.stack, seen.file, note.number)
            old = state != "under way" and (note.ended or 0.0) < self._began
            if self._told.get(key) == (note, state) or (old and key not in self._told):
                continue
            before = self._told.get(key)
            if before is None or before[0].step != note.step:
                self._paces[key] = Pace(note.step_began)
            self._told[key] = note, state
            yield self._document(place, note, state, self._paces[key])

    def _document(self, place: Place, note: Note, state: str, pace: Pace) -> dict[str, Any]:
        if note.total:
            pace.reached(note.at, note.done)
        left = pace.seconds_left(note.total) if note.total else None
        return {
            "stack": place.stack or None,
            "path": place.paths.get((note.type, note.label)),
            "type": note.type,
            "label": note.label,
            "action": note.action,
            "state": state,
            "step": note.step or None,
            "seconds": round((note.ended or self._clock()) - note.began, 1),
            "percent": int(100 * note.done / note.total) if note.total else note.percent,
            "bytes": note.done if note.total else None,
            "bytes_total": note.total or None,
            "bytes_per_second": round(pace.rate) if note.total and pace.rate else None,
            "seconds_left": None if left is None else round(left, 1),
        }


def _state(seen: Seen) -> str:
    if seen.note.ended is not None:
        return "failed" if seen.note.failed else "done"
    return "under way" if seen.lives else "lost"


def _paths(template: Path) -> dict[tuple[str, str], str]:
    """The construct of each label, as far as the stack's JSON tells it beyond doubt."""
    try:
        resources = json.loads(template.read_bytes()).get("resource", {})
    except (OSError, ValueError):
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    for type, named in resources.items():
        for body in named.values():
            path = body.get("//", {}).get("metadata", {}).get("path")
            if path and isinstance(body.get("label"), str):
                found.setdefault((type, body["label"]), []).append(path)
    return {key: paths[0] for key, paths in found.items() if len(paths) == 1}
