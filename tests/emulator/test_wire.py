"""What goes over the socket, byte by byte: the facts that break naive emulators."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator


class _Raw:
    """One exchange over a socket of its own."""

    def __init__(self, emulator: Emulator, request: bytes) -> None:
        parts = urlsplit(emulator.url)
        with socket.create_connection((parts.hostname or "", parts.port or 0), 10) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, self.body = received.partition(b"\r\n\r\n")
        self.status_line, *lines = head.decode("latin-1").split("\r\n")
        self.headers = dict(line.split(": ", 1) for line in lines)

    @property
    def status(self) -> int:
        return int(self.status_line.split()[1])


def _ask(emulator: Emulator, line: str, body: bytes = b"", *headers: str) -> _Raw:
    host = urlsplit(emulator.url).netloc
    lines = [f"{line} HTTP/1.1", f"Host: {host}", "Authorization: Bearer any", "Connection: close"]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return _Raw(emulator, "\r\n".join([*lines, *headers, "", ""]).encode() + body)


_UPLOAD = b'{"label": "wire", "region": "us-east"}'
_LINODE = (
    b'{"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12",'
    b' "root_pass": "insecure-p4ssw0rd!!"}'
)

EXCHANGES = {
    "a list": ("GET /v4/images?page=1", b"", 200),
    "one": ("GET /v4/images/linode%2Fdebian12", b"", 200),
    "a creation": ("POST /v4/images/upload", _UPLOAD, 200),
    "a refusal": ("POST /v4/images/upload", b"{}", 400),
    "broken JSON": ("POST /v4/images/upload", b"{", 400),
    "an unknown thing": ("GET /v4/images/private%2F1", b"", 404),
    "an unknown route": ("GET /v4/nothing", b"", 404),
    "no version": ("GET /images", b"", 404),
    "an unknown version": ("GET /v5/images", b"", 404),
    "the root of a version": ("GET /v4/", b"", 404),
    "a wrong method": ("PATCH /v4/images", b"", 405),
    "an invented method": ("FROB /v4/images", b"", 405),
    "a deletion of nothing": ("DELETE /v4/images/private%2F1", b"", 404),
}


@pytest.mark.parametrize("case", EXCHANGES)
def test_every_reply_is_exactly_application_json(served: Emulator, case: str) -> None:
    line, body, status = EXCHANGES[case]
    reply = _ask(served, line, body)
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/json"
    assert int(reply.headers["Content-Length"]) == len(reply.body)
    if status >= 400:
        assert reply.body.startswith(b'{"errors": [{"reason": "')


def test_deletes_boots_and_shutdowns_answer_an_empty_object(served: Emulator) -> None:
    made = _ask(served, "POST /v4/images/upload", _UPLOAD)
    match = re.search(rb"private/([0-9]+)", made.body)
    assert match
    reply = _ask(served, f"DELETE /v4/images/private%2F{match[1].decode()}")
    assert (reply.status, reply.body) == (200, b"{}")
    assert reply.headers["Content-Type"] == "application/json"
    linode = json.loads(_ask(served, "POST /v4/linode/instances", _LINODE).body)["id"]
    for action in ("shutdown", "boot"):
        served.clock.move(60)
        reply = _ask(served, f"POST /v4/linode/instances/{linode}/{action}", b"{}")
        assert (reply.status, reply.body) == (200, b"{}")


@pytest.mark.parametrize("slash", ["/", "%2F", "%2f"])
@pytest.mark.parametrize("version", ["v4", "v4beta"])
def test_the_slash_of_an_id_may_be_encoded(served: Emulator, slash: str, version: str) -> None:
    assert _ask(served, f"GET /{version}/images/linode{slash}debian12").status == 200
    regions = _ask(served, f"POST /{version}/images/private{slash}1/regions", b"{}")
    assert (regions.status, regions.body) == (404, b'{"errors": [{"reason": "Not found"}]}')


def test_times_have_neither_zone_nor_fraction(served: Emulator) -> None:
    body = _ask(served, "POST /v4/images/upload", _UPLOAD).body
    times = re.findall(rb'"(?:created|updated)": "([^"]*)"', body)
    assert times == [b"2026-01-02T03:04:05"] * 2


def test_headers_of_the_service(served: Emulator) -> None:
    headers = _ask(served, "GET /v4/images").headers
    assert headers["X-OAuth-Scopes"] == "*"
    assert headers["X-Accepted-OAuth-Scopes"] == "images:read_only"
    assert headers["X-RateLimit-Limit"] == "20"
    assert headers["X-RateLimit-Remaining"] == "19"
    assert headers["X-RateLimit-Reset"].isdigit()
    assert headers["Vary"] == "Authorization, X-Filter"
    assert headers["Cache-Control"] == "private, max-age=0, s-maxage=0, no-cache, no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Server"] == "nginx"
    assert "X-Spec-Version" in headers
    assert "ETag" not in headers


@pytest.mark.parametrize("case", EXCHANGES)
def test_the_date_is_the_one_that_created_is_told_by(served: Emulator, case: str) -> None:
    """Clients settle lost answers by comparing them."""
    line, body, _ = EXCHANGES[case]
    assert _ask(served, line, body).headers["Date"] == "Fri, 02 Jan 2026 03:04:05 GMT"


def test_refusals_carry_the_headers_too(served: Emulator) -> None:
    headers = _ask(served, "POST /v4/images", b"{}").headers
    assert headers["X-Accepted-OAuth-Scopes"] == "images:read_write linodes:read_only"
    assert headers["X-RateLimit-Limit"] == "400"


def test_no_token_is_401(served: Emulator) -> None:
    host = urlsplit(served.url).netloc
    reply = _Raw(served, f"GET /v4/profile HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert reply.status_line == "HTTP/1.1 401 Unauthorized"
    assert reply.body == b'{"errors": [{"reason": "Invalid Token"}]}'


def test_head_sends_headers_only(served: Emulator) -> None:
    reply = _ask(served, "HEAD /v4/images/linode/debian12")
    assert (reply.status, reply.body) == (200, b"")
    assert int(reply.headers["Content-Length"]) > 100


def test_a_connection_is_kept_for_the_next_request(served: Emulator) -> None:
    host = urlsplit(served.url).netloc
    head = f"GET /v4/regions/us-ord HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    last = f"GET /v4/regions/us-mia HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    reply = _Raw(served, head + last)
    assert b"us-ord" in reply.body
    assert b"us-mia" in reply.body


def test_a_refused_body_is_read_over_and_the_connection_goes_on(served: Emulator) -> None:
    host = urlsplit(served.url).netloc
    body = b"x" * 300_000
    first = f"POST /v4/nothing HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n"
    last = f"GET /v4/regions/us-mia HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    reply = _Raw(served, first.encode() + body + last.encode())
    assert reply.status == 404
    assert b"us-mia" in reply.body


def test_a_json_body_in_chunks(served: Emulator) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (_UPLOAD[:7], _UPLOAD[7:]))
    head = (
        f"POST /v4/images/upload HTTP/1.1\r\nHost: {urlsplit(served.url).netloc}\r\n"
        "Authorization: Bearer any\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    reply = _Raw(served, head.encode() + chunks + b"0\r\nTrailer: yes\r\n\r\n")
    assert reply.status == 200
    assert b"pending_upload" in reply.body


def test_expect_100_is_answered(served: Emulator) -> None:
    reply = _ask(served, "POST /v4/images/upload", _UPLOAD, "Expect: 100-continue")
    assert reply.status == 100
    assert b"HTTP/1.1 200 OK" in reply.body


def test_the_upload_url_is_on_the_address_the_client_used(served: Emulator) -> None:
    port = urlsplit(served.url).port
    head = (
        f"POST /v4/images/upload HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
        f"Authorization: Bearer any\r\nContent-Length: {len(_UPLOAD)}\r\n\r\n"
    )
    assert (
        f"http://localhost:{port}/uploads/".encode() in _Raw(served, head.encode() + _UPLOAD).body
    )
