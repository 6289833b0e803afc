"""How long a service that does not answer is asked again: no longer than there is hope."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from shim_provider.linode import errors
from shim_provider.linode.http.calls import Calls
from shim_provider.linode.http.retry import Delays
from shim_provider.linode.http.session import Session
from shim_provider.linode.patience import Patience

from ..conftest import settings_for
from ..scripted_api import Answer

if TYPE_CHECKING:
    from ..scripted_api import ScriptedApi

ONE = "/images/private/1"


def test_a_refused_connection_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        session = Session(settings_for(url))
        calls = Calls(session, Delays(0.001, 0.01), first_contact_seconds=60)
        with pytest.raises(errors.Unreachable, match="Connection refused") as caught:
            calls.send(Patience(0.2), "GET", "/images")
    assert not caught.value.sent
    assert caught.value.tries > 2


@pytest.mark.parametrize("answer", [Answer(500), Answer(502), Answer(200, b"[1]")])
def test_a_service_that_keeps_failing_is_given_up_before_patience_ends(
    api: ScriptedApi, answer: Answer
) -> None:
    api.on("PUT", ONE, answer)
    calls = Calls(Session(settings_for(api.url)), Delays(0.001, 0.01), failing_seconds=0.1)
    with pytest.raises(errors.LinodeError, match=r"tried \d+ times"):
        calls.send(Patience(600), "PUT", ONE)


def test_a_service_given_up_is_asked_once_by_each_until_it_answers_again(
    api: ScriptedApi,
) -> None:
    broken, whole = "/images/private/1", "/images/private/2"
    api.on("GET", broken, Answer(500))
    api.on("GET", whole, Answer(500), Answer(200, {}))
    calls = Calls(Session(settings_for(api.url)), Delays(0.001, 0.01), failing_seconds=0.1)
    patience = Patience(600)
    with pytest.raises(errors.ApiError) as first:
        calls.send(patience, "GET", broken)
    assert first.value.tries > 2
    for path in (broken, whole):
        with pytest.raises(errors.ApiError) as later:
            calls.send(patience, "GET", path)
        assert later.value.tries == 1
    assert calls.send(patience, "GET", whole) == {}
    with pytest.raises(errors.ApiError) as again:
        calls.send(patience, "GET", broken)
    assert again.value.tries > 2


def test_a_refusal_shows_that_a_service_is_there(api: ScriptedApi) -> None:
    broken, absent = "/images/private/1", "/images/private/2"
    api.on("GET", broken, Answer(500))
    calls = Calls(Session(settings_for(api.url)), Delays(0.001, 0.01), failing_seconds=0.1)
    patience = Patience(600)
    for _ in range(2):
        with pytest.raises(errors.ApiError) as failed:
            calls.send(patience, "GET", broken)
        assert failed.value.tries > 2
        with pytest.raises(errors.NotFound):
            calls.send(patience, "GET", absent)


def test_a_write_has_all_its_tries_while_reads_have_one(api: ScriptedApi) -> None:
    api.on("GET", ONE, Answer(500))
    api.on("PUT", ONE, Answer(502), Answer(502), Answer(200, {}))
    calls = Calls(Session(settings_for(api.url)), Delays(0.001, 0.01), failing_seconds=0.1)
    patience = Patience(600)
    with pytest.raises(errors.ApiError):
        calls.send(patience, "GET", ONE)
    assert calls.send(patience, "PUT", ONE) == {}


def test_a_service_given_up_has_less_time_to_answer(
    api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shim_provider.linode.http.calls.DOWN_SECONDS", 0.2)
    api.on("GET", ONE, Answer(200, {}, delay=4))
    calls = Calls(Session(settings_for(api.url)), Delays(0.001, 0.01), first_contact_seconds=0.1)
    patience = Patience(600)
    for seconds in (1.0, 60.0):
        with pytest.raises(errors.Unreachable, match="timed out"):
            calls.ask(patience, "GET", ONE, seconds=seconds)


def test_a_host_never_reached_is_given_up_before_patience_ends() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        calls = Calls(Session(settings_for(url)), Delays(0.001, 0.01), first_contact_seconds=0.1)
        began = time.monotonic()
        with pytest.raises(errors.Unreachable):
            calls.send(Patience(60), "GET", "/images")
    assert time.monotonic() - began < 30
