"""The host's side, for tests: launches a provider, verifies it, calls it over HTTP/2.

Written with h2 and the standard ssl module; certificates are made with `cryptography`.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)

from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME
from shim_provider.wire import messages

TOY = Path(__file__).with_name("toy_provider.py")
#: Seconds after which a test gives up on an answer.
PATIENCE = 20.0
SHUTDOWN = "/plugin.GRPCController/Shutdown"

Headers = tuple[tuple[bytes, bytes], ...]
T = TypeVar("T")


class Certificate(NamedTuple):
    """A client certificate and key, both in PEM."""

    certificate: str
    key: str


def make_certificate() -> Certificate:
    """Of the kind go-plugin makes for each launch: self-signed, on curve P-521."""
    key = ec.generate_private_key(ec.SECP521R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(seconds=30))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA512())
    )
    return Certificate(
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        ).decode(),
    )


class Reply(NamedTuple):
    """What came back on one stream."""

    headers: dict[bytes, bytes]
    body: bytes
    trailers: dict[bytes, bytes]

    @property
    def status(self) -> int:
        return int(self.trailers.get(b"grpc-status") or self.headers[b"grpc-status"])

    def frames(self) -> list[bytes]:
        """The messages in the body."""
        found, rest = [], self.body
        while rest:
            size = int.from_bytes(rest[1:5], "big")
            found.append(rest[5 : 5 + size])
            rest = rest[5 + size :]
        return found


class Duplex(Protocol):
    """What a client needs of its connection."""

    def settimeout(self, value: float, /) -> None: ...

    def sendall(self, data: bytes, /) -> None: ...

    def recv(self, bufsize: int, /) -> bytes: ...

    def close(self) -> None: ...


class Client:
    """One HTTP/2 connection. `h2` is open to tests which send what no client should."""

    def __init__(self, connection: Duplex) -> None:
        connection.settimeout(PATIENCE)
        self.socket = connection
        self.h2 = H2Connection(H2Configuration(client_side=True, header_encoding=None))
        self.h2.initiate_connection()
        self.events: dict[int, list[Event]] = {}
        self.flush()

    def close(self) -> None:
        self.socket.close()

    def flush(self) -> None:
        if data := self.h2.data_to_send():
            self.socket.sendall(data)

    def start(self, path: str, message: bytes | None, end: bool = True) -> int:
        """Begins a call, and sends its message if there is one; answers the stream."""
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, request_headers(path))
        self.events[stream] = []
        if message is not None:
            self.send_body(stream, b"\0" + len(message).to_bytes(4, "big") + message, end)
        self.flush()
        return stream

    def send_body(self, stream: int, body: bytes, end: bool) -> None:
        """As the server's windows allow."""
        sent = 0
        while sent < len(body):
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size)
            if not room:
                self.flush()
                self.receive()
                continue
            self.h2.send_data(stream, body[sent : sent + room])
            sent += room
        if end:
            self.h2.end_stream(stream)

    def receive(self) -> list[Event]:
        """What the server says next. Raises `ConnectionError` when it has hung up."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server hung up")
        events = self.h2.receive_data(data)
        for event in events:
            if isinstance(event, DataReceived) and event.flow_controlled_length:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            stream = getattr(event, "stream_id", None)
            if stream in self.events:
                self.events[stream].append(event)
            if isinstance(event, ConnectionTerminated):
                raise ConnectionError(f"the server sent GOAWAY {event.error_code}")
        # A server that has ended takes no acknowledgement; what it said before is still to be read.
        with contextlib.suppress(ConnectionError, ssl.SSLEOFError):
            self.flush()
        return events

    def wait(self, stream: int) -> Reply:
        """The complete reply on a stream."""
        ends = (StreamEnded, StreamReset)
        while not any(isinstance(event, ends) for event in self.events[stream]):
            self.receive()
        return _reply(self.events.pop(stream))

    def call(self, path: str, message: bytes = b"") -> Reply:
        return self.wait(self.start(path, message))

    def start_rpc(self, name: str, **fields: Any) -> int:
        request = messages.encode(f"{name}.Request", fields)
        return self.start(f"/tfplugin6.Provider/{name}", request)

    def wait_rpc(self, name: str, stream: int) -> dict[str, Any]:
        """The reply of an RPC; fails when it has a status other than OK."""
        reply = self.wait(stream)
        assert reply.status == 0, reply
        (body,) = reply.frames()
        return messages.decode(f"{name}.Response", body)

    def rpc(self, name: str, **fields: Any) -> dict[str, Any]:
        return self.wait_rpc(name, self.start_rpc(name, **fields))

    def shut_down(self) -> None:
        assert self.call(SHUTDOWN).status == 0


def request_headers(path: str) -> Headers:
    """As grpc-go sends them."""
    return (
        (b":method", b"POST"),
        (b":scheme", b"http"),
        (b":path", path.encode()),
        (b":authority", b"localhost"),
        (b"content-type", b"application/grpc"),
        (b"user-agent", b"grpc-go/1.69.4"),
        (b"te", b"trailers"),
    )


def _reply(events: list[Event]) -> Reply:
    headers: dict[bytes, bytes] = {}
    trailers: dict[bytes, bytes] = {}
    body = bytearray()
    for event in events:
        if isinstance(event, ResponseReceived):
            headers = dict(event.headers)
        elif isinstance(event, TrailersReceived):
            trailers = dict(event.headers)
        elif isinstance(event, DataReceived):
            body += event.data
    return Reply(headers, bytes(body), trailers)


class Handshake(NamedTuple):
    """The provider's line, in its parts."""

    core: str
    protocol: str
    network: str
    address: str
    kind: str
    certificate: bytes


def read_handshake(line: str) -> Handshake:
    core, protocol, network, address, kind, encoded = line.rstrip("\n").split("|")
    certificate = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    return Handshake(core, protocol, network, address, kind, certificate)


class Launched:
    """A provider process which has said where it listens."""

    def __init__(self, process: subprocess.Popen[str], certificate: Certificate | None) -> None:
        assert process.stdout is not None
        self.process = process
        self.handshake = read_handshake(process.stdout.readline())
        self._certificate = certificate
        self._sockets: list[socket.socket] = []

    def dial(self) -> socket.socket:
        """A connection without TLS."""
        return self._kept(dial(self.handshake))

    def connect(self, certificate: Certificate | None = None) -> Client:
        """Connects as the host does; with another certificate, as somebody else does."""
        if not self._certificate:
            return Client(self.dial())
        return self.connect_with(self._context(certificate or self._certificate))

    def connect_in_few_words(self) -> Client:
        """Connects as the host does, and says nothing by itself that can wait for the next."""
        assert self._certificate
        return Client(Taciturn(self.dial(), self._context(self._certificate)))

    def _context(self, certificate: Certificate) -> ssl.SSLContext:
        context = trusting(self.handshake.certificate)
        load_key(context, certificate)
        return context

    def connect_with(self, context: ssl.SSLContext) -> Client:
        raw = dial(self.handshake)
        return Client(self._kept(context.wrap_socket(raw, server_hostname="localhost")))

    def end(self) -> int:
        """Waits for the process to end by itself; answers its exit status."""
        return self.process.wait(PATIENCE)

    def _kept(self, connection: socket.socket) -> socket.socket:
        self._sockets.append(connection)
        return connection

    def close(self) -> None:
        self.process.kill()
        for connection in self._sockets:
            connection.close()


class Taciturn:
    """TLS that sends nothing before it must read: the handshake's end goes with the first call."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._socket = connection
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname="localhost")
        self._patiently(self._tls.do_handshake)

    def settimeout(self, value: float) -> None:
        self._socket.settimeout(value)

    def sendall(self, data: bytes) -> None:
        self._tls.write(data)

    def recv(self, bufsize: int) -> bytes:
        return self._patiently(lambda: self._tls.read(bufsize))

    def close(self) -> None:
        self._socket.close()

    def _patiently(self, step: Callable[[], T]) -> T:
        try:
            return step()
        except ssl.SSLWantReadError:
            self._socket.sendall(self._outgoing.read())
            received = self._socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server hung up")
        self._incoming.write(received)
        return self._patiently(step)


def dial(handshake: Handshake) -> socket.socket:
    if handshake.network == "tcp":
        host, port = handshake.address.split(":")
        return socket.create_connection((host, int(port)), PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    connection.connect(handshake.address)
    return connection


def trusting(certificate: bytes) -> ssl.SSLContext:
    """A client's context which accepts this server certificate (DER) only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificate)
    context.set_alpn_protocols(["h2"])
    return context


def load_key(context: ssl.SSLContext, certificate: Certificate) -> None:
    path = Path(os.environ.get("TMPDIR", "/tmp"), f"client-{os.getpid()}-{os.urandom(4).hex()}")
    path.touch(0o600)
    path.write_text(certificate.certificate + certificate.key)
    try:
        context.load_cert_chain(path)
    finally:
        path.unlink()


def launch_environment(certificate: Certificate | None) -> dict[str, str]:
    """The variables a host sets for a launch."""
    host = {COOKIE_NAME: COOKIE, "PLUGIN_PROTOCOL_VERSIONS": "5,6"}
    if certificate:
        host["PLUGIN_CLIENT_CERT"] = certificate.certificate
    unset = ("TF_LOG", "TF_LOG_PROVIDER", "PLUGIN_CLIENT_CERT")
    return {k: v for k, v in os.environ.items() if k not in unset} | host


@contextlib.contextmanager
def launched(
    certificate: Certificate | None = None,
    environment: Mapping[str, str] | None = None,
    program: tuple[str, ...] = (str(TOY),),
) -> Iterator[Launched]:
    """A provider process, started as the host starts it; killed if it still runs at the end."""
    process = subprocess.Popen(
        [sys.executable, *program],
        env=launch_environment(certificate) | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        provider = Launched(process, certificate)
        try:
            yield provider
        finally:
            provider.close()
