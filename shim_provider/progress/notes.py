"""What is noted of one change under way, and where.

Each provider process has a file of its own beside Terraform's data, which it keeps locked for as
long as it lives. A line of it is all there is to tell at a moment; the last whole one counts.
Nothing secret is in there: no token, no upload address, no argument but the label.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The folder of notes, beside the journal's.
FOLDER = "progress"
SUFFIX = ".notes"
#: Its time is when somebody has looked, or means to look next: who watches is worth a request to
#: know a percentage.
WATCHED = "watched"
#: Held by a run of several commands, from its start to its end.
RUN_SUFFIX = ".run"

#: Seconds after which nobody watches any more who has not said so again.
WATCHED_SECONDS = 5.0

_DATA, _OURS, _WORKSPACES = ".terraform", "linode-images", "workspace-*"


class Note(NamedTuple):
    """One change of one resource; times are Unix seconds."""

    number: int
    type: str
    #: What a person knows it by: its label, else its id.
    label: str
    #: `create`, `update` or `delete`.
    action: str
    began: float
    #: In words, such as "uploading"; "" before the first.
    step: str = ""
    step_began: float = 0.0
    #: Bytes of an upload, and when so many were sent; a `total` of 0: there is none.
    done: int = 0
    total: int = 0
    at: float = 0.0
    percent: int | None = None
    ended: float | None = None
    failed: bool = False
    #: "" where there is none yet, as of what is being made.
    id: str = ""


class Process(NamedTuple):
    """A process, and when it started, in the system's own words; "" where it does not tell."""

    pid: int
    started: str


class Page(NamedTuple):
    """All that a provider process tells at a moment."""

    #: Terraform, and what runs it where that is a run of several commands, such as cdktf.
    runs: tuple[Process, ...]
    notes: tuple[Note, ...]


def data_of(environ: Mapping[str, str], directory: Path) -> Path:
    """Where Terraform keeps its data in a working directory (TF_DATA_DIR is obeyed)."""
    return directory / (environ.get("TF_DATA_DIR") or _DATA)


def run_folder(directory: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Where runs are marked: the same in every workspace."""
    given = os.environ if environ is None else environ
    return data_of(given, directory) / _OURS / FOLDER


def folders(directory: Path, environ: Mapping[str, str] | None = None) -> list[Path]:
    """Those there are for a working directory: each workspace has its own."""
    first = run_folder(directory, environ)
    others = sorted(first.parent.glob(f"{_WORKSPACES}/{FOLDER}"))
    return [folder for folder in (first, *others) if folder.is_dir()]


def written(page: Page) -> dict[str, Any]:
    """As JSON has it: what is as it is by default is left out."""
    return {
        "runs": [list(one) for one in page.runs],
        "notes": [_written(note) for note in page.notes],
    }


def read(document: Any) -> Page:
    """What was written. Of a newer version's, what this one knows.

    Raises KeyError, TypeError or ValueError for what is no page.
    """
    return Page(
        tuple(Process(int(pid), str(started)) for pid, started in document["runs"]),
        tuple(_note(one) for one in document["notes"]),
    )


def _written(note: Note) -> dict[str, Any]:
    usual = Note._field_defaults
    return {name: value for name, value in note._asdict().items() if value != usual.get(name, ...)}


def _note(document: Mapping[str, Any]) -> Note:
    return Note(**{name: document[name] for name in Note._fields if name in document})
