"""The requests this process has answered. Keeps no header and no body, so no secret either."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = 10_000

# Characters of each text that is the client's: ten thousand of any length would fill the memory.
_LONGEST = 500


class Entry(NamedTuple):
    """`path` is decoded and without the version prefix. `seconds`: real time until the reply.
    `at`: the world's time of the reply, in Unix seconds. Texts are cut at 500 characters, with an
    ellipsis at the end.
    """

    number: int
    method: str
    path: str
    query: str
    status: int
    seconds: float
    at: float


class RequestLog:
    """The last 10,000 requests to the API, oldest first; iterate over it or clear it at any time.

    A request whose connection was cut by a fault is listed with status 0. `run`: another one for
    each process, as the numbers begin anew.
    """

    def __init__(self) -> None:
        self.run = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._seen = 0

    def add(
        self, method: str, path: str, query: str, status: int, seconds: float, at: float
    ) -> None:
        kept = (_cut(method), _cut(path), _cut(query))
        with self._lock:
            self._seen += 1
            self._entries.append(Entry(self._seen, *kept, status, seconds, at))

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def matching(self, method: str, path: str) -> list[Entry]:
        """Requests of this method whose path is, or starts with, `path`."""
        return [e for e in self if e.method == method and e.path.startswith(path)]

    @property
    def seen(self) -> int:
        """The number of the latest request."""
        return self._seen

    def after(self, number: int, most: int) -> list[Entry]:
        """The latest `most` of the requests that came after that number, oldest first."""
        with self._lock:
            newer = itertools.takewhile(lambda e: e.number > number, reversed(self._entries))
            return list(itertools.islice(newer, most))[::-1]

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\u2026"
