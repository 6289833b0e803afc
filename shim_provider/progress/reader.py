"""What all provider processes of a working directory tell, for whoever watches them."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from shim_provider import locks

from . import files, running
from .notes import SUFFIX, WATCHED, Note, folders

#: Seconds between two signs that somebody watches.
_SIGN_EVERY = 1.0

#: A dead process's notes are kept so many seconds for others who watch.
_KEPT_SECONDS = 10.0


class Seen(NamedTuple):
    """A change as it was noted last. `lives`: whether the process that noted it does."""

    file: str
    note: Note
    lives: bool


class Look(NamedTuple):
    """What one look shows. `goes_on`: whether a run is under way."""

    changes: list[Seen]
    goes_on: bool


class Reader:
    """Of one working directory of Terraform's."""

    def __init__(
        self,
        directory: Path,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
        *,
        every: float = 0.0,
    ) -> None:
        """`every`: how many seconds there may be between two looks."""
        self._directory = directory
        self._every = every
        self._environ = os.environ if environ is None else environ
        self._clock = clock
        self._signed = 0.0

    def look(self) -> Look:
        """All that is noted now; whoever is at work learns that somebody watches."""
        sign = self._clock() - self._signed >= _SIGN_EVERY
        changes: list[Seen] = []
        goes_on = running.holds_state(self._directory)
        for folder in folders(self._directory, self._environ):
            if sign:
                self._sign(folder)
            goes_on = goes_on or running.is_marked(folder)
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                lives = locks.is_locked(path)
                goes_on = goes_on or lives or files.goes_on(path)
                changes += self._changes(path, lives=lives)
        return Look(changes, goes_on)

    def _changes(self, path: Path, *, lives: bool) -> Iterator[Seen]:
        page = files.last_page(path)
        for note in page.notes if page else ():
            yield Seen(path.name, note, lives)
        if not lives:
            self._clear(path)

    def _sign(self, folder: Path) -> None:
        self._signed = self._clock()
        until = time.time() + self._every
        with contextlib.suppress(OSError):  # such as another user's folder: then without percent
            (folder / WATCHED).touch()
            os.utime(folder / WATCHED, (until, until))

    def _clear(self, path: Path) -> None:
        """Away with what has been dead for a while."""
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                with locks.held(path.parent):
                    files.clear(path.parent)
