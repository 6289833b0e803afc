"""The curve P-256 in plain integers: multiples of its generator, which is all a new key needs.

Not constant-time: see `certificate.py`. Does not check points, as it is given none.

SEC 1 (curve arithmetic), FIPS 186-4 D.1.2.3 (the curve).
"""

from __future__ import annotations

import binascii

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
#: The order of the generator.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

Affine = tuple[int, int]
_Jacobian = tuple[int, int, int]  # x / z^2, y / z^3; z = 0 is the point at infinity

_INFINITY: _Jacobian = (1, 1, 0)

#: Multiples of the generator, 32 bytes for x, 32 for y: the sums of 2^0, 2^64, 2^128 and 2^192,
#: chosen by the bits of 1 to 15, and the same 2^32 times. With them a certificate takes 1.0 ms;
#: made at each launch from the four powers, and without the second half, 1.5.
_SUMS = """
axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q+oIrwoEaql
hJJZLjJuJd4pSTuqrWUffpDnXLSOFNtjv/RK6PXbqA1vStS8s98YizSxplBQ/oL15BEkVF9GLucwCku8idZyb7JXwN6V4CeJ
6WyY/Q018fqTORziCXmSr3Kqx+DQm0ZEfx3bJf8ePG9bse6tqdgGpapUopHAgSegRH1zm+7bXmf7mC/ViMZ2bvw1/33Cl+rD
V8hPydeJvYUtSCWrg0Ex7uEunZU6Sq/3PTSblaf65QAMfjPJcuJbMu+VGTKKnHL/3cYGi7kd/GDvf70rGgoRtxOUnJMqHTZ/
YR6fw327LJvB7pgHAiwhnCMYOwiVyhdAGWA1p3N22KhVBmN5e1H12H3qZILhEji/KTbfXsbJvDbK4rGSC1f0vBVxZISK7LhR
CvpAAY2dUOWfs9V229774UT/4hY0ipZM6113RbIRQeqi6PSD9D5DkXzNhOcNcV8m5I7K//xc3gHq/XLr2+zBewmQ5qFYAGzu
hfIs/ihEtkXKyRficxo0eabTlnenhJJ2Jzb/g0QxX8WWQ5WRo8a5SmzyD/sxNyi+Z0+EdJsLiBZmuLq9LSfs34JKkgwihAWb
8rq4M8NX9fROdp52csndrTGFX324x/7bdOAvCAIDpWst9IwEZ3yKPkK5kILegwZjHsAFcgaUcoH7muFvO5EipaTDYWW4JLuw
eIeO9hxs4E1/3BygCKHEeNH4nnmcDOExbvlRUN2oaLm2yz9de3LDId5TFCwSMJ3vas5XDr3gjU+cYrkSH+DZdgyIvE1xaxKH
WVxSIIEv/K5bgt1b1U+0ln+ZHtLDGjVz3V3eo/OQHcYY0bWznATmqnyBgfTfJWTzOle/Y19IrKho80SvazF0Zu/gpCMIPknz
Q6CijEK6eS/pann7PnKtDDG5xAX4VAogYE7ZPCTWf/Nmi/wicfXGJs3+F9s/sk1KQFK/S29GHblmPGLD7brXoA0aEBROw5wo
02tHiaJYLn/+z01RkLD8YYYr5r1x1wzI5yTzOZm/zFsjWifDGI0l6x7duuLIAuQaEjICqPYr/3qv31zAhSanpHQ0bBCh1M+s
QxBNhlYOvPwMRfRSc9szoDbga35McBkXj6CvLdYD+ES0jia0hPeiHApKRvtqrzY6ZrDeMiXEdEuWFbURDR145frAFUBNTT2r
ZBMbzf7W9mjABOQEi3sPmAbrsPYhoBstf+NrQK8ir4khZWsyJixx2hq5GTZcZd+2OlqeIhhaWUPml9RYJbY2JJ8J9AQH3Kbx
dLPVhnuK8hLVDRUsaZyhAUpbUGYSpnemV4gLOhii6QLppSGwdMoBQahKqTl1EiGO6xNGHOrAifHEJgT74WJ9QGJtsVQZ4m2d
C+raekxPOEAHgbgpHGoiCsNClnqoFchXXlLEFEED7Lz5+u0JJ6QygWkM3o3wFRWTl7KhTxKRZDSI+A7u5UoF41qDQ87qxV+A
ilNfVm7HNhf1Yi30NzcTJp5MNYdK/fQ6runHXff4LyoEVcCEaLCL1zfgKBkIWpK/zeUzhkyMdmnF+aCsIjCUtwa62nq3f4J2
UFCpSbbNwnn5pL9ih23ERAwKbiyUd7XZW0dt/Q5ssYpCfUkQE2brcN69ikt+oQcPyLSu0epI2sk+KYZOii7JCCmnUbGuI8XY
TVRgaBLWbzt8XD5EJ4w0CiObkOo9wx5+HxUOaOMi0e2tF0TEdlvXgBQtKmYm27hQgg9N2Un3L/fbyrdZ+IYu1DBd3mcJd2+O
eMQWUnpTMioUBAbseDoF7BtIGxshXBTTdb5dk3tOjMRsxUSmK13r1Gj2uFQng9/u61sG5wzgj/79dfP6AYdr2GpwPxDold8H
y+H+upLkDOb7yARN/aRQKM9Sk9LzEL9/kMdvinhxJlXQsvlNL0IBCSMPcp8iUOkn/ILvC2rOonTpmM7qQ5bkwZcUWYKLBxnl
fbJjZliVTnoQuDj4Ykw7RUMFrd2zjUlmlhYQAEqGarrC1cuk8jQGh1fykp5T0Lh2S9a3JiM2n8l6y5+tzudeRCzx8kOP5RMc
aasZfZLdyyRJmXvNLkB6XiTrmsyjM79bpg2ID291qur1fwyReupoWyVOg5Qj0tTAafiRxazQecx0MSX4i6xMTf7vk0HFGmtP
495MyxzaXerlH1R8WXKhB7Qi0ee9b4UUftAxoORcIlju5Es1cCR2tRwwmisluxOHpi+Ys6n+mgaMqSLuCXwYTqJbzW/JzzQ9
ILh7iqLE5QPFBJd3CAEYKLABSIM0csmOkpXb6xlnxFn1xvpJkZd2vg0Rre9faaBEG9U5M4/lgt0wYxdd4FfCdx7X0bkzIBC5
pFTD+tg/qlY4dsuhEC+tX4yUTnYP1Z4ROisD8DIXJXpStSDw62oqJAXk0NysDNNEoQEaJwAkuIkV/uVFx43Z9vx9IpygBYw7
8zAkDbWNWmLyD8Kv3x0EPUq1trK4dT+BVX2fSUYSEPtB74Dl0EasBFAegohbyYza
"""
_TABLE = binascii.a2b_base64(_SUMS)
_NUMBERS = [int.from_bytes(_TABLE[at : at + 32], "big") for at in range(0, len(_TABLE), 32)]
_POINTS: list[Affine] = list(zip(_NUMBERS[::2], _NUMBERS[1::2], strict=True))
_LOW, _HIGH = _POINTS[:15], _POINTS[15:]


def multiply(scalar: int) -> Affine:
    """`scalar` times the generator, for 0 < scalar < ORDER: Lim and Lee's comb, four teeth, twice.

    The bits 0, 64, 128 and 192 choose one of the first 15 sums, the bits 32, 96, 160 and 224
    one of the others; then 1, 65 and so on: 32 doublings and 64 additions in place of 256.
    """
    point = _INFINITY
    for bit in range(31, -1, -1):
        point = _double(point)
        for sums, columns in ((_HIGH, scalar >> bit + 32), (_LOW, scalar >> bit)):
            chosen = columns & 1 | columns >> 63 & 2 | columns >> 126 & 4 | columns >> 189 & 8
            if chosen:
                point = _add(point, sums[chosen - 1])
    return _affine(point)


def _affine(point: _Jacobian) -> Affine:
    x, y, z = point
    inverse = pow(z, -1, _P)
    square = inverse * inverse % _P
    return x * square % _P, y * square * inverse % _P


def _double(point: _Jacobian) -> _Jacobian:
    """Needs no case for infinity: there z is 0, and stays 0."""
    x, y, z = point
    delta = z * z % _P
    gamma = y * y % _P
    beta = x * gamma % _P
    alpha = 3 * (x - delta) * (x + delta) % _P
    x3 = (alpha * alpha - 8 * beta) % _P
    y3 = (alpha * (4 * beta - x3) - 8 * gamma * gamma) % _P
    return x3, y3, 2 * y * z % _P


def _add(point: _Jacobian, other: Affine) -> _Jacobian:
    """The sum of two points which are neither equal nor opposite.

    The comb never adds such. In groups of 32 bits, what it has added up so far is even where
    the sum to be added has a 1, so they differ; and both together are not above the scalar,
    so they are not opposite.
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
