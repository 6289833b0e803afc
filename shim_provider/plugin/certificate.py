"""A self-signed certificate for one process: P-256 and ECDSA in plain integers, DER by hand.

The key lives as long as the process and proves only that the server is the one whose
certificate the host read from the pipe. Importing a cryptography package would take
longer than everything else before the handshake. The arithmetic is not constant-time:
nobody outside this machine can measure one signature made at start-up.

Does not read or write files, and does not check certificates.

SEC 1 (curve arithmetic, ECDSA, key format), FIPS 186-4 D.1.2.3 (the curve),
RFC 5280 (certificate), RFC 5758 (algorithm names).
"""

from __future__ import annotations

import binascii
import hashlib
import os

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
#: The generator times 1, 2^64, 2^128 and 2^192: the "teeth" of a comb, one for each quarter of
#: a scalar. With them, two multiplications take 2.5 ms in place of 6.
_TEETH = (
    (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    ),
    (
        0x0FA822BC2811AAA58492592E326E25DE29493BAAAD651F7E90E75CB48E14DB63,
        0xBFF44AE8F5DBA80D6F4AD4BCB3DF188B34B1A65050FE82F5E41124545F462EE7,
    ),
    (
        0x447D739BEEDB5E67FB982FD588C6766EFC35FF7DC297EAC357C84FC9D789BD85,
        0x2D4825AB834131EEE12E9D953A4AAFF73D349B95A7FAE5000C7E33C972E25B32,
    ),
    (
        0xA6D39677A78492762736FF8344315FC596439591A3C6B94A6CF20FFB313728BE,
        0x674F84749B0B881666B8BABD2D27ECDF824A920C2284059BF2BAB833C357F5F4,
    ),
)

Affine = tuple[int, int]
Jacobian = tuple[int, int, int]  # x / z^2, y / z^3; z = 0 is the point at infinity

_INFINITY: Jacobian = (1, 1, 0)


def create() -> tuple[bytes, str]:
    """A certificate for `localhost` in DER, and PEM text of it and its new private key.

    go-plugin puts the certificate into its pool of authorities and expects that name,
    so it says that it is an authority (CA:TRUE), as the ones of go-plugin do.
    """
    comb = Comb()
    secret = _random_scalar()
    public = b"\x04" + b"".join(value.to_bytes(32, "big") for value in comb.multiply(secret))
    signed = _to_be_signed(public)
    signature = _signature(comb, secret, signed)
    certificate = _sequence(signed, _sequence(_ECDSA_WITH_SHA256), _bits(signature))
    return certificate, _pem("CERTIFICATE", certificate) + _private_key(secret, public)


# The curve.


class Comb:
    """Multiplies the curve's generator: Lim and Lee's comb with four teeth.

    The bits 0, 64, 128 and 192 of a scalar choose one of 15 sums of teeth, the bits 1, 65,
    129 and 193 the next: 64 doublings and additions in place of 256.
    """

    def __init__(self) -> None:
        self._sums: list[Affine | None] = [None]
        for tooth in _TEETH:
            self._sums += [_affine_sum(tooth, other) for other in self._sums]

    def multiply(self, scalar: int) -> Affine:
        """`scalar` times the generator, for 0 < scalar < order of the curve."""
        point = _INFINITY
        for bit in range(63, -1, -1):
            point = _double(point)
            columns = scalar >> bit
            chosen = self._sums[
                columns & 1 | columns >> 63 & 2 | columns >> 126 & 4 | columns >> 189 & 8
            ]
            if chosen:
                point = _add(point, chosen)
        return _affine(point)


def _affine_sum(point: Affine, other: Affine | None) -> Affine:
    """The sum of two different points; None is the point at infinity."""
    if other is None:
        return point
    slope = (other[1] - point[1]) * pow(other[0] - point[0], -1, _P) % _P
    x = (slope * slope - point[0] - other[0]) % _P
    return x, (slope * (point[0] - x) - point[1]) % _P


def _affine(point: Jacobian) -> Affine:
    x, y, z = point
    inverse = pow(z, -1, _P)
    square = inverse * inverse % _P
    return x * square % _P, y * square * inverse % _P


def _double(point: Jacobian) -> Jacobian:
    """Needs no case for infinity: there z is 0, and stays 0."""
    x, y, z = point
    delta = z * z % _P
    gamma = y * y % _P
    beta = x * gamma % _P
    alpha = 3 * (x - delta) * (x + delta) % _P
    x3 = (alpha * alpha - 8 * beta) % _P
    y3 = (alpha * (4 * beta - x3) - 8 * gamma * gamma) % _P
    return x3, y3, 2 * y * z % _P


def _add(point: Jacobian, other: Affine) -> Jacobian:
    """The sum of two points which are neither equal nor opposite.

    The comb never adds such: what it has added up so far is, doubled, an even multiple of
    each tooth, and a sum of teeth an odd one or none.
    """
    x, y, z = point
    if not z:
        return (*other, 1)
    square = z * z % _P
    h = (other[0] * square - x) % _P
    r = (other[1] * square * z - y) % _P
    h2 = h * h % _P
    h3 = h * h2 % _P
    v = x * h2 % _P
    x3 = (r * r - h3 - 2 * v) % _P
    return x3, (r * (v - x3) - y * h3) % _P, z * h % _P


def _random_scalar() -> int:
    """1 to order - 1, evenly distributed: FIPS 186-4 B.4.1, with 64 spare bits."""
    return int.from_bytes(os.urandom(40), "big") % (_N - 1) + 1


def _signature(comb: Comb, secret: int, message: bytes) -> bytes:
    """ECDSA with SHA-256."""
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    nonce = _random_scalar()
    r = comb.multiply(nonce)[0] % _N
    s = pow(nonce, -1, _N) * (digest + r * secret) % _N
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
    key_identifier = hashlib.sha256(public).digest()[:20]
    return [
        _sequence(_identifier("2.5.29.19"), _TRUE, _octets(_sequence(_TRUE))),
        _sequence(_identifier("2.5.29.15"), _TRUE, _octets(_KEY_USAGE)),
        _sequence(_identifier("2.5.29.37"), _octets(_sequence(_SERVER_AUTH))),
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
