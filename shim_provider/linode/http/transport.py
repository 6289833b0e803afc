"""The seam to the network: what a transport is given, and what it gives back.

`session.Session` is the real one; a test may bring its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

#: A JSON object of the API, as it came.
Json = dict[str, Any]

#: For annotations inside classes that have a method called `list`.
JsonList = list[Json]

# A host that does not accept a connection within this time, in seconds, is not reached.
CONNECT_SECONDS = 15.0


class Reply(NamedTuple):
    """A complete answer. `headers` are looked up without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Carries one request. Raises `Unreachable` and `BadReply`, nothing else of its own."""

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes | None = None,
        filter: str | None = None,
        timeout: float = 60.0,
    ) -> Reply:
        """One request to the API; `path` is relative to the version (`/images`)."""
        ...

    def upload(
        self,
        url: str,
        chunks: Iterable[bytes],
        size: int,
        *,
        timeout: float = 60.0,
        in_all: float | None = None,
    ) -> Reply:
        """One PUT of `size` bytes to a presigned URL, without our token.

        `LinodeError`s raised by `chunks` pass through.
        """
        ...

    def close(self) -> None:
        """Close the connections."""
        ...
