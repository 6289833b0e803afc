"""Figures as they are shown."""

from __future__ import annotations

import pytest

from shim_provider.view import words
from shim_provider.view.pace import Pace


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.9, "0s"), (59, "59s"), (65, "1m05s"), (3600, "1h00m"), (9999, "2h46m")],
)
def test_a_duration_has_two_units_at_most(seconds: float, shown: str) -> None:
    assert words.duration(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(7, "7 bytes"), (1500, "1.5 kB"), (123_456_789, "123 MB"), (5_368_709_120, "5.4 GB")],
)
def test_a_size_has_the_unit_that_fits(count: float, shown: str) -> None:
    assert words.size(count) == shown


def test_a_long_name_loses_its_middle() -> None:
    assert words.shortened("stack/family/golden", 11) == "stack…olden"
    assert words.shortened("stack/golden", 12) == "stack/golden"
    assert all(len(words.shortened("stack/golden", width)) == width for width in range(13))


def test_the_pace_is_that_of_the_last_seconds() -> None:
    pace = Pace(0.0)
    assert pace.rate is None
    for second in range(1, 31):
        pace.reached(float(second), second * 10 if second < 20 else 200 + (second - 20) * 100)
    assert pace.rate == 100.0
    assert pace.seconds_left(2200) == 10.0


def test_an_upload_that_is_begun_anew_has_a_new_pace() -> None:
    pace = Pace(0.0)
    pace.reached(5.0, 1000)
    pace.reached(6.0, 10)
    assert pace.rate is None
    pace.reached(7.0, 20)
    assert pace.rate == 10.0
