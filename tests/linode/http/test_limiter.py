"""The limiter: who may pass when."""

from __future__ import annotations

import threading
import time

import pytest

from shim_provider.linode.errors import Interrupted, TimeUp
from shim_provider.linode.http.limiter import Limiter
from shim_provider.linode.patience import Patience

from ..conftest import at_once


def test_an_open_limiter_lets_everybody_pass() -> None:
    limiter = Limiter(spacing=60)
    for _ in range(50):
        limiter.admit(Patience(0.5))


def test_after_a_hold_those_who_waited_pass_one_by_one() -> None:
    limiter = Limiter(spacing=0.01)
    began = time.monotonic()
    limiter.hold(0.05)
    passed: list[float] = []

    def wait() -> None:
        limiter.admit(Patience(20))
        passed.append(time.monotonic() - began)

    at_once(*[wait] * 5)
    assert min(passed) >= 0.05
    assert max(passed) >= 0.05 + 4 * 0.01


def test_a_longer_hold_holds_those_who_wait_for_a_shorter_one() -> None:
    limiter = Limiter(spacing=0.0)
    limiter.hold(0.05)
    began = time.monotonic()
    threading.Timer(0.02, limiter.hold, (0.1,)).start()
    limiter.admit(Patience(20))
    assert time.monotonic() - began >= 0.12


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
