"""TLS on both sides between bytes and bytes: what go-plugin calls AutoMTLS.

The only file which imports `ssl`, beside the rehearsal of a warm start. The host puts its
certificate into the environment, ours is in the handshake line; each side takes the other's
certificate and no other. Does not own the connection, and does not lock: `transport.py` does both.
"""

from __future__ import annotations

import contextlib
import os
import ssl

TYPE_CHECKING = False
if TYPE_CHECKING:  # a Protocol takes as long to make as this file to load
    from typing import Protocol

    class Peer(Protocol):
        """Who is at the other end: a socket, or what can do as much."""

        def recv(self, size: int, /) -> bytes: ...

        def sendall(self, data: bytes, /) -> None: ...

    class Channel(Protocol):
        """Between the bytes of a socket and the plain ones. One thread at a time."""

        def shake_hands(self, connection: Peer) -> None:
            """Raises `OSError` (`ssl.SSLError` is one) when the peer is refused or leaves."""

        def open(self, received: bytes) -> bytes:
            """The plain bytes in what was received. Raises `ssl.SSLError` when it is no TLS."""

        def seal(self, plain: bytes) -> bytes:
            """What to send for these plain bytes."""


#: Bytes asked of the socket, and of TLS, at once: a record has no more.
_CHUNK = 1 << 14


def context(pem: str, client_certificate: str, directory: str) -> ssl.SSLContext:
    """A context which shows `pem` and admits the owner of `client_certificate` only.

    The key is in a file in `directory` for a moment: the ssl module takes no other form.
    Raises `ssl.SSLError` when a certificate cannot be read.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["h2"])
    made.num_tickets = 0  # for a second connection, which does not come
    _load_key(made, pem, f"{directory}/key")
    made.verify_mode = ssl.CERT_REQUIRED
    made.load_verify_locations(cadata=client_certificate)
    return made


def client_context(pem: str, server_certificate: bytes, directory: str) -> ssl.SSLContext:
    """The same for the other side: shows `pem`, and trusts the certificate in DER alone."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.set_alpn_protocols(["h2"])
    _load_key(made, pem, f"{directory}/key")
    made.load_verify_locations(cadata=server_certificate)
    return made


def _load_key(context: ssl.SSLContext, pem: str, path: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem.encode())
        context.load_cert_chain(path)
    finally:
        os.unlink(path)  # noqa: PTH108 (pathlib takes 4 ms to import)


class Tls:
    """One connection's TLS state, between the bytes of the socket and the plain ones."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def shake_hands(self, connection: Peer) -> None:
        try:
            while not self._handshake_done():
                connection.sendall(self._outgoing.read())
                received = connection.recv(_CHUNK)
                if not received:
                    raise ConnectionError("the peer left during the TLS handshake")
                self._incoming.write(received)
        finally:
            # The end of the handshake, or the alert which says why there is none.
            with contextlib.suppress(ConnectionError):
                connection.sendall(self._outgoing.read())

    def _handshake_done(self) -> bool:
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def open(self, received: bytes) -> bytes:
        self._incoming.write(received)
        parts = []
        # Both mean that all is read; a peer which says goodbye hangs up as well.
        with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            parts.append(self._object.read(_CHUNK))
            while self._incoming.pending or self._object.pending():
                parts.append(self._object.read(_CHUNK))
        return b"".join(parts)

    def seal(self, plain: bytes) -> bytes:
        if plain:
            self._object.write(plain)
        return self._outgoing.read()


class Plain:
    """The same for a connection without TLS."""

    def shake_hands(self, _connection: Peer) -> None:
        """Nothing to agree on."""

    def open(self, received: bytes) -> bytes:
        return received

    def seal(self, plain: bytes) -> bytes:
        return plain
