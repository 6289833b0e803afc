"""Patience and the limiter: time, stop, and who may pass when."""

from __future__ import annotations

import threading
import time

import pytest

from shim_provider.linode.errors import Interrupted, TimeUp
from shim_provider.linode.limiter import Limiter
from shim_provider.linode.patience import Patience

from .conftest import at_once


def test_stop_wakes_a_sleeper_at_once() -> None:
    stop = threading.Event()
    patience = Patience(60, stop)
    threading.Timer(0.05, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Interrupted, match="while waiting for the image") as caught:
        patience.sleep(50, "the image")
    assert time.monotonic() - began < 10
    assert caught.value.waited_for == "the image"


def test_a_sleep_is_cut_to_what_is_left_and_the_next_one_says_time_is_up() -> None:
    patience = Patience(0.02)
    patience.sleep(60, "the image")
    with pytest.raises(TimeUp, match="waited 0 s for the image") as caught:
        patience.sleep(60, "the image")
    assert caught.value.seconds == 0.02
    assert patience.left() == 0.0


def test_a_part_of_patience_ends_with_the_whole_and_stops_with_it() -> None:
    stop = threading.Event()
    whole = Patience(0.5, stop)
    assert whole.at_most(60).left() <= 0.5
    assert whole.at_most(0.1).left() <= 0.1
    stop.set()
    with pytest.raises(Interrupted):
        whole.at_most(60).check("anything")


def test_an_open_limiter_lets_everybody_pass() -> None:
    limiter = Limiter(spacing=60)
    for _ in range(50):
        limiter.admit(Patience(0.5))


def test_after_a_hold_those_who_waited_pass_one_by_one() -> None:
    limiter = Limiter(spacing=0.01)
    limiter.hold(0.05)
    passed: list[float] = []
    began = time.monotonic()

    def wait() -> None:
        limiter.admit(Patience(20))
        passed.append(time.monotonic() - began)

    at_once(*[wait] * 5)
    assert min(passed) >= 0.05
    assert max(passed) >= 0.05 + 4 * 0.01


def test_a_longer_hold_holds_those_who_wait_for_a_shorter_one() -> None:
    limiter = Limiter(spacing=0.0)
    limiter.hold(0.05)
    threading.Timer(0.02, limiter.hold, (0.1,)).start()
    began = time.monotonic()
    limiter.admit(Patience(20))
    assert time.monotonic() - began >= 0.11


def test_a_shorter_hold_does_not_shorten_a_longer_one() -> None:
    limiter = Limiter(spacing=0.0)
    limiter.hold(60)
    limiter.hold(0.0)
    with pytest.raises(TimeUp, match="rate limit"):
        limiter.admit(Patience(0.5))


def test_a_turn_beyond_ones_patience_is_refused_at_once() -> None:
    limiter = Limiter()
    limiter.hold(60)
    began = time.monotonic()
    with pytest.raises(TimeUp):
        limiter.admit(Patience(30))
    assert time.monotonic() - began < 10


def test_stop_ends_the_wait_for_the_limiter() -> None:
    limiter, stop = Limiter(), threading.Event()
    limiter.hold(30)
    stop.set()
    with pytest.raises(Interrupted):
        limiter.admit(Patience(60, stop))
