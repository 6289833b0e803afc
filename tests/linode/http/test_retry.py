"""The rules of trying again, without any HTTP."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from shim_provider.linode.errors import ApiError, BadReply, FileChanged, LinodeError, Unreachable
from shim_provider.linode.http.retry import Delays, Verdict, asked_delay, delay, judge

AGAIN, LOST, FINAL = Verdict.AGAIN, Verdict.LOST, Verdict.FINAL


def api_error(status: int, *reasons: str, maintenance: bool = False) -> ApiError:
    error = ApiError(status, [("", reason) for reason in reasons], "GET", "/images")
    error.maintenance = maintenance
    return error


# what happened: (the failure, verdict of a repeatable request, verdict of a create)
FAILURES: dict[str, tuple[LinodeError, Verdict, Verdict]] = {
    "a request timeout is asked again": (api_error(408), AGAIN, AGAIN),
    "a rate limit is asked again": (api_error(429, "Too many requests"), AGAIN, AGAIN),
    "an unavailable service is asked again": (api_error(503), AGAIN, AGAIN),
    "maintenance is final": (api_error(503, maintenance=True), FINAL, FINAL),
    "a busy Linode is asked again": (api_error(400, "Linode busy."), AGAIN, AGAIN),
    "a busy Linode with another reason is final": (
        api_error(400, "Linode busy.", "and more"),
        FINAL,
        FINAL,
    ),
    "a validation error is final": (api_error(400, "Label is required."), FINAL, FINAL),
    "an error without reasons is final": (api_error(400), FINAL, FINAL),
    "a bad token is final": (api_error(401, "Invalid Token"), FINAL, FINAL),
    "a missing thing is final": (api_error(404, "Not found"), FINAL, FINAL),
    "an internal error may have had an effect": (api_error(500), AGAIN, LOST),
    "a bad gateway may have had an effect": (api_error(502), AGAIN, LOST),
    "a gateway timeout may have had an effect": (api_error(504), AGAIN, LOST),
    "not implemented is final": (api_error(501), FINAL, FINAL),
    "a refused connection has had none": (Unreachable("no", sent=False), AGAIN, AGAIN),
    "a lost connection may have had one": (Unreachable("lost", sent=True), AGAIN, LOST),
    "a bad certificate is final": (Unreachable("bad", sent=False, lasting=True), FINAL, FINAL),
    "a broken reply may have had one": (BadReply("cut"), AGAIN, LOST),
    "a changed file is final": (FileChanged("changed"), FINAL, FINAL),
}


@pytest.mark.parametrize("sentence", FAILURES)
def test_verdicts(sentence: str) -> None:
    failure, repeatable, create = FAILURES[sentence]
    assert judge(failure, create=False) is repeatable
    assert judge(failure, create=True) is create


RETRY_AFTER: dict[str, tuple[str | None, float | None]] = {
    "no header asks for nothing": (None, None),
    "an empty header asks for nothing": ("", None),
    "seconds": ("7", 7.0),
    "seconds with blanks": (" 12 ", 12.0),
    "zero": ("0", 0.0),
    "a date that has passed is now": ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    "nonsense asks for nothing": ("soon", None),
}


@pytest.mark.parametrize("sentence", RETRY_AFTER)
def test_retry_after_header(sentence: str) -> None:
    header, seconds = RETRY_AFTER[sentence]
    assert asked_delay(header) == seconds


def test_retry_after_as_a_date_to_come() -> None:
    seconds = asked_delay(formatdate(time.time() + 3600, usegmt=True))
    assert seconds is not None
    assert 3500 < seconds <= 3600


def test_delays_double_up_to_the_most_and_half_of_each_is_chance() -> None:
    bounds = Delays(1.0, 10.0)
    longest = [delay(tries, None, bounds, lambda: 1.0) for tries in range(1, 7)]
    shortest = [delay(tries, None, bounds, lambda: 0.0) for tries in range(1, 7)]
    assert longest == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert shortest == [1.0, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_delays_stay_finite_after_thousands_of_tries() -> None:
    assert delay(10_000, None, Delays(0.1, 30.0), lambda: 1.0) == 30.0


def test_a_least_delay_of_zero_still_grows() -> None:
    delays = [delay(tries, None, Delays(0.0, 1.0), lambda: 1.0) for tries in (1, 4, 20)]
    assert delays == [0.001, 0.008, 1.0]


def test_a_most_below_the_least_counts_as_the_least() -> None:
    assert delay(5, None, Delays(2.0, 0.5), lambda: 1.0) == 2.0


def test_what_the_api_asks_for_is_obeyed_even_beyond_the_most() -> None:
    assert delay(1, 300.0, Delays(0.1, 30.0)) == 300.0


def test_asking_for_less_than_the_least_gets_the_least() -> None:
    assert delay(1, 0.01, Delays(0.5, 30.0)) == 0.5


def test_asking_for_zero_seconds_leaves_the_usual_delay() -> None:
    assert delay(3, 0.0, Delays(1.0, 10.0), lambda: 1.0) == 4.0
