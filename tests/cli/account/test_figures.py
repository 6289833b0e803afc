"""Sizes, ages and prices as people read and write them."""

from __future__ import annotations

import argparse

import pytest

from shim_provider.cli.account.figures import (
    age_of,
    age_text,
    price_per_month,
    price_text,
    size_text,
)
from shim_provider.cli.account.table import plain


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 seconds"),
        (0.4, "0 seconds"),
        (1, "1 second"),
        (119, "1 minute"),
        (7200, "2 hours"),
        (86400, "1 day"),
        (89 * 86400, "89 days"),
        (90 * 86400, "3 months"),
        (800 * 86400, "2 years"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_a_size_is_told_in_gigabytes_from_one_on() -> None:
    assert [size_text(each) for each in (0, 1023, 1024, 3500)] == [
        *("0 MB", "1023 MB", "1.0 GB", "3.4 GB")
    ]


def test_a_price_below_a_cent_is_not_nothing() -> None:
    assert [price_text(each) for each in (0, 0.0002, 0.349, 12)] == [
        *("$0.00", "under $0.01", "$0.35", "$12.00")
    ]


def test_every_replica_costs_and_what_linode_keeps_of_itself_does_not() -> None:
    assert price_per_month({"type": "manual", "size": 1024, "total_size": 3072}) == 0.3
    assert price_per_month({"type": "manual", "size": 1024, "regions": [{}, {}]}) == 0.2
    assert price_per_month({"type": "automatic", "size": 1024, "total_size": 1024}) == 0.0


def test_an_age_is_written_with_its_unit() -> None:
    assert [age_of(each) for each in ("30d", "12h", "2w")] == [30 * 86400, 43200, 14 * 86400]
    for wrong in ("30", "d", "-1d", "1.5d", "30 days"):
        with pytest.raises(argparse.ArgumentTypeError, match="is no age"):
            age_of(wrong)


def test_columns_are_aligned_and_nothing_is_cut() -> None:
    long = "private/" + "1" * 200
    assert plain(["ID", "LABEL"], [[long, "a"], ["private/1", "b"]]) == [
        "ID" + " " * 206 + "  LABEL",
        f"{long}  a",
        "private/1" + " " * 199 + "  b",
    ]
