"""One entry of a world's file: its fields read by rules, with errors that name the place.

Knows what all kinds of things share (ids, times, accounts) and nothing of any one kind.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ..requests import checks
from ..requests.access import ACCOUNT as ACCOUNT_FORM
from ..requests.errors import ApiError, of_world
from ..world.moment import Moment
from ..world.refusals import RefusedError

if TYPE_CHECKING:
    from ..world.tables import Document, Tables

DEFAULT_ACCOUNT = "default"

# How much of a wrong value an error repeats.
_MOST = 60


class SeedError(Exception):
    """The file describes no world. A line for each problem: the place, what is expected, a mend."""


class Field(NamedTuple):
    """What a field may hold, and the same in words that follow "expected"."""

    check: checks.Check
    expected: str


class Entry:
    """What is given at a place such as `linodes[0].disks[1]`; null counts as not given."""

    def __init__(self, place: str, given: Document) -> None:
        self.place = place
        self.given = given

    def wrong(self, field: str, expected: str, mend: str) -> SeedError:
        value: Any = self.given
        for name in field.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return wrong(f"{self.place}.{field}", expected, value, mend)

    @contextmanager
    def checked(self) -> Iterator[None]:
        """What the API refuses within, or the world, is wrong here."""
        try:
            yield
        except (ApiError, RefusedError) as problem:
            refusal = problem if isinstance(problem, ApiError) else of_world(problem)
            raise SeedError(
                "\n".join(_refusal(self.place, **error) for error in refusal.errors)
            ) from problem


class Loading:
    """A world that is being filled. `gone`: ids of images that the file says are deleted."""

    def __init__(self, tables: Tables, now: float, durations: Mapping[str, float]) -> None:
        self.tables = tables
        self._now = now
        self._durations = durations
        self.gone: set[str] = set()

    def moment(self, given: Document) -> Moment:
        """As if the owner had asked for it."""
        account: str = given.get("account", DEFAULT_ACCOUNT)
        username = given.get("created_by", account)
        return Moment(self.tables, self._now, self._durations, account, username)

    def number(self, counter: str, entry: Entry) -> int:
        """The number an entry asks for, or a new one."""
        if "id" not in entry.given:
            return self.tables.next_number(counter)
        kind, prefix = _PREFIXES.get(counter, (counter, ""))
        id = f"{prefix}{entry.given['id']}" if prefix else entry.given["id"]
        if self.tables.find(kind, id) or id in self.gone:
            raise entry.wrong("id", "an id used once", "choose another, or leave it out")
        return self.tables.take_number(counter, entry.given["id"])


# Counter -> table and beginning of the id, where the id is no bare number.
_PREFIXES = {"image": ("image", "private/"), "sharedimage": ("image", "shared/")}


def _time(value: object) -> str | None:
    try:
        found = datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return "no time"
    # Also 2026-1-2T3:4:5 is understood, and would sort wrongly.
    return None if found.isoformat() == value else "another form"


ID = Field(checks.whole(low=1, high=2**40), "a whole number, 1 or more")
TEXT = Field(checks.text(1, 255), "a text of 1 to 255 characters")
FLAG = Field(checks.flag, "true or false")
LIST = Field(checks.list_of(lambda _: None, high=10_000), "a list")
OBJECT = Field(checks.mapping, "an object")
TAGS = Field(checks.tags, "a list of texts of 3 to 100 characters")
TIME = Field(_time, "a time in UTC such as 2026-01-31T12:00:00")
TIMES = {"created": TIME, "updated": TIME}
ACCOUNT = Field(
    checks.text(1, 100, pattern=ACCOUNT_FORM, pattern_reason="no account"),
    "a name of 1 to 100 characters that does not begin with /",
)


def read(place: str, value: object, fields: Mapping[str, Field], required: str = "") -> Entry:
    """The fields of an object. Raises SeedError with every problem of it.

    `required`: names with blanks between them.
    """
    if not isinstance(value, dict):
        raise wrong(place, "an object", value, "name its fields")
    problems = [_unknown(place, name, fields) for name in value if name not in fields]
    given = {name: each for name, each in value.items() if each is not None and name in fields}
    for name in required.split():
        if name not in given:
            expected = fields[name].expected
            problems.append(_sentence(f"{place}.{name}", expected, None, "add it"))
    for name, each in given.items():
        if fields[name].check(each) is not None:
            mend = "correct it" if name in required.split() else "correct it, or leave it out"
            problems.append(_sentence(f"{place}.{name}", fields[name].expected, each, mend))
    if problems:
        raise SeedError("\n".join(problems))
    return Entry(place, given)


def entries(place: str, values: object) -> Iterator[tuple[str, object]]:
    """Each value of a list and its place. Raises SeedError for what is no list."""
    if not isinstance(values, list):
        raise wrong(place, "a list", values, "write one")
    return ((f"{place}[{number}]", value) for number, value in enumerate(values))


def times(given: Document) -> Document:
    """`created` and `updated` as given; what was never said to be updated was not."""
    found: Document = {name: given[name] for name in TIMES if name in given}
    return {"updated": found["created"], **found} if "created" in found else found


def lean(entry: Document, **defaults: Any) -> Document:
    """Without what goes without saying: the value that a field left out has."""
    unsaid = {"account": DEFAULT_ACCOUNT, "updated": entry.get("created"), **defaults}
    return {
        name: value
        for name, value in entry.items()
        if not (name in unsaid and value == unsaid[name])
    }


def wrong(place: str, expected: str, value: object, mend: str) -> SeedError:
    return SeedError(_sentence(place, expected, value, mend))


# What to do about what the API refuses, by the last part of the field.
_MENDS = {
    "disk_id": "give the id of a disk of this Linode",
    "kernel": "see GET /v4/linode/kernels",
    "ipv4": "choose another, or leave it out",
}


def _refusal(place: str, reason: str, field: str = "") -> str:
    mend = _MENDS.get(field.rpartition(".")[2], "correct it, or leave it out")
    return f"{place}.{field}: {reason.rstrip('.')}; {mend}"


def _unknown(place: str, name: str, fields: Mapping[str, Field]) -> str:
    close = difflib.get_close_matches(name, fields, n=1)
    mend = f"did you mean {close[0]}? " if close else ""
    return f"{place}.{name[:_MOST]}: there is no such field; {mend}there are {', '.join(fields)}"


def _sentence(place: str, expected: str, value: object, mend: str) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    found = "nothing" if value is None else text if len(text) <= _MOST else f"{text[:_MOST]}..."
    return f"{place}: expected {expected}, found {found}; {mend}"
