"""Waits for one image: when it is looked at, and which failures of a look end the wait."""

from __future__ import annotations

import itertools
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.client import Client
from shim_provider.linode.patience import Patience

from ..conftest import settings_for
from ..scripted_api import Answer, ScriptedApi, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

ONE = "/images/private/1"
CREATING = Answer(200, {"id": "private/1", "status": "creating", "label": "mine"})
AVAILABLE = Answer(200, {"id": "private/1", "status": "available", "label": "mine"})


def test_an_image_is_waited_for_until_it_is_available(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, CREATING, CREATING, CREATING, AVAILABLE)
    assert linode.images.wait_available("private/1")["status"] == "available"
    assert len(api.asked) == 4


def test_looks_come_quickly_at_first_then_every_interval(api: ScriptedApi, stop: Any) -> None:
    client = Client(settings_for(api.url, poll_seconds=0.4))
    api.on("GET", ONE, *[CREATING] * 5, AVAILABLE)
    client.within(Patience(20, stop)).images.wait_available("private/1")
    client.close()
    times = [asked.when for asked in api.asked]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    least = [0.1, 0.2, 0.4, 0.4, 0.4]
    assert all(gap >= wanted for gap, wanted in zip(gaps, least, strict=True))


NO_NEWS: dict[str, Answer] = {
    "an internal error": Answer(500),
    "a bad gateway": Answer(502),
    "an unavailable service": Answer(503),
    "maintenance": Answer(503, headers={"X-Maintenance-Mode": "yes"}),
    "a gateway timeout": Answer(504),
    "a reset connection": Answer(fault="reset"),
    "a reply that is cut off": Answer(200, {"status": "creating"}, fault="cut"),
    "a rate limit": refused("Too many requests", status=429),
}


@pytest.mark.parametrize("sentence", NO_NEWS)
def test_a_look_that_fails_in_passing_does_not_end_the_wait(
    api: ScriptedApi, linode: Api, sentence: str
) -> None:
    api.on("GET", ONE, CREATING, *[NO_NEWS[sentence]] * 4, AVAILABLE)
    assert linode.images.wait_available("private/1")["status"] == "available"
    assert len(api.asked) == 6


def test_only_patience_ends_a_wait_and_the_state_and_last_failure_are_told(
    api: ScriptedApi, client: Client
) -> None:
    replicating = {"region": "us-ord", "status": "replicating"}
    api.on(
        "GET", ONE, CREATING._replace(body={**CREATING.body, "regions": [replicating]}), Answer(502)
    )
    with pytest.raises(errors.TimeUp) as caught:
        client.within(Patience(0.3)).images.wait_available("private/1")
    assert caught.value.waited_for == (
        "image private/1 to be available (it is creating; us-ord replicating)"
    )
    assert isinstance(caught.value.last, errors.ApiError)
    assert "the last answer was: GET /images/private/1: [502] Bad Gateway" in str(caught.value)


def test_stop_ends_a_wait_at_once(api: ScriptedApi, stop: threading.Event) -> None:
    client = Client(settings_for(api.url, poll_seconds=60))
    threading.Timer(0.3, stop.set).start()
    api.on("GET", ONE, CREATING)
    began = time.monotonic()
    with pytest.raises(errors.Interrupted, match="image private/1 to be available"):
        client.within(Patience(60, stop)).images.wait_available("private/1")
    client.close()
    assert time.monotonic() - began < 20


def test_a_refused_look_ends_the_wait(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, CREATING, refused("Invalid Token", status=401))
    with pytest.raises(errors.Unauthorized):
        linode.images.wait_available("private/1")
