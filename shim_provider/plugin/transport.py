"""A connection: its bytes to complete calls, replies to its bytes. The only file with h2.

Beside the rehearsal of a warm start, that is, which plays the other side. One thread reads a
connection; replies are written by whichever thread has one, under the connection's lock. Knows
HTTP/2; does not know what the calls are (`server.py`), what TLS is (`tls.py`), or where the
connection came from (`listener.py`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    DataReceived,
    Event,
    RemoteSettingsChanged,
    RequestReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import H2Error
from h2.settings import SettingCodes, Settings
from hyperframe.frame import Frame

from . import grpc, headers

if TYPE_CHECKING:
    from typing import Protocol

    from .tls import Channel, Peer

    class Application(Protocol):
        """Who answers the calls: `server.Server`."""

        def connected(self) -> None: ...

        def disconnected(self) -> None: ...

        def answer_at_once(self, path: str) -> grpc.Headers | None: ...

        def call(
            self, path: str, body: bytes, respond: Callable[[bytes, grpc.Headers | None], None]
        ) -> None: ...


_log = logging.getLogger(__name__)

#: Bytes asked of the socket at once. A small call has about 1,000; from 128 KiB on, the
#: allocator would ask the system for each.
_CHUNK = 1 << 16

#: Bytes the host may send before it must wait for us: per call, and in all. HTTP/2's own
#: 64 KiB would stop it within larger states. h2 opens a window again when half is used,
#: so small calls cost no frame for it.
_CALL_WINDOW = 8 << 20
_CONNECTION_WINDOW = 64 << 20

#: Calls at once. The usual 100 would keep StopProvider waiting behind 100 slow applies.
_MOST_CALLS = 1 << 20

#: Every reply has these two, most have no others.
_OFTEN = (grpc.REPLY_HEADERS, grpc.OK_TRAILERS)

_CONFIGURATION = H2Configuration(
    client_side=False,
    header_encoding=None,
    # The peer is verified, or has this user's rights, and what we send is constant: each
    # of these checks costs as much as the rest of a small call's headers.
    validate_inbound_headers=False,
    normalize_inbound_headers=False,
    validate_outbound_headers=False,
    normalize_outbound_headers=False,
)


# h2 describes each frame to a log that nobody reads, at a sixth of what it takes to receive one.
Frame.__repr__ = object.__repr__  # type: ignore[method-assign]


class _Call:
    """One HTTP/2 stream: the request as it arrives, then the reply as it can be sent."""

    __slots__ = ("answered", "path", "received", "size", "to_send", "trailers")

    def __init__(self, path: str) -> None:
        self.path = path
        self.received: list[bytes] = []
        self.size = 0
        self.answered = False
        self.to_send = bytearray()
        self.trailers: grpc.Headers | None = None


def serve(connection: Peer, channel: Channel, application: Application) -> None:
    """Serves a connection until its peer leaves. Raises nothing which a peer could cause."""
    application.connected()
    try:
        Connection(connection, channel, application).run()
    except (OSError, H2Error) as error:
        _log.debug("a connection broke: %s", error)
    finally:
        application.disconnected()


class Connection:
    """HTTP/2 on one socket, after its TLS handshake."""

    def __init__(self, connection: Peer, channel: Channel, application: Application) -> None:
        self._socket = connection
        self._channel = channel
        self._application = application
        self._lock = threading.Lock()
        self._calls: dict[int, _Call] = {}
        self._complete: list[tuple[int, _Call]] = []
        self._h2 = H2Connection(_CONFIGURATION)
        encoder, decoder = self._h2.encoder, self._h2.decoder
        encoder.encode = headers.writing(encoder, _OFTEN)  # type: ignore[method-assign]
        decoder.decode = headers.reading(decoder)  # type: ignore[method-assign]
        self._h2.local_settings = Settings(
            client=False,
            initial_values={
                SettingCodes.INITIAL_WINDOW_SIZE: _CALL_WINDOW,
                SettingCodes.MAX_CONCURRENT_STREAMS: _MOST_CALLS,
                SettingCodes.MAX_HEADER_LIST_SIZE: 1 << 16,
            },
        )

    def run(self) -> None:
        """Reads until the peer leaves; answers, or hands out, each complete call.

        Raises `OSError` or `H2Error` when the connection breaks.
        """
        with self._lock:
            self._h2.initiate_connection()
            self._h2.increment_flow_control_window(_CONNECTION_WINDOW)
            self._flush()
        self._take(b"")  # what came along with the end of the TLS handshake was received there
        while received := self._socket.recv(_CHUNK):
            self._take(received)

    def _take(self, received: bytes) -> None:
        for stream, call in self._receive(received):
            respond = partial(self._respond, stream)
            self._application.call(call.path, b"".join(call.received), respond)

    def _receive(self, received: bytes) -> list[tuple[int, _Call]]:
        """The calls which these bytes have completed."""
        with self._lock:
            self._complete = []
            try:
                for event in self._h2.receive_data(self._channel.open(received)):
                    react = _REACTIONS.get(type(event))
                    if react:
                        react(self, event)
            finally:
                self._flush()  # acknowledgements; after a fault, the reason
            return self._complete

    # Reactions to what the peer has sent. The lock is held.

    def _request(self, event: RequestReceived) -> None:
        stream = event.stream_id
        path = grpc.method_path(event.headers)
        if path is None:
            self._h2.send_headers(stream, grpc.NOT_GRPC, end_stream=True)
            return
        trailers = self._application.answer_at_once(path)
        self._calls[stream] = _Call(path)
        if trailers:
            self._reply(stream, b"", trailers)

    def _data(self, event: DataReceived) -> None:
        stream = event.stream_id
        if event.flow_controlled_length:
            self._h2.acknowledge_received_data(event.flow_controlled_length, stream)
        call = self._calls.get(stream)
        if call is None:
            return  # answered already
        call.received.append(event.data)
        call.size += len(event.data)
        if call.size > grpc.LARGEST_MESSAGE:
            text = f"the request is larger than {grpc.LARGEST_MESSAGE} bytes"
            self._reply(stream, b"", grpc.trailers(grpc.RESOURCE_EXHAUSTED, text))

    def _ended(self, event: StreamEnded) -> None:
        call = self._calls.get(event.stream_id)
        if call is not None:
            self._complete.append((event.stream_id, call))

    def _reset(self, event: StreamReset) -> None:
        """The peer no longer wants the answer; a handler which is running is left to end."""
        self._calls.pop(event.stream_id, None)

    def _window(self, event: WindowUpdated) -> None:
        if event.stream_id:
            self._continue(event.stream_id)
        else:
            self._continue_all(event)

    def _continue_all(self, _event: Event) -> None:
        for stream in list(self._calls):
            self._continue(stream)

    # Replies.

    def _respond(self, stream: int, body: bytes, trailers: grpc.Headers | None) -> None:
        """A piece of the reply, from any thread. Without effect when nobody waits for it."""
        try:
            with self._lock:
                self._reply(stream, body, trailers)
                self._flush()
        except (OSError, H2Error) as error:
            _log.debug("a reply did not reach its caller: %s", error)

    def _reply(self, stream: int, body: bytes, trailers: grpc.Headers | None) -> None:
        call = self._calls.get(stream)
        if call is None:
            return
        if not (body or call.answered):
            # "Trailers-Only": headers and trailers in one frame.
            del self._calls[stream]
            self._h2.send_headers(stream, (*grpc.REPLY_HEADERS, *(trailers or ())), end_stream=True)
            return
        if not call.answered:
            self._h2.send_headers(stream, grpc.REPLY_HEADERS)
            call.answered = True
        call.to_send += body
        call.trailers = trailers
        self._continue(stream)

    def _continue(self, stream: int) -> None:
        """Sends what the peer has room for, and the trailers behind the last of it."""
        call = self._calls.get(stream)
        if call is None or not call.answered:
            return
        while call.to_send:
            room = min(self._h2.local_flow_control_window(stream), self._h2.max_outbound_frame_size)
            if room <= 0:
                return
            self._h2.send_data(stream, bytes(call.to_send[:room]))
            del call.to_send[:room]
        if call.trailers is not None:
            del self._calls[stream]
            self._h2.send_headers(stream, call.trailers, end_stream=True)

    def _flush(self) -> None:
        if data := self._channel.seal(self._h2.data_to_send()):
            self._socket.sendall(data)


_REACTIONS: dict[type[Event], Callable[[Connection, Any], None]] = {
    RequestReceived: Connection._request,
    DataReceived: Connection._data,
    StreamEnded: Connection._ended,
    StreamReset: Connection._reset,
    WindowUpdated: Connection._window,
    RemoteSettingsChanged: Connection._continue_all,
}
