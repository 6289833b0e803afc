"""Multiples of the generator, against `cryptography`."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.plugin import curve

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

SCALARS = {
    "1": 1,
    "2": 2,
    "15": 15,
    "one tooth": 1 << 64,
    "just below a tooth": (1 << 64) - 1,
    "half a tooth": 1 << 32,
    "just below half a tooth": (1 << 32) - 1,
    "half a tooth, and the tooth": 1 << 32 | 1,
    "all teeth": 1 | 1 << 64 | 1 << 128 | 1 << 192,
    "the upper bits of all": (1 << 63) * (1 | 1 << 64 | 1 << 128),
    "order - 1": ORDER - 1,
    "order - 2": ORDER - 2,
    "half of the order": (ORDER + 1) // 2,
}


def expected(scalar: int) -> tuple[int, int]:
    numbers = ec.derive_private_key(scalar, ec.SECP256R1()).public_key().public_numbers()
    return numbers.x, numbers.y


@pytest.mark.parametrize("scalar", SCALARS.values(), ids=SCALARS)
def test_the_generator_is_multiplied_by(scalar: int) -> None:
    assert curve.multiply(scalar) == expected(scalar)


@given(st.integers(1, ORDER - 1))
def test_the_generator_is_multiplied_by_any_scalar(scalar: int) -> None:
    assert curve.multiply(scalar) == expected(scalar)


@pytest.mark.parametrize("chosen", range(1, 16))
def test_the_sums_are_those_of_the_teeth_chosen(chosen: int) -> None:
    teeth = sum(1 << 64 * tooth for tooth in range(4) if chosen >> tooth & 1)
    assert curve._LOW[chosen - 1] == expected(teeth)
    assert curve._HIGH[chosen - 1] == expected(teeth << 32)
