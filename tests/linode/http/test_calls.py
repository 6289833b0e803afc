"""Single calls: what is sent, what comes back, what is tried again."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from email.utils import formatdate

import pytest

from shim_provider.linode import errors
from shim_provider.linode.client import Api, Client
from shim_provider.linode.http.session import Session
from shim_provider.linode.patience import Patience
from shim_provider.linode.settings import Settings

from ..conftest import TOKEN, at_once, settings_for
from ..scripted_api import Answer, Asked, ScriptedApi, refused

ONE = "/images/private/1"


def test_a_request_carries_what_the_api_wants(api: ScriptedApi, linode: Api) -> None:
    api.on("PUT", ONE, Answer(200, {"id": "private/1"}))
    linode.images.update("private/1", {"label": "new"})
    (asked,) = api.asked
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["user-agent"] == "test"
    assert asked.json == {"label": "new"}


def test_the_api_version_is_part_of_the_path() -> None:
    with_version = Session(settings_for("http://127.0.0.1:1/", api_version="v4beta"))
    with pytest.raises(errors.Unreachable):
        with_version.send("GET", "/images")
    assert with_version._base == "http://127.0.0.1:1/v4beta"


REFUSALS: dict[str, tuple[Answer, type[errors.ApiError], str]] = {
    "a field's reason is told with the field": (
        refused("Label is required.", "label"),
        errors.ApiError,
        "GET /images/private/1: [400] label: Label is required.",
    ),
    "several reasons are all told": (
        Answer(400, {"errors": [{"reason": "One."}, {"reason": "Two.", "field": "tags"}]}),
        errors.ApiError,
        "GET /images/private/1: [400] One.; tags: Two.",
    ),
    "a bad token": (refused("Invalid Token", status=401), errors.Unauthorized, "Invalid Token"),
    "a missing scope": (refused("Unauthorized", status=403), errors.Forbidden, "[403]"),
    "an error page of a proxy": (
        Answer(418, b"<html>short and stout</html>", {"Content-Type": "text/html"}),
        errors.ApiError,
        "[418] I'm a Teapot",
    ),
    "an error without a known name": (Answer(499, b""), errors.ApiError, "no reason given"),
    "errors in another form": (Answer(400, {"errors": "no"}), errors.ApiError, "Bad Request"),
    "a redirect": (Answer(301, b"", {"Location": "/x"}), errors.ApiError, "check `url`"),
    "maintenance": (
        refused("Down.", status=503, headers={"X-Maintenance-Mode": "all,maintenance"}),
        errors.ApiError,
        "[503] Down.",
    ),
}


@pytest.mark.parametrize("sentence", REFUSALS)
def test_refusals_are_told_at_once(api: ScriptedApi, linode: Api, sentence: str) -> None:
    answer, kind, words = REFUSALS[sentence]
    api.on("GET", ONE, answer)
    with pytest.raises(kind) as caught:
        linode.images.get("private/1")
    assert words in str(caught.value)
    assert caught.value.status == answer.status
    assert len(api.asked) == 1


PASSING: dict[str, Answer] = {
    "an internal error": Answer(500),
    "a bad gateway, in HTML": Answer(502, b"<html>", {"Content-Type": "text/html"}),
    "an unavailable service": Answer(503),
    "a gateway timeout": Answer(504),
    "a request timeout": Answer(408),
    "a rate limit": refused("Too many requests", status=429),
    "a busy Linode": refused("Linode busy."),
    "a reset connection": Answer(fault="reset"),
    "a closed connection": Answer(fault="hang up"),
    "a body that is cut off": Answer(200, {"id": "private/1"}, fault="cut"),
    "truncated JSON of the length that was announced": Answer(200, b'{"id": "priva'),
    "a body that is no object": Answer(200, b"[1]"),
    "a body that is not what its encoding says": Answer(200, b"{}", {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("method", ["get", "update", "delete"])
@pytest.mark.parametrize("sentence", PASSING)
def test_what_passes_is_tried_again(
    api: ScriptedApi, linode: Api, sentence: str, method: str
) -> None:
    answers = PASSING[sentence], PASSING[sentence], Answer(200, {"id": "private/1"})
    api.on({"get": "GET", "update": "PUT", "delete": "DELETE"}[method], ONE, *answers)
    calls: dict[str, Callable[[], object]] = {
        "get": lambda: linode.images.get("private/1"),
        "update": lambda: linode.images.update("private/1", {"label": "x"}),
        "delete": lambda: linode.images.delete("private/1"),
    }
    calls[method]()
    assert len(api.asked) == 3


def test_replicating_is_repeatable(api: ScriptedApi, linode: Api) -> None:
    api.on("POST", f"{ONE}/regions", Answer(500), Answer(200, {"id": "private/1"}))
    linode.images.replicate("private/1", ["us-east", "us-ord"])
    assert [asked.json for asked in api.asked] == [{"regions": ["us-east", "us-ord"]}] * 2


def test_when_patience_ends_the_last_failure_is_told_with_how_long(
    api: ScriptedApi, client: Client
) -> None:
    api.on("GET", ONE, Answer(500), refused("Something else broke.", status=502))
    with pytest.raises(errors.ApiError) as caught:
        client.within(Patience(0.2)).images.get("private/1")
    assert caught.value.status == 502
    assert caught.value.tries == len(api.asked) > 2
    assert "Something else broke. (tried " in str(caught.value)


def test_stop_ends_the_tries(api: ScriptedApi, client: Client) -> None:
    stop = threading.Event()

    def stopping(_: Asked) -> Answer:
        stop.set()
        return Answer(500)

    api.on("GET", ONE, Answer(500), Answer(500), stopping)
    with pytest.raises(errors.Interrupted, match="another try of GET /images/private/1"):
        client.within(Patience(60, stop)).images.get("private/1")
    assert len(api.asked) == 3


def test_without_patience_nothing_is_sent(api: ScriptedApi, client: Client) -> None:
    with pytest.raises(errors.TimeUp, match="a chance to ask GET /images/private/1"):
        client.within(Patience(0)).images.get("private/1")
    assert api.asked == []


def test_retry_after_in_seconds_is_obeyed_beyond_the_longest_delay(
    api: ScriptedApi, linode: Api
) -> None:
    limited = refused("Too many requests", status=429, headers={"Retry-After": "1"})
    api.on("GET", ONE, limited, Answer(200, {"id": "private/1"}))
    linode.images.get("private/1")
    first, second = api.asked
    assert second.when - first.when >= 1.0


def test_retry_after_as_a_date_is_obeyed(api: ScriptedApi, linode: Api) -> None:
    until = time.time() + 2
    limited = refused(
        "Too many requests", status=429, headers={"Retry-After": formatdate(until, usegmt=True)}
    )
    api.on("GET", ONE, limited, Answer(200, {"id": "private/1"}))
    linode.images.get("private/1")
    assert time.time() >= int(until)


def test_a_retry_after_beyond_patience_is_told_at_once(api: ScriptedApi, client: Client) -> None:
    limited = refused("Too many requests", status=429, headers={"Retry-After": "3600"})
    api.on("GET", ONE, limited)
    began = time.monotonic()
    with pytest.raises(errors.RateLimited) as caught:
        client.within(Patience(60)).images.get("private/1")
    assert caught.value.retry_after == 3600
    assert time.monotonic() - began < 30
    with pytest.raises(errors.TimeUp, match="rate limit"):
        client.within(Patience(60)).images.get("private/2")
    assert api.lines() == ["GET /images/private/1"]


def test_one_rate_limit_holds_all_threads_and_does_not_multiply(
    api: ScriptedApi, linode: Api
) -> None:
    limited = refused("Too many requests", status=429, headers={"Retry-After": "1"})
    api.on("GET", "/images/private/0", limited, Answer(200, {"id": "private/0"}))
    for number in range(1, 21):
        api.on("GET", f"/images/private/{number}", Answer(200, {"id": f"private/{number}"}))
    first = threading.Thread(target=linode.images.get, args=("private/0",))
    first.start()
    while not linode.shared.calls.limiter.held():
        time.sleep(0.001)
    got = at_once(
        *[lambda number=number: linode.images.get(f"private/{number}") for number in range(1, 21)]
    )
    first.join()
    assert {image["id"] for image in got} == {f"private/{number}" for number in range(1, 21)}
    assert all(asked.when - api.asked[0].when >= 0.95 for asked in api.asked[1:])
    assert len(api.asked) == 22  # one was refused, none was refused again


UNUSABLE_URLS: dict[str, str] = {
    "no scheme": "127.0.0.1/v4",
    "no host": "http:///",
    "a port that is none": "http://127.0.0.1:99999",
}


@pytest.mark.parametrize("sentence", UNUSABLE_URLS)
def test_a_url_that_cannot_work_is_told_at_once(sentence: str) -> None:
    client = Client(settings_for(UNUSABLE_URLS[sentence]))
    with pytest.raises(errors.Unreachable) as caught:
        client.within(Patience(60)).images.get("private/1")
    assert caught.value.lasting
    assert caught.value.tries == 1


def test_an_unreadable_authority_file_is_told_at_once() -> None:
    client = Client(settings_for("https://127.0.0.1:1", ca_path="/no/such/ca.pem"))
    with pytest.raises(errors.Unreachable, match=r"/no/such/ca\.pem: No such file") as caught:
        client.within(Patience(60)).images.get("private/1")
    assert caught.value.lasting


def test_a_slow_answer_is_bounded_by_patience(api: ScriptedApi, client: Client) -> None:
    api.on("GET", ONE, Answer(200, {}, delay=3.0))
    began = time.monotonic()
    with pytest.raises(errors.Unreachable, match="timed out"):
        client.within(Patience(1)).images.get("private/1")
    assert time.monotonic() - began < 2.9


def test_connections_are_kept(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, Answer(200, {"id": "private/1"}))
    for _ in range(5):
        linode.images.get("private/1")
    assert api.connections == 1


def test_fifty_at_once_each_have_a_connection_and_keep_it(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, Answer(200, {"id": "private/1"}, delay=0.05))
    for _ in range(2):
        at_once(*[lambda: linode.images.get("private/1")] * 50)
    assert api.connections <= 60
    assert len(api.asked) == 100


def test_proxies_of_the_environment_are_used(
    api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", api.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    client = Client(settings_for("http://linode.invalid"))
    api.on("GET", "/images/private/7", Answer(200, {"id": "private/7"}))
    assert client.within(Patience(20)).images.get("private/7") == {"id": "private/7"}
    assert api.asked[0].headers["host"] == "linode.invalid"
    client.close()


def test_neither_errors_nor_logs_show_the_token(
    api: ScriptedApi, linode: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.on("GET", ONE, refused(f"I saw {TOKEN}."))
    with pytest.raises(errors.ApiError) as caught:
        linode.images.get("private/1")
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert TOKEN not in shown + caplog.text
    assert "GET /images/private/1: 400" in caplog.text
    assert TOKEN not in repr(linode.shared.settings)


def test_a_token_that_no_header_can_carry_is_not_shown() -> None:
    client = Client(settings_for("http://127.0.0.1:1", token="s3cr3t\nt0k3n"))
    with pytest.raises(errors.Unreachable) as caught:
        client.within(Patience(60)).images.get("private/1")
    shown = "".join(traceback.format_exception(caught.value))
    assert "token holds a line break" in shown
    assert "s3cr3t" not in shown
    assert caught.value.lasting


def test_no_token_sends_no_authorization(api: ScriptedApi) -> None:
    client = Client(Settings(url=api.url))
    api.on("GET", "/images/linode/debian12", Answer(200, {"id": "linode/debian12"}))
    client.within(Patience(20)).images.get("linode/debian12")
    assert "authorization" not in api.asked[0].headers
    client.close()
