"""Whom the client trusts: the authority in `ca_path`, and nobody else then."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shim_provider.linode import errors
from shim_provider.linode.client import Client
from shim_provider.linode.patience import Patience

from ..conftest import settings_for
from ..scripted_api import Answer, ScriptedApi

if TYPE_CHECKING:
    from pathlib import Path

PEM = serialization.Encoding.PEM


class Authority(NamedTuple):
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: Authority | None
) -> x509.Certificate:
    """A certificate for `name`, signed by `issuer` or by itself (an authority then)."""
    now = datetime.datetime.now(datetime.timezone.utc)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    sign_others = {"key_cert_sign": issuer is None, "crl_sign": issuer is None}
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority_key, critical=False)
        .add_extension(x509.KeyUsage(digital_signature=True, **sign_others, **usage), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(signer, hashes.SHA256())
    )


def new_authority() -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(key, certificate("an authority", key, None))


@pytest.fixture
def authority() -> Authority:
    return new_authority()


@pytest.fixture
def secure(authority: Authority, tmp_path: Path) -> Iterator[ScriptedApi]:
    """A scripted API behind TLS, for `localhost`."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = tmp_path / "server.pem"
    chain.write_bytes(private + certificate("localhost", key, authority).public_bytes(PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    api = ScriptedApi(context)
    api.on("GET", "/images/private/1", Answer(200, {"id": "private/1"}))
    yield api
    api.close()


def ca_file(tmp_path: Path, authority: Authority) -> str:
    path = tmp_path / "ca.pem"
    path.write_bytes(authority.certificate.public_bytes(PEM))
    return str(path)


def test_an_api_signed_by_the_given_authority_is_trusted(
    secure: ScriptedApi, authority: Authority, tmp_path: Path
) -> None:
    client = Client(settings_for(secure.url, ca_path=ca_file(tmp_path, authority)))
    assert client.within(Patience(20)).images.get("private/1") == {"id": "private/1"}
    client.close()


def test_an_api_signed_by_another_is_told_at_once(secure: ScriptedApi, tmp_path: Path) -> None:
    client = Client(settings_for(secure.url, ca_path=ca_file(tmp_path, new_authority())))
    with pytest.raises(errors.Unreachable, match="certificate verify failed") as caught:
        client.within(Patience(60)).images.get("private/1")
    client.close()
    assert caught.value.lasting
    assert not caught.value.sent
    assert secure.asked == []


def test_without_an_authority_the_systems_are_trusted(secure: ScriptedApi) -> None:
    client = Client(settings_for(secure.url))
    with pytest.raises(errors.Unreachable, match="certificate verify failed"):
        client.within(Patience(60)).images.get("private/1")
    client.close()


def test_the_bundle_of_the_environment_is_used(
    secure: ScriptedApi, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ca_file(tmp_path, authority))
    client = Client(settings_for(secure.url))
    assert client.within(Patience(20)).images.get("private/1") == {"id": "private/1"}
    client.close()


def test_the_authority_of_the_api_does_not_vouch_for_a_storage_elsewhere(
    secure: ScriptedApi, api: ScriptedApi, authority: Authority, tmp_path: Path
) -> None:
    """The API's own host is plain here; only its origin may use `ca_path`."""
    client = Client(settings_for(api.url, ca_path=ca_file(tmp_path, authority)))
    file = tmp_path / "image.img.gz"
    file.write_bytes(b"data")
    with pytest.raises(errors.Unreachable, match="certificate verify failed"):
        client.within(Patience(20)).images.send_file(f"{secure.url}/storage/1", file)
    client.close()
