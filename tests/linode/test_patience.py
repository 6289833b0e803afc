"""Patience: time, and the wish to stop."""

from __future__ import annotations

import threading
import time

import pytest

from shim_provider.linode.errors import Interrupted, TimeUp
from shim_provider.linode.patience import Patience


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
