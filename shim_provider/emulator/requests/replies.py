"""What goes back: status, headers as the service sends them, body; and connections that are cut."""

from __future__ import annotations

import contextlib
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..faults.rules import Fault

# As recorded from the service; linodego compares Content-Type as a whole.
_JSON = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Headers": (
        "Authorization, Origin, X-Requested-With, Content-Type, Accept, X-Filter"
    ),
    "Access-Control-Allow-Methods": "HEAD, GET, OPTIONS, POST, PUT, DELETE",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Status",
    "Cache-Control": "private, max-age=0, s-maxage=0, no-cache, no-store",
    "Content-Security-Policy": "default-src 'none'",
    "Server": "nginx",
    "Strict-Transport-Security": "max-age=31536000",
    "Vary": "Authorization, X-Filter",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY, DENY",
    "X-Spec-Version": "4.220.0",
    "X-XSS-Protection": "1; mode=block",
}

# RFC 9112, 6.3: clients take whatever follows such a reply for the next one.
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class CutError(ConnectionResetError):
    """The connection is to be cut here. `hard`: with a reset rather than an ordinary end."""

    def __init__(self, *, hard: bool) -> None:
        super().__init__(104, "Connection cut by a fault")
        self.hard = hard


def json_reply(status: int, value: object, headers: Mapping[str, str]) -> Reply:
    return Reply(status, {**_JSON, **headers}, json.dumps(value).encode())


def no_content(headers: Mapping[str, str]) -> Reply:
    return Reply(HTTPStatus.NO_CONTENT, {**_JSON, **headers}, b"")


def preflight() -> Reply:
    """What a browser asks before it lets another site's page send a token, a filter or JSON."""
    return no_content({})


def of_storage(status: int, headers: Mapping[str, str], body: bytes) -> Reply:
    """Object storage's answer to an upload, which Cloud Manager sends from a browser."""
    name = "Access-Control-Allow-Origin"
    return Reply(status, {name: _JSON[name], **headers}, body)


def prescribed(fault: Fault) -> Reply:
    text = fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
    given = {name.lower() for name in fault.headers}
    usual = {name: value for name, value in _JSON.items() if name.lower() not in given}
    body = b"" if fault.status in _BODILESS else text.encode()
    return Reply(fault.status, {**usual, **fault.headers}, body)


def truncated(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise CutError(hard=False)


def status_line(status: int) -> str:
    with contextlib.suppress(ValueError):
        return f"{status} {HTTPStatus(status).phrase}"
    return f"{status} Unknown"
