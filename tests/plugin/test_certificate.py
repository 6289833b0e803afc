"""The certificate against `cryptography`, and against OpenSSL through the ssl module."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from shim_provider.plugin import certificate


@pytest.fixture(scope="module")
def made() -> tuple[bytes, str]:
    return certificate.create()


def test_the_certificate_has_signed_itself(made: tuple[bytes, str]) -> None:
    parsed = x509.load_der_x509_certificate(made[0])
    parsed.verify_directly_issued_by(parsed)


def test_every_certificate_has_a_valid_signature() -> None:
    for _ in range(30):  # signatures differ in length
        parsed = x509.load_der_x509_certificate(certificate.create()[0])
        parsed.verify_directly_issued_by(parsed)


def test_the_certificate_is_an_authority_for_localhost_as_go_plugin_expects(
    made: tuple[bytes, str],
) -> None:
    found = x509.load_der_x509_certificate(made[0])
    extensions = found.extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert set(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == {
        ExtendedKeyUsageOID.CLIENT_AUTH,
        ExtendedKeyUsageOID.SERVER_AUTH,
    }
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign) == (True, True)
    assert found.subject == found.issuer


def test_the_certificate_is_valid_on_machines_whose_clock_is_wrong(made: tuple[bytes, str]) -> None:
    found = x509.load_der_x509_certificate(made[0])
    utc = datetime.timezone.utc
    assert found.not_valid_before_utc < datetime.datetime(2021, 1, 1, tzinfo=utc)
    assert found.not_valid_after_utc > datetime.datetime(2999, 1, 1, tzinfo=utc)


def test_the_pem_text_has_the_certificate_and_its_key(made: tuple[bytes, str]) -> None:
    der, pem = made
    found = x509.load_pem_x509_certificate(pem.encode())
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert found.public_bytes(serialization.Encoding.DER) == der
    assert key.public_key() == found.public_key()


def test_openssl_trusts_the_certificate_strictly(made: tuple[bytes, str], tmp_path: Path) -> None:
    der, pem = made
    file = tmp_path / "key"
    file.write_text(pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    client.load_verify_locations(cadata=der)
    ends = in_memory(client, server)
    for _ in range(4):
        for end in ends:
            shake(end)
    assert ends[0].version() == "TLSv1.3"


def in_memory(client: ssl.SSLContext, server: ssl.SSLContext) -> list[ssl.SSLObject]:
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    return [
        client.wrap_bio(down, up, server_hostname="localhost"),
        server.wrap_bio(up, down, server_side=True),
    ]


def shake(end: ssl.SSLObject) -> None:
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        return


def test_two_certificates_share_nothing(made: tuple[bytes, str]) -> None:
    first = x509.load_der_x509_certificate(made[0])
    second = x509.load_der_x509_certificate(certificate.create()[0])
    assert first.serial_number != second.serial_number
    assert first.public_key() != second.public_key()
