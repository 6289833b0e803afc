"""What this provider has asked Linode to make, until Terraform's state is seen to hold it.

A process that is killed between Linode's answer and Terraform's state leaves something
behind that nobody knows of. So each creation is noted before it is asked for, before each
try of its request and after it is answered, in a file of the process's own beside
Terraform's data, or in a folder that outlasts the machine (`place.py`); a later process finds
what a dead one left, and takes it up or names it.

One file per process, locked for as long as the process lives: `owners.py` tells the dead. Files
of the dead change only under the lock of the folder, and under it files are made, so several
providers may run at once. Nothing secret is written: no token, no upload address. Page cache is
enough (no fsync): this is against kills, not power cuts.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider import locks

from ..problem import Problem
from . import owners
from .entries import Entry, Try, fingerprint, unsettled
from .owners import DYING_SECONDS
from .place import VARIABLE, data_folder_of, folder_of, is_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

__all__ = [
    "DYING_SECONDS",
    "VARIABLE",
    "Entry",
    "Journal",
    "Try",
    "data_folder_of",
    "fingerprint",
    "folder_of",
    "journal_of",
]


def journal_of(environ: Mapping[str, str], directory: Path, named: str | None = None) -> Journal:
    """The journal of a Terraform working directory; `named`: the folder that outlasts it."""
    folder = folder_of(environ, directory, named)
    return Journal(folder, shared=is_named(environ, named))


class Journal:
    """The journal of one process, and its view of what dead ones left."""

    def __init__(self, folder: Path, shared: bool = False) -> None:
        """`shared`: processes of other machines may use the folder, too."""
        self._folder = folder
        self._shared = shared
        self._pulse: owners.Pulse | None = None
        self._lock = threading.Lock()
        self._file: IO[str] | None = None
        self._name = owners.new_name(shared)
        self._count = 0
        self._left: dict[tuple[str, int], Entry] | None = None
        self._at_work: list[Entry] = []
        self._by_id: dict[str, list[Entry]] = {}
        self._own: dict[str, Entry] = {}
        self._answered: set[str] = set()

    def asking(self, kind: str, label: str, fingerprint: str) -> Entry:
        """Note a creation that is about to be asked for."""
        with self._lock:
            self._count += 1
            entry = Entry(self._name, self._count, kind, label, fingerprint, time.time(), tries=())
            return self._note_whole(entry)

    def trying(self, entry: Entry, theirs: float | None) -> Entry:
        """Note that its request is about to be sent; `theirs` is what Linode's clock shows."""
        with self._lock:
            tries = (*(entry.tries or ()), Try(time.time(), theirs))
            return self._note_whole(entry._replace(tries=tries))

    def failed(self, entry: Entry) -> Entry:
        """Note that the last try had no effect, for certain."""
        with self._lock:
            return self._note_whole(entry._replace(tries=(entry.tries or ())[:-1]))

    def made(self, entry: Entry, id: str) -> Entry:
        """Note that it was made."""
        with self._lock:
            self._note({"event": "made", "number": entry.number, "id": id})
            self._own[id] = entry._replace(id=id)
            return self._own[id]

    def refused(self, entry: Entry) -> None:
        """Note that nothing was made."""
        with self._lock:
            self._note({"event": "settled", "number": entry.number})

    def answered(self, id: str) -> None:
        """Terraform is given the answer, good or bad, with this id in it."""
        with self._lock:
            self._answered.add(id)

    def hand_over(self) -> None:
        """Terraform ends in order: what it was given is its own, and is not taken up again."""
        with self._lock:
            for id in self._answered & self._own.keys():
                self._note({"event": "handed", "number": self._own[id].number})
            self._answered.clear()

    def left_behind(self) -> list[Entry]:
        """What dead processes asked for and no state is known to hold, oldest first."""
        with self._lock:
            return sorted(self._leftovers().values(), key=lambda entry: entry.asked)

    def at_work(self) -> list[Entry]:
        """What other processes that still live have asked for; looks anew, also for the dead."""
        with self._lock:
            self._left = None
            self._leftovers()
            return self._at_work

    def knows_of(self, fingerprint: str) -> bool:
        """Whether a dead process left something of this creation that is still open."""
        return any(entry.fingerprint == fingerprint for entry in self.left_behind())

    def claim(self, fingerprint: str) -> Entry | None:
        """Take over what a dead process left of the same creation, for this process alone.

        One that is about to die is waited for: what it has asked for would be made twice.
        """
        self._outlive(fingerprint)
        with self._lock:
            found = [
                entry
                for entry in self._leftovers().values()
                if entry.fingerprint == fingerprint and not entry.handed
            ]
            for entry in sorted(found, key=lambda entry: entry.asked):
                if self._settle(entry, only_if_open=True):
                    return self._adopt(entry)
            return None

    def settle(self, id: str) -> None:
        """The state holds it, or it is gone: nothing is left behind of it."""
        with self._lock:
            self._leftovers()
            for entry in self._by_id.pop(id, ()):
                self._settle(entry)

    def forget(self, entry: Entry) -> None:
        """Nothing of this entry is left, by Linode's own word."""
        with self._lock:
            self._settle(entry)

    def close(self) -> None:
        """End as a process does: from now on, what is open here is left behind."""
        if self._pulse is not None:
            self._pulse.stop()
        if self._file is not None:
            self._file.close()

    def _outlive(self, fingerprint: str) -> None:
        """Wait until no other process is at work on this creation, or it will not end soon."""
        with self._lock:
            self._leftovers()
        began, first = time.monotonic(), dict[str, float]()
        while rivals := {each.file for each in self._at_work if each.fingerprint == fingerprint}:
            waited = time.monotonic() - began
            if waited > max(self._patience(file, first) for file in rivals):
                return
            time.sleep(0.1 if waited < DYING_SECONDS else 1.0)
            self.at_work()

    def _patience(self, file: str, first: dict[str, float]) -> float:
        """For how long to wait for the end of its process.

        Another machine's is not known to live until it has touched its file under our eyes; when it
        does not, it is dead after a while.
        """
        if not owners.is_foreign(file):
            return DYING_SECONDS
        touched = owners.touched(self._folder / file)
        lives = touched != first.setdefault(file, touched)
        return DYING_SECONDS if lives else owners.SILENT_SECONDS + DYING_SECONDS

    def _adopt(self, entry: Entry) -> Entry:
        self._count += 1
        return self._note_whole(entry._replace(file=self._name, number=self._count))

    def _note_whole(self, entry: Entry) -> Entry:
        # The same event each time: versions that know no tries read it, too.
        self._note({"event": "asked", **entry._asdict()})
        return entry

    def _note(self, event: dict[str, Any]) -> None:
        if self._file is None:
            with self._explained():
                self._folder.mkdir(parents=True, exist_ok=True)
            # Under the lock: before it has its own it would pass for a dead process's.
            with self._held(), self._explained():
                self._file = owners.create(self._folder / self._name)
            if self._shared:
                self._pulse = owners.Pulse(self._folder / self._name)
        self._file.write(json.dumps(event) + "\n")
        self._file.flush()

    def _leftovers(self) -> dict[tuple[str, int], Entry]:
        if self._left is None:
            self._left, self._at_work = self._look()
            self._by_id.clear()
            for entry in self._left.values():
                if entry.id is not None:
                    self._by_id.setdefault(entry.id, []).append(entry)
        return self._left

    def _look(self) -> tuple[dict[tuple[str, int], Entry], list[Entry]]:
        """What other processes have open: the dead ones, and those at work."""
        left: dict[tuple[str, int], Entry] = {}
        at_work: list[Entry] = []
        if self._folder.is_dir():
            with self._held():
                for path in owners.files_in(self._folder):
                    if path.name == self._name:
                        continue
                    if owners.owner_is_dead(path):
                        left.update(unsettled(path))
                    elif locks.CAN_LOCK:
                        at_work += [one for one in unsettled(path).values() if not one.handed]
        return left, at_work

    def _settle(self, entry: Entry, only_if_open: bool = False) -> bool:
        """Settle a dead process's entry; False when it has to be open and is not any more."""
        left = self._leftovers()
        left.pop((entry.file, entry.number), None)
        path = self._folder / entry.file
        with self._held():
            if only_if_open and (entry.file, entry.number) not in unsettled(path):
                return False
            if any(other.file == entry.file for other in left.values()):
                owners.append(path, json.dumps({"event": "settled", "number": entry.number}))
            else:
                path.unlink(missing_ok=True)
        return True

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Hold the lock of the folder. Raises Problem where it cannot be had."""
        held = locks.held(self._folder)
        with self._explained():
            held.__enter__()
        try:
            yield
        finally:
            held.__exit__(None, None, None)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Problem(
                "Cannot keep the journal",
                f"{self._folder}: {error.strerror}. What an apply has made is noted there before"
                " Terraform knows of it, so nothing is made without. It must be a folder, on"
                " a file system with locks, which this user may write."
                f" It comes from `journal`, or {VARIABLE}, or else is beside Terraform's data.",
            ) from error
