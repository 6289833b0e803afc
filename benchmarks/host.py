"""Launches the provider as Terraform does, up to its handshake line or to its first answer.

A real client certificate of the kind go-plugin makes, the launcher that was seeded, Terraform's
working directory. Judges no answer beyond its being one: that is for the tests.
"""

from __future__ import annotations

import base64
import datetime
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from h2.connection import H2Connection
from h2.events import StreamEnded

from shim_provider.install import LAUNCHER_NAME, seed_stack
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME

from .measure import RunError

if TYPE_CHECKING:
    from .launches import Launches

#: The first question Terraform asks at every command.
_QUESTION = "/tfplugin6.Provider/GetProviderSchema"
_EMPTY_MESSAGE = bytes(5)


class Launched(NamedTuple):
    """A provider at work: its process, its line, and the seconds from its start to the line."""

    pid: int
    line: bytes
    began: float
    to_line: float


class Host:
    """What Terraform has at hand when it launches the provider in a working directory."""

    def __init__(self, folder: Path, launches: Launches | None = None) -> None:
        """`launches`: how the provider is launched; None: cold."""
        folder.mkdir(exist_ok=True)
        seed_stack(folder)
        self._folder = folder
        self._launcher = str(next(folder.rglob(LAUNCHER_NAME)).resolve())
        self._pem = folder / "client.pem"
        certificate, key = _client_certificate()
        self._pem.write_bytes(certificate + key)
        self._environment: Mapping[str, str] = {
            **os.environ,
            COOKIE_NAME: COOKIE,
            "PLUGIN_PROTOCOL_VERSIONS": "5,6",
            "PLUGIN_CLIENT_CERT": certificate.decode(),
            **(launches.environment if launches else {"LINODE_SHIM_WARM": "0"}),
        }

    @contextmanager
    def launched(self) -> Iterator[Launched]:
        """The provider, once it has said its line; its end."""
        began = time.perf_counter()
        with subprocess.Popen(
            [self._launcher],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                line = process.stdout.readline() if process.stdout else b""
                to_line = time.perf_counter() - began
                if not line.startswith(b"1|6|unix|"):
                    raise RunError(f"the provider began with {line!r}, which is no handshake")
                yield Launched(process.pid, line, began, to_line)
            finally:
                process.terminate()

    def to_first_answer(self, provider: Launched) -> float:
        """The seconds from the provider's start to its schema; our half of TLS is in them."""
        _, _, _, address, _, encoded = provider.line.decode().strip().split("|")
        with socket.socket(socket.AF_UNIX) as plain:
            plain.connect(address)
            context = self._trusting(base64.b64decode(encoded + "=="))
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                _ask(secure)
                return time.perf_counter() - provider.began

    def _trusting(self, certificate: bytes) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=certificate)
        context.load_cert_chain(self._pem)
        context.set_alpn_protocols(["h2"])
        return context


def _ask(connection: ssl.SSLSocket) -> None:
    """Ask for the schema, and read until the answer has ended. Raises RunError if it does not."""
    http = H2Connection()
    http.initiate_connection()
    headers = {":method": "POST", ":scheme": "https", ":authority": "localhost"}
    headers |= {":path": _QUESTION, "content-type": "application/grpc", "te": "trailers"}
    http.send_headers(1, list(headers.items()))
    http.send_data(1, _EMPTY_MESSAGE, end_stream=True)
    ended = False
    while not ended:
        connection.sendall(http.data_to_send())
        received = connection.recv(1 << 16)
        if not received:
            raise RunError("the provider hung up before it had answered")
        ended = any(isinstance(event, StreamEnded) for event in http.receive_data(received))


def _client_certificate() -> tuple[bytes, bytes]:
    """Certificate and key, both PEM; on curve P-521, as go-plugin's `mtls.go` makes them."""
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
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private
