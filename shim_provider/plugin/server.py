"""Method name -> handler: the provider's RPCs, go-plugin's own services, the health check.

Knows messages and statuses; does not know how bytes travel (`transport.py`), and not what
the handlers do: they take and give messages as dicts.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from ..wire import messages
from ..wire.protobuf import WireError
from . import grpc
from .workers import Workers

_log = logging.getLogger(__name__)

#: Path -> RPC of the provider.
_RPCS = {f"/tfplugin6.Provider/{name}": name for name in messages.RPCS}
_CONTROLLER = "/plugin.GRPCController/Shutdown"
_HEALTH = "/grpc.health.v1.Health/Check"

#: Streams the host opens at once and reads until they end. The plugin sends its output to
#: the inherited standard error, and opens no connections of its own: they end at once.
_EMPTY_STREAMS = frozenset({"/plugin.GRPCStdio/StreamStdio", "/plugin.GRPCBroker/StartStream"})

#: The name of service go-plugin asks the health of.
_HEALTHY = ("", "plugin")

#: Seconds a Shutdown waits for running RPCs. The host waits for its answer, but a user
#: who pressed Ctrl-C twice waits too.
_PATIENCE = 5.0

#: Sends a piece of the reply's body, and with trailers the end. From any thread.
Respond = Callable[[bytes, grpc.Headers | None], None]

#: Takes the request and answers the reply, or for the RPCs in `messages.STREAMS` an iterator
#: of events. Messages are dicts with the fields of `messages.TABLES`.
Handler = Callable[[dict[str, Any]], Any]


class Handlers(NamedTuple):
    """What a provider does, by the RPCs' names in `service tfplugin6.Provider`."""

    rpcs: Mapping[str, Handler]
    #: RPCs which may wait (for the network): each call runs in a thread of its own. The
    #: others run one after another, and must be quick: they delay everything else.
    blocking: frozenset[str]
    #: Called once when the host says Shutdown: an orderly end of what was answered before.
    farewell: Callable[[], None] | None = None


class Server:
    """Answers calls, and knows when it is time to leave.

    `load` gives the handlers. What it imports is not needed for the handshake.
    `stays` is for a server which outlives its host (TF_REATTACH_PROVIDERS).
    """

    def __init__(self, load: Callable[[], Handlers], stays: bool = False) -> None:
        self._load = load
        self._stays = stays
        self._lock = threading.Lock()
        self._loading = threading.Lock()  # apart: a host may connect meanwhile
        self._handlers: Handlers | None = None
        self._workers = Workers()
        self._connections = 0
        self._farewell: Respond | None = None
        self._leaving = threading.Event()

    # What a connection asks and tells.

    def connected(self) -> None:
        """A host has connected, and has proved who it is."""
        with self._lock:
            self._connections += 1

    def disconnected(self) -> None:
        """Its connection has ended. When it was the only one, the host is gone."""
        with self._lock:
            self._connections -= 1
            if not self._connections and not self._stays:
                self._leaving.set()

    def answer_at_once(self, path: str) -> grpc.Headers | None:
        """The end of calls which need no request; None for those to be read and `call`ed."""
        if path in _RPCS or path in (_CONTROLLER, _HEALTH):
            return None
        if path in _EMPTY_STREAMS:
            return grpc.OK_TRAILERS
        return grpc.trailers(grpc.UNIMPLEMENTED, f"unknown method {path}")

    def call(self, path: str, body: bytes, respond: Respond) -> None:
        """Answers a complete request through `respond`, now or from a worker thread."""
        _guarded(partial(self._dispatch, path, body, respond), path, respond)

    # What the process asks.

    def wait(self, seconds: float) -> bool:
        """Whether, within this time, there was a reason to leave."""
        return self._leaving.wait(seconds)

    def waits_for_host(self) -> bool:
        """Whether nobody is connected."""
        return not self._connections

    def load(self) -> None:
        """Loads the handlers before the first RPC asks for them, which reports a failure."""
        with contextlib.suppress(Exception):
            self._loaded()

    def say_farewell(self) -> None:
        """Answers Shutdown, after the RPCs which are still running if they end soon.

        The host hangs up at that answer, and would lose what an apply has made. But a host which
        does not wait for them (Ctrl-C twice) may not keep what they answer: to the handlers, what
        is running now is not part of the orderly end.
        """
        if self._farewell:
            if self._handlers and self._handlers.farewell:
                self._handlers.farewell()
            self._workers.wait_until_idle(_PATIENCE)
            self._farewell(grpc.frame(b""), grpc.OK_TRAILERS)

    # Answering.

    def _loaded(self) -> Handlers:
        with self._loading:
            if self._handlers is None:
                self._handlers = self._load()
            return self._handlers

    def _dispatch(self, path: str, body: bytes, respond: Respond) -> None:
        message = grpc.unframe(body)
        if path == _CONTROLLER:
            self._shut_down(respond)
        elif path == _HEALTH:
            respond(_health(message), grpc.OK_TRAILERS)
        else:
            self._dispatch_rpc(_RPCS[path], message, respond)

    def _shut_down(self, respond: Respond) -> None:
        if self._stays:
            respond(grpc.frame(b""), grpc.OK_TRAILERS)
            return
        self._farewell = respond
        self._leaving.set()

    def _dispatch_rpc(self, name: str, message: bytes, respond: Respond) -> None:
        handlers = self._loaded()
        if name not in handlers.rpcs:
            raise grpc.CallError(grpc.UNIMPLEMENTED, f"{name} is not supported")
        job = partial(_answer, handlers.rpcs[name], name, message, respond)
        if name in handlers.blocking:
            self._workers.run(partial(_guarded, job, name, respond))
        else:
            job()


def _guarded(job: Callable[[], None], name: str, respond: Respond) -> None:
    """Runs `job`; whatever goes wrong in it becomes the status of the call.

    Its text names no values, which might be secret; the log has the traceback.
    """
    try:
        job()
    except grpc.CallError as error:
        respond(b"", grpc.trailers(error.code, error.text))
    except Exception as error:
        _log.exception("%s failed", name)
        text = f"{name} failed: {type(error).__name__}"
        respond(b"", grpc.trailers(grpc.INTERNAL, text))


def _answer(handler: Handler, name: str, message: bytes, respond: Respond) -> None:
    try:
        request = messages.decode(f"{name}.Request", message)
    except WireError as error:
        raise grpc.CallError(grpc.INTERNAL, f"{name}: {error}") from error
    reply = handler(request)
    if name in messages.STREAMS:
        for event in reply:
            respond(grpc.frame(messages.encode(messages.STREAMS[name], event)), None)
        respond(b"", grpc.OK_TRAILERS)
    else:
        respond(grpc.frame(messages.encode(f"{name}.Response", reply)), grpc.OK_TRAILERS)


def _health(message: bytes) -> bytes:
    service = messages.decode("grpc.health.v1.HealthCheckRequest", message)["service"]
    if service not in _HEALTHY:
        raise grpc.CallError(grpc.NOT_FOUND, "unknown service")
    status = {"status": messages.SERVING}
    return grpc.frame(messages.encode("grpc.health.v1.HealthCheckResponse", status))
