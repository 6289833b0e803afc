"""A launch that the warm process serves to itself, before there is one: later ones are quicker.

What OpenSSL looks up at its first handshake, what is made of schemas and tables of messages at
their first use, and what Python learns of code that has run a few times is then there for each
fork, and takes a fifth off it. Nothing is kept: this launch has keys, certificates and a
connection of its own, which end with it. Without threads, as all of the warm process is.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, StreamEnded

from .. import certificate, grpc, tls, transport
from ..listener import listen
from ..server import Handlers, Server

_QUESTION = "/tfplugin6.Provider/GetProviderSchema"
_HEADERS = (
    (b":method", b"POST"),
    (b":scheme", b"https"),
    (b":path", _QUESTION.encode()),
    (b":authority", b"localhost"),
    (b"content-type", b"application/grpc"),
    (b"te", b"trailers"),
)

#: How often a question is asked: Python adapts code that has run eight times.
_TIMES = 10


def rehearse(load: Callable[[], Handlers]) -> None:
    """Serve a host that asks for the schema, in memory. Raises OSError where there is no room."""
    shown, pem = certificate.create()
    its, its_pem = certificate.create()
    with contextlib.closing(listen(range(1))) as listener:
        context = tls.context(pem, ssl.DER_cert_to_PEM_cert(its), listener.directory)
        host = _Host(tls.client_context(its_pem, shown, listener.directory))
    channel = tls.Tls(context)
    channel.shake_hands(host)
    transport.serve(host, channel, Server(load))


class _Host:
    """The other end of a connection: it speaks when it is listened to, and leaves in the end."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname="localhost")
        self._h2 = H2Connection(H2Configuration(client_side=True))
        self._h2.initiate_connection()
        self._asked = 0

    def sendall(self, data: bytes, /) -> None:
        self._incoming.write(data)

    def recv(self, _size: int, /) -> bytes:
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.do_handshake()
            if self._listen() and self._asked < _TIMES:
                self._ask()
            self._tls.write(self._h2.data_to_send())
        return self._outgoing.read()

    def _listen(self) -> bool:
        """Whether all that was asked is answered."""
        answered = not self._asked
        with contextlib.suppress(ssl.SSLWantReadError):
            while True:
                for event in self._h2.receive_data(self._tls.read(1 << 14)):
                    answered |= isinstance(event, StreamEnded)
                    if isinstance(event, DataReceived):
                        size = event.flow_controlled_length
                        self._h2.acknowledge_received_data(size, event.stream_id)
        return answered

    def _ask(self) -> None:
        self._asked += 1
        stream = self._h2.get_next_available_stream_id()
        self._h2.send_headers(stream, _HEADERS)
        self._h2.send_data(stream, grpc.frame(b""), end_stream=True)
