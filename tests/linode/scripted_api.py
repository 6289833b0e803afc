"""A small HTTP server that answers as a test has scripted it, and remembers what it was asked.

    api.on("GET", "/images/private/1", Answer(500), Answer({"id": "private/1"}))

Answers of one route are used one after the other; the last stays. An answer may also be a
function of the request. Knows no Linode: every word of a reply is the test's.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class Answer(NamedTuple):
    """A reply. `body` is sent as JSON, or as it is if bytes.

    `fault`: "reset" closes the connection with RST and no reply; "cut" sends half the body and
    closes; "hang up" closes without a reply. `delay` in seconds, before anything is sent.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012  # never written to
    fault: str | None = None
    delay: float = 0.0


class Asked(NamedTuple):
    """A request as it came; `path` decoded and without version, `target` as it was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    when: float
    target: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def filter(self) -> Any:
        return json.loads(self.headers["x-filter"]) if "x-filter" in self.headers else None


Script = Answer | Callable[[Asked], Answer]


class ScriptedApi:
    """The server. `url` is its root; paths are given without the API's version."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.keep_bodies = True
        self.connections = 0
        #: What answers where no route is scripted.
        self.fallback: Script = refused("Not found", status=404)
        self._lock = threading.Lock()
        self._scripts: dict[tuple[str, str], list[Script]] = {}
        self._server = _server(self)
        port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{port}"
        if tls:
            # The handshake happens at the first read, in the connection's own thread.
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.url = f"https://localhost:{port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def on(self, method: str, path: str, *scripts: Script) -> None:
        """Answer so from now on."""
        with self._lock:
            self._scripts[method, path] = list(scripts)

    def count(self, method: str, path: str) -> int:
        return len(self.to(method, path))

    def to(self, method: str, path: str) -> list[Asked]:
        return [one for one in self.asked if (one.method, one.path) == (method, path)]

    def lines(self) -> list[str]:
        """`METHOD /path` of everything asked, in order."""
        return [f"{one.method} {one.path}" for one in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            scripts = self._scripts.get((asked.method, asked.path))
            scripts = scripts or [self.fallback]
            script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script(asked) if callable(script) else script


def page(items: Iterable[Any], asked: Asked, headers: dict[str, str] | None = None) -> Answer:
    """The page of `items` that was asked for."""
    items = list(items)
    size, number = int(asked.query.get("page_size", "100")), int(asked.query.get("page", "1"))
    body = {
        "data": items[(number - 1) * size : number * size],
        "page": number,
        "pages": -(-len(items) // size),
        "results": len(items),
    }
    return Answer(200, body, headers or {})


def refused(reason: str, field: str | None = None, status: int = 400, **more: Any) -> Answer:
    """An error reply in the API's form."""
    error = {"reason": reason} | ({"field": field} if field else {})
    return Answer(status, {"errors": [error]}, **more)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Nothing: a client that hangs up is part of many tests."""


def _server(api: ScriptedApi) -> _Server:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def setup(self) -> None:
            super().setup()
            api.connections += 1

        def log_message(self, *_: Any) -> None:
            """Nothing."""

        def handle_request(self) -> None:
            asked = self._asked()
            answer = api.answer(asked)
            time.sleep(answer.delay)
            if answer.fault in ("reset", "hang up"):
                self._hang_up(reset=answer.fault == "reset")
                return
            self._send(answer)

        do_GET = do_POST = do_PUT = do_DELETE = handle_request  # noqa: N815

        def _asked(self) -> Asked:
            left = int(self.headers.get("Content-Length", 0))
            body = b""
            while left:
                chunk = self.rfile.read(min(left, 1 << 16))
                if not chunk:
                    break
                left -= len(chunk)
                body += chunk if api.keep_bodies else b""
            url = urlsplit(self.path)
            path = unquote(url.path).removeprefix("/v4beta").removeprefix("/v4")
            query = {key: values[0] for key, values in parse_qs(url.query).items()}
            headers = {key.lower(): value for key, value in self.headers.items()}
            return Asked(self.command, path, query, headers, body, time.monotonic(), self.path)

        def _send(self, answer: Answer) -> None:
            raw = isinstance(answer.body, bytes)
            body = answer.body if raw else json.dumps({} if answer.body is None else answer.body)
            data = body if isinstance(body, bytes) else body.encode()
            self.send_response_only(answer.status)
            usual = {"Content-Type": "application/json", "Date": self.date_time_string()}
            for name, value in {**usual, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if answer.fault == "cut":
                self.wfile.write(data[: len(data) // 2])
                self.wfile.flush()
                self._hang_up(reset=False)
                return
            self.wfile.write(data)

        def _hang_up(self, reset: bool) -> None:
            if reset:  # no lingering: what is unsent is dropped, and the peer gets RST
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True

    return _Server(("127.0.0.1", 0), Handler)
