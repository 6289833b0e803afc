"""A self-signed certificate for one process: P-256 and ECDSA in plain integers, DER by hand.

The key lives as long as the process and proves only that the server is the one whose
certificate the host read from the pipe. Importing a cryptography package would take
longer than everything else before the handshake. The arithmetic is not constant-time:
nobody outside this machine can measure one signature made at start-up.

Does not read or write files, and does not check certificates.

SEC 1 (ECDSA, key format), RFC 5280 (certificate), RFC 5758 (algorithm names).
"""

from __future__ import annotations

import binascii
import os
from _hashlib import openssl_sha256 as sha256  # `hashlib` would look at every algorithm

from .curve import ORDER, multiply


def create() -> tuple[bytes, str]:
    """A certificate for `localhost` in DER, and PEM text of it and its new private key.

    go-plugin puts the certificate into its pool of authorities and expects that name,
    so it says that it is an authority (CA:TRUE), as the ones of go-plugin do.
    """
    secret = _random_scalar()
    public = b"\x04" + b"".join(value.to_bytes(32, "big") for value in multiply(secret))
    signed = _to_be_signed(public)
    signature = _signature(secret, signed)
    certificate = _sequence(signed, _sequence(_ECDSA_WITH_SHA256), _bits(signature))
    return certificate, _pem("CERTIFICATE", certificate) + _private_key(secret, public)


def _random_scalar() -> int:
    """1 to order - 1, evenly distributed: FIPS 186-4 B.4.1, with 64 spare bits."""
    return int.from_bytes(os.urandom(40), "big") % (ORDER - 1) + 1


def _signature(secret: int, message: bytes) -> bytes:
    """ECDSA with SHA-256."""
    digest = int.from_bytes(sha256(message).digest(), "big")
    nonce = _random_scalar()
    r = multiply(nonce)[0] % ORDER
    s = pow(nonce, -1, ORDER) * (digest + r * secret) % ORDER
    return _sequence(_integer(r), _integer(s))


# DER: tag, length, content.


def _element(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    width = (size.bit_length() + 7) // 8
    return bytes((tag, 0x80 | width)) + size.to_bytes(width, "big") + content


def _sequence(*contents: bytes) -> bytes:
    return _element(0x30, *contents)


def _integer(number: int) -> bytes:
    """Positive: a leading zero keeps the top bit from being a sign."""
    return _element(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _octets(content: bytes) -> bytes:
    return _element(0x04, content)


def _bits(content: bytes) -> bytes:
    return _element(0x03, b"\0", content)  # no unused bits


def _identifier(dotted: str) -> bytes:
    first, second, *rest = (int(number) for number in dotted.split("."))
    return _element(0x06, b"".join(_base128(number) for number in (40 * first + second, *rest)))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    return bytes(reversed(digits))


# The certificate.

_PRIME256V1 = _identifier("1.2.840.10045.3.1.7")
_EC_PUBLIC_KEY = _identifier("1.2.840.10045.2.1")
_ECDSA_WITH_SHA256 = _identifier("1.2.840.10045.4.3.2")
_COMMON_NAME = _identifier("2.5.4.3")
_SERVER_AUTH = _identifier("1.3.6.1.5.5.7.3.1")
_CLIENT_AUTH = _identifier("1.3.6.1.5.5.7.3.2")

#: RFC 5280 4.1.2.5: the past in two digits of the year, and "no end" as it says to write it.
#: No clock is asked: one that runs behind must not make the certificate invalid.
_VALIDITY = _sequence(_element(0x17, b"200101000000Z"), _element(0x18, b"99991231235959Z"))
_TRUE = b"\x01\x01\xff"
#: Bits 0 and 5: digitalSignature, keyCertSign.
_KEY_USAGE = b"\x03\x02\x02\x84"


def _to_be_signed(public: bytes) -> bytes:
    name = _sequence(_element(0x31, _sequence(_COMMON_NAME, _element(0x0C, b"localhost"))))
    return _sequence(
        _element(0xA0, _integer(2)),  # version 3
        _integer(int.from_bytes(os.urandom(16), "big") + 1),
        _sequence(_ECDSA_WITH_SHA256),
        name,
        _VALIDITY,
        name,
        _sequence(_sequence(_EC_PUBLIC_KEY, _PRIME256V1), _bits(public)),
        _element(0xA3, _sequence(*_extensions(public))),
    )


def _extensions(public: bytes) -> list[bytes]:
    """Authority, key usages, the name `localhost`, and the key's own identifier."""
    key_identifier = sha256(public).digest()[:20]
    return [
        _sequence(_identifier("2.5.29.19"), _TRUE, _octets(_sequence(_TRUE))),
        _sequence(_identifier("2.5.29.15"), _TRUE, _octets(_KEY_USAGE)),
        _sequence(_identifier("2.5.29.37"), _octets(_sequence(_CLIENT_AUTH, _SERVER_AUTH))),
        _sequence(_identifier("2.5.29.17"), _octets(_sequence(_element(0x82, b"localhost")))),
        _sequence(_identifier("2.5.29.14"), _octets(_octets(key_identifier))),
    ]


def _private_key(secret: int, public: bytes) -> str:
    """SEC 1 C.4: the form OpenSSL calls `EC PRIVATE KEY`."""
    key = _sequence(
        _integer(1),
        _octets(secret.to_bytes(32, "big")),
        _element(0xA0, _PRIME256V1),
        _element(0xA1, _bits(public)),
    )
    return _pem("EC PRIVATE KEY", key)


def _pem(label: str, der: bytes) -> str:
    text = binascii.b2a_base64(der, newline=False).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
