"""Serving the emulator on a port, with cheroot. Knows HTTP connections, and nothing of the API."""

from __future__ import annotations

import json
import logging
import queue
import socket
import struct
import threading
from typing import TYPE_CHECKING, Any

from cheroot import server as cheroot_server
from cheroot import wsgi

from . import seeds, things
from .app import App, create_app
from .faults.rules import Faults
from .requests.bodies import ChunkedBody, LengthBody, Reader, Writer
from .requests.replies import CutError
from .world.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from .requests.log import RequestLog
    from .things import Thing
    from .world.limits import Limits
    from .world.world import World

_LOG = logging.getLogger(__name__)

# Enough for Terraform's -parallelism=50: most connections are idle. More are made, up to a bound,
# while long uploads and slow clients hold all of these.
_THREADS = 24
_MORE_THREADS = 8
_MOST_THREADS = 256
_KEPT_ALIVE = 1000
_BACKLOG = 256

# Idle seconds after which a connection is closed, as of nginx; clients poll every 3 or 4 seconds.
_IDLE = 75

# Seconds for the head of a request once it has begun, and for its body; an upload's body has more
# as it comes, if it comes at so many bytes a second at least.
_HEAD_SECONDS = 10
_BODY_SECONDS = 60
_SLOWEST_UPLOAD = 1024

# How much of a refused request's body is read over to keep the connection, and to let the client
# hear the reply before it is closed.
_DISCARDED = 256 * 1024 * 1024

_LINGER_NONE = struct.pack("ii", 1, 0)


class Emulator:
    """A served emulator; use it as a context manager, or call `start` and `stop`.

    `data`: folder for everything; made if absent. `host`, `port`: where to listen; port 0 takes a
    free one. `clock`: hand one in to hold or move it. `durations`: a profile of DURATIONS, or
    seconds by name on top of `fast`. `faults`: rules, changeable at any time. `token`: None accepts
    every token; see Access for one or several. `limits`: see Limits. `seed`: what a new folder
    begins with, see seeds/; any other is left as it is, and then `seeded` is False.

    Raises StoreError when the data folder cannot be used, SeedError when the seed cannot, OSError
    when the port cannot.
    """

    def __init__(
        self,
        data: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        durations: str | Mapping[str, float] = "fast",
        faults: Faults | None = None,
        token: str | Mapping[str, Mapping[str, str]] | None = None,
        limits: Limits | None = None,
        seed: Mapping[str, Any] | None = None,
    ) -> None:
        self.data = data
        self._seed = seed
        #: Whether the last start loaded the seed.
        self.seeded = False
        self._address = (host, port)
        self.clock = clock or Clock()
        self.faults = faults or Faults()
        self._settings: dict[str, Any] = {
            "clock": self.clock,
            "durations": durations,
            "faults": self.faults,
            "token": token,
            "limits": limits,
        }
        self._app: App | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """`http://host:port`, without a version; known once started."""
        host, port = self._running.bind_addr[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def requests(self) -> RequestLog:
        """What has been asked since the start."""
        return self._opened.served.log

    @property
    def images(self) -> list[Thing]:
        """The images that there are now but the public ones: `images[0].label`, newest first."""
        return things.own_images(self._world)

    @property
    def linodes(self) -> list[Thing]:
        """The Linodes that there are now: `linodes[0].status`."""
        return things.linodes(self._world)

    def admit(self, token: str, account: str) -> None:
        """Take the token from now on, for that account; also where any other is for one account."""
        self._opened.served.access.admit(token, account)

    def start(self) -> Emulator:
        """Listen and open the data folder; returns once requests are answered.

        In this order: where the address cannot be had, no folder is made, and no seed is used up.
        """
        server = _Server(self._address)
        thread = server.begin()
        try:
            self._app = self._opened_app()
        except BaseException:
            server.give_up()
            thread.join()
            raise
        server.open(self._app)
        self._server, self._thread = server, thread
        return self

    def _opened_app(self) -> App:
        app = create_app(self.data, **self._settings)
        try:
            if self._seed is not None:
                self.seeded = seeds.load(app.world, dict(self._seed))
        except BaseException:
            app.close()
            raise
        return app

    def stop(self) -> None:
        """Answer what is being asked, then close. What was acknowledged is on disk anyway."""
        if self._server and self._thread and self._app:
            self._server.stop()
            self._thread.join()
            self._app.close()
            self._server = self._thread = None

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _opened(self) -> App:
        if self._app is None:
            raise RuntimeError("the emulator is not started")
        return self._app

    @property
    def _world(self) -> World:
        """Closed, once the emulator is stopped."""
        if self._server is None:
            raise RuntimeError("the emulator is not started")
        return self._opened.world

    @property
    def _running(self) -> _Server:
        if self._server is None:
            raise RuntimeError("the emulator is not started")
        return self._server


class _Request(cheroot_server.HTTPRequest):
    """A request whose body streams, and whose refusals have the API's form."""

    def parse_request(self) -> None:
        self.conn.rfile.allow(_HEAD_SECONDS)
        super().parse_request()

    def read_request_headers(self) -> bool:
        """As cheroot's, which takes for a length what Python takes for a number: -1, 1_0."""
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        if not self.inheaders.get(b"Content-Length", b"0").isdigit():
            self.simple_response("400 Bad Request", "Malformed Content-Length Header.")
            return False
        return True

    def respond(self) -> None:
        reader = self.conn.rfile
        if self.path.startswith(b"/uploads/"):
            reader.allow(_BODY_SECONDS, _SLOWEST_UPLOAD)
        else:
            reader.allow(_BODY_SECONDS)
        self.rfile = (
            ChunkedBody(reader) if self.chunked_read else LengthBody(reader, self._length())
        )
        try:
            self.server.gateway(self).respond()
        except CutError as cut:
            self.conn.cut_hard = cut.hard
            raise
        if self.ready:
            self.ensure_headers_sent()
        if self.chunked_write:
            self.conn.wfile.write(b"0\r\n\r\n")

    def _length(self) -> int:
        return int(self.inheaders.get(b"Content-Length", 0))

    def send_headers(self) -> None:
        """What is left of the body must be read before the next request, or not be waited for."""
        if not self.close_connection and not self._read_over():
            self.close_connection = True
        super().send_headers()

    def _read_over(self) -> bool:
        seen = 0
        try:
            while data := self.rfile.read(65536):
                seen += len(data)
                if seen > _DISCARDED:
                    return False
        except (OSError, ValueError):
            return False
        return True

    def simple_response(self, status: str, msg: str = "") -> None:
        """Refusals of cheroot's own: a broken request line, a header too long.

        What it cannot read is the client's fault, also where HTTP has a 5xx for it: an unknown
        version (505) or transfer coding (501).
        """
        if status[:3] in ("501", "505"):
            status = "400 Bad Request"
        reason = msg or str(status).partition(" ")[2]
        body = json.dumps({"errors": [{"reason": reason}]}).encode()
        head = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.close_connection = True
        try:
            self.conn.wfile.write(head.encode("latin-1") + body)
        except OSError:
            _LOG.debug("a client left before it heard %s", status)


class _Connection(cheroot_server.HTTPConnection):
    RequestHandlerClass = _Request
    cut_hard = False

    def __init__(self, server: _Server, sock: socket.socket, makefile: Any) -> None:
        del makefile
        super().__init__(server, sock, _reader_or_writer)

    def close(self) -> None:
        if self.cut_hard:
            # Closing with unread data or no time to linger makes the kernel send RST.
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
            self.linger = True  # cheroot's word for: do not shut down in an orderly way
            super().close()
            self.socket.close()
        else:
            super().close()


def _reader_or_writer(sock: socket.socket, mode: str, _buffer: int) -> Reader | Writer:
    return Reader(sock, _IDLE) if "r" in mode else Writer(sock, _IDLE)


class _Gateway(wsgi.Gateway_10):
    def get_environ(self) -> dict[str, Any]:  # type: ignore[override]
        environ: dict[str, Any] = super().get_environ()  # type: ignore[no-untyped-call]
        # Our bodies end by themselves, whether by length or by the last chunk.
        environ["wsgi.input_terminated"] = True
        return environ


class _Server(wsgi.Server):
    ConnectionClass = _Connection
    keep_alive_conn_limit = _KEPT_ALIVE
    # Also how long stopping waits for the selector.
    expiration_interval = 0.05
    max_request_header_size = 64 * 1024

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(
            address,
            None,
            numthreads=_THREADS,
            max=_MOST_THREADS,
            server_name="nginx",
            request_queue_size=_BACKLOG,
            timeout=_IDLE,
            shutdown_timeout=2,
        )
        self.gateway = _Gateway
        self._decided = threading.Event()
        self._refused: OSError | None = None

    def begin(self) -> threading.Thread:
        """Listen, in a thread that serves once it may. Raises OSError when the address is taken.

        Cheroot's workers are as daemonic as the thread that starts them: from a daemon, none of
        them keeps a process alive which ends without stopping the emulator.
        """
        prepared: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

        def run() -> None:
            try:
                self.prepare()
            except BaseException as problem:
                prepared.put(problem)
                return
            prepared.put(None)
            self._decided.wait()
            if self.wsgi_app is not None:
                self.serve()

        thread = threading.Thread(target=run, name="emulator", daemon=True)
        thread.start()
        if problem := prepared.get():
            # Cheroot's own error tells of the first one in words alone.
            raise self._refused or problem
        return thread

    def open(self, app: App) -> None:
        """Answer by this application from now on, also who has asked already."""
        self.wsgi_app = app
        self._decided.set()

    def give_up(self) -> None:
        """Instead of `open`: nothing will be served."""
        self.stop()
        self._decided.set()

    def process_conn(self, conn: Any) -> None:
        """As cheroot's, with more threads when all have something to do."""
        if self.requests.idle <= self.requests.qsize:
            self.requests.grow(_MORE_THREADS)
        super().process_conn(conn)

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:
        """As cheroot's, which forgets to close a socket that cannot be bound."""
        sock: socket.socket = self.prepare_socket(
            self.bind_addr, family, type, proto, self.nodelay, self.ssl_adapter
        )
        try:
            self.socket = self.bind_socket(sock, self.bind_addr)  # type: ignore[no-untyped-call]
        except OSError as problem:
            self._refused = problem
            sock.close()
            raise
        self.bind_addr = self.resolve_real_bind_addr(sock)  # type: ignore[no-untyped-call]
        return sock

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Cut connections are no errors here; a traceback is somebody's bug and is told."""
        _LOG.log(
            logging.ERROR if traceback else logging.DEBUG, msg, exc_info=traceback, stacklevel=2
        )
        del level
