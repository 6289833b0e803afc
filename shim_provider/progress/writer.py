"""The notes of one provider process, written while it is at work.

Cheap where nobody watches: a line in a second at most, of what is under way then. A note that
cannot be written is not written: no operation fails of it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider import locks

from . import files, processes
from .notes import SUFFIX, WATCHED, WATCHED_SECONDS, Note, Page, written

if TYPE_CHECKING:
    from .notes import Process

#: Seconds between two lines, with and without somebody who watches; and between looks for one.
_WATCHED_EVERY, _EVERY, _LOOK_EVERY = 0.25, 1.0, 0.5

#: The file begins anew once it is as large as this.
_MOST_BYTES = 64 * 1024

#: So many changes that have ended are still told of, for so many seconds.
_MOST_ENDED, _ENDED_SECONDS = 50, 10.0


class Writer:
    """What one process tells; for any number of threads. `engine`: the process that launched it."""

    def __init__(
        self, folder: Path, engine: Callable[[], int], clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()
        self._runs: tuple[Process, ...] = ()
        self._notes: dict[int, Note] = {}
        self._count = 0
        self._file: int | None = None
        #: Whether nothing can be told, or is to be told any more.
        self._broken = False
        self._size = 0
        self._written = 0.0
        self._later: threading.Timer | None = None
        self._looked = 0.0
        self._watched = False

    def work(self, type: str) -> Work:
        """An operation on a resource of that type. Nothing of it is told before it `began`."""
        return Work(self, type)

    def watched(self) -> bool:
        """Whether somebody watches."""
        now = self._clock()
        if now - self._looked >= _LOOK_EVERY:
            self._looked = now
            try:
                age = now - (self._folder / WATCHED).stat().st_mtime
            except OSError:
                age = WATCHED_SECONDS
            self._watched = age < WATCHED_SECONDS
        return self._watched

    def note(self, note: Note) -> None:
        """Tell of it, soon."""
        with self._lock:
            self._notes[note.number] = note
            self._write_soon()

    def number(self) -> int:
        """Of a new note."""
        with self._lock:
            self._count += 1
            return self._count

    def present(self) -> None:
        """Tell that this process is there, and of what run it is part."""
        if self._file is None:
            with self._lock:
                self._write_soon()

    def close(self) -> None:
        """Tell what is still to be told, and no more: the process is about to end."""
        with self._lock:
            if self._later:
                self._later.cancel()
                self._write()
            self._broken = True
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _write_soon(self) -> None:
        if self._later or self._broken:
            return
        pause = _WATCHED_EVERY if self.watched() else _EVERY
        left = self._written + pause - self._clock()
        if not 0 < left <= pause:
            self._write()
            return
        self._later = threading.Timer(left, self._write_late)
        self._later.daemon = True
        self._later.start()

    def _write_late(self) -> None:
        with self._lock:
            if self._later:
                self._write()

    def _write(self) -> None:
        self._later = None
        self._written = now = self._clock()
        self._forget_ended(now)
        try:
            self._append(json.dumps(written(Page(self._runs, tuple(self._notes.values())))))
        except (OSError, ValueError):
            self._broken = True  # a disk that is full, or a folder that is gone: nothing is told

    def _append(self, line: str) -> None:
        if self._file is None:
            self._file = self._opened()
            line = json.dumps(written(Page(self._runs, tuple(self._notes.values()))))
        data = line.encode() + b"\n"
        if self._size + len(data) > _MOST_BYTES:
            os.ftruncate(self._file, 0)
            self._size = 0
        self._size += os.write(self._file, data)

    def _opened(self) -> int:
        self._runs = processes.run_of(self._engine())
        self._folder.mkdir(parents=True, exist_ok=True)
        with locks.held(self._folder):
            files.clear(self._folder)
            return locks.create(self._folder / f"{os.urandom(8).hex()}{SUFFIX}")

    def _forget_ended(self, now: float) -> None:
        ended = [note for note in self._notes.values() if note.ended is not None]
        for place, note in enumerate(reversed(ended)):
            if place >= _MOST_ENDED or now - (note.ended or now) > _ENDED_SECONDS:
                del self._notes[note.number]


class Work:
    """One operation, told of step by step. What it is given before it `began`, it does not tell."""

    def __init__(self, writer: Writer, type: str) -> None:
        self._writer = writer
        self._type = type
        self._note: Note | None = None

    def began(self, action: str, label: str, id: str = "") -> None:
        """It is a change (`create`, `update`, `delete`) of what has that label and that id."""
        now = self._writer._clock()
        note = Note(self._writer.number(), self._type, label, action, now, step_began=now, id=id)
        self._tell(note)

    def ended(self, *, failed: bool) -> None:
        """It has."""
        if self._note:
            self._tell(self._note._replace(ended=self._writer._clock(), failed=failed))
            self._note = None

    def step(self, words: str) -> None:
        """What is done now: a part of a sentence, such as "uploading"."""
        if self._note and self._note.step != words:
            now = self._writer._clock()
            self._tell(
                self._note._replace(
                    step=words, step_began=now, done=0, total=0, at=0.0, percent=None
                )
            )

    def sent(self, done: int, total: int) -> None:
        """So many bytes of the step's upload."""
        if self._note:
            self._tell(self._note._replace(done=done, total=total, at=self._writer._clock()))

    def percent(self, percent: int | None) -> None:
        """How much of the step is done; None: not known, which is no news."""
        if self._note and percent is not None and percent != self._note.percent:
            self._tell(self._note._replace(percent=percent))

    def watched(self) -> bool:
        """Whether a percentage is worth a request."""
        return self._note is not None and self._writer.watched()

    def _tell(self, note: Note) -> None:
        self._note = note
        self._writer.note(note)
