"""What this provider has asked Linode to make, until Terraform's state is seen to hold it.

A process that is killed between Linode's answer and Terraform's state leaves something
behind that nobody knows of. So each creation is noted before it is asked for, before each
try of its request and after it is answered, in a file of the process's own beside
Terraform's data; a later process finds what a dead one left, and takes it up or names it.

One file per process, `<random>.jsonl`, locked for as long as the process lives: a file
whose lock can be had is a dead process's. Files of the dead change only under the lock
of the folder, and under it files are made, so several providers may run at once. A later
line of an entry replaces an earlier one. Nothing secret is written: no token, no
upload address. Page cache is enough (no fsync): this is against kills, not power cuts.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

try:
    import fcntl
except ImportError:  # Windows: without locks no process is known to be dead, nothing is taken up
    fcntl = None  # type: ignore[assignment]

_FOLDER = "linode-images"
_FOLDER_LOCK = "lock"

# A provider whose Terraform was killed ends by itself within a moment, and so does one that was
# killed; a claim waits so many seconds for that. Whoever lives longer is at work.
DYING_SECONDS = 5.0


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


def folder_of(environ: Mapping[str, str], directory: Path) -> Path:
    """The journal's folder for a Terraform working directory (TF_DATA_DIR is obeyed).

    Each workspace has its own: what one made is in a state that another does not see, and
    would be taken up twice.
    """
    data = directory / (environ.get("TF_DATA_DIR") or ".terraform")
    workspace = environ.get("TF_WORKSPACE") or _workspace_chosen(data)
    own = "" if workspace in ("", "default") else f"workspace-{workspace}"
    return data / _FOLDER / own / "journal"


def _workspace_chosen(data: Path) -> str:
    """The workspace that `terraform workspace select` has noted; "" where there is no note."""
    try:
        return (data / "environment").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def fingerprint(*parts: Any) -> str:
    """What tells one creation from another: a digest of what was asked, and of whom."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


class Journal:
    """The journal of one process, and its view of what dead ones left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._file: IO[str] | None = None
        self._name = f"{os.urandom(8).hex()}.jsonl"
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
        if self._file is not None:
            self._file.close()

    def _outlive(self, fingerprint: str) -> None:
        """Wait until no other process is at work on this creation, or it will not end soon."""
        with self._lock:
            self._leftovers()
        end = time.monotonic() + DYING_SECONDS
        while any(entry.fingerprint == fingerprint for entry in self._at_work):
            if time.monotonic() > end:
                return
            time.sleep(0.1)
            self.at_work()

    def _adopt(self, entry: Entry) -> Entry:
        self._count += 1
        return self._note_whole(entry._replace(file=self._name, number=self._count))

    def _note_whole(self, entry: Entry) -> Entry:
        # The same event each time: versions that know no tries read it, too.
        self._note({"event": "asked", **entry._asdict()})
        return entry

    def _note(self, event: dict[str, Any]) -> None:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Under the lock: between its creation and its own lock it would pass for a dead one's.
            with _held(self._folder):
                self._file = _create(self._folder / self._name)
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
            with _held(self._folder):
                for path in self._folder.glob("*.jsonl"):
                    if path.name == self._name:
                        continue
                    if _owner_is_dead(path):
                        left.update(_unsettled(path))
                    elif fcntl:
                        at_work += [one for one in _unsettled(path).values() if not one.handed]
        return left, at_work

    def _settle(self, entry: Entry, only_if_open: bool = False) -> bool:
        """Settle a dead process's entry; False when it has to be open and is not any more."""
        left = self._leftovers()
        left.pop((entry.file, entry.number), None)
        path = self._folder / entry.file
        with _held(self._folder):
            if only_if_open and (entry.file, entry.number) not in _unsettled(path):
                return False
            if any(other.file == entry.file for other in left.values()):
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"event": "settled", "number": entry.number}) + "\n")
            else:
                path.unlink(missing_ok=True)
        return True


def _create(path: Path) -> IO[str]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return os.fdopen(descriptor, "w", encoding="utf-8")


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder."""
    with (folder / _FOLDER_LOCK).open("a") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _owner_is_dead(path: Path) -> bool:
    if not fcntl:
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unsettled(path: Path) -> dict[tuple[str, int], Entry]:
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
