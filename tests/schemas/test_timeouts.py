"""Durations as Go writes them, and the block `timeouts` that is made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.schemas.timeouts import duration, seconds_of, timeouts_block

DURATIONS = {
    "30m": 1800,
    "1h30m": 5400,
    "1.5h": 5400,
    "1.h": 3600,
    ".5h": 1800,
    "90s": 90,
    "1h1m1s": 3661,
    "250ms": 0.25,
    "3us": 3e-6,
    "3µs": 3e-6,
    "3μs": 3e-6,
    "7ns": 7e-9,
    "0s": 0,
    "2540400h": 2540400 * 3600,
}


@pytest.mark.parametrize("text", DURATIONS)
def test_a_go_duration_in_seconds(text: str) -> None:
    assert seconds_of(text) == pytest.approx(DURATIONS[text])


# Go's time.ParseDuration refuses all of these, or a duration may not be so.
NO_DURATIONS = ["", "30", "m", "1 m", "30m ", "-1m", "1d", "1h-1m", "1,5h", "1e3s", "٣m", ".h"]


@pytest.mark.parametrize("text", [*NO_DURATIONS, "2562048h", "9" * 400 + "s"])
def test_what_is_no_go_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - its text is the one given
        seconds_of(text)
    assert refused.value.args == (text,)
    assert duration().problem(text) is not None


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_hours_minutes_and_seconds_add_up(hours: int, minutes: int, seconds: int) -> None:
    assert seconds_of(f"{hours}h{minutes}m{seconds}s") == hours * 3600 + minutes * 60 + seconds


@given(st.text())
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    refused = duration().problem(text) is not None
    try:
        assert refused is (seconds_of(text) <= 0)
    except ValueError:
        assert refused


JUDGED = {
    "a duration": (duration(), "1h30m", None),
    "no duration": (
        duration(),
        "soon",
        "must be a duration longer than zero such as `30m` or `1h30m`, not 'soon'",
    ),
    "a duration of zero": (
        duration(),
        "0s",
        "must be a duration longer than zero such as `30m` or `1h30m`, not '0s'",
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_a_duration_is_longer_than_zero(case: str) -> None:
    check, value, sentence = JUDGED[case]
    assert check.problem(value) == sentence
    assert check.says == "a duration such as `30m` or `1h30m`"


def test_a_timeouts_block_has_an_argument_for_each_operation() -> None:
    block = timeouts_block({"create": "20m", "delete": "1m"})
    assert block.nesting == "single"
    assert list(block.attributes) == ["create", "delete"]
    create = block.attributes["create"]
    assert create.optional
    assert "`20m`" in create.doc
    assert create.check is not None
    assert create.check.problem("20") is not None
