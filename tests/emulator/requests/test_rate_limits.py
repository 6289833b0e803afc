"""Rates: counted always, refused when asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shim_provider.emulator import Limits
from tests.emulator.conftest import Api


def test_rates_are_refused_only_when_asked_for(make_api: Callable[..., Api]) -> None:
    lenient = make_api()
    assert {lenient.get("/images").status for _ in range(25)} == {200}
    strict = make_api(limits=Limits(rate=True))
    assert [strict.get("/images").status for _ in range(21)] == [200] * 20 + [429]
    refused = strict.get("/images")
    assert refused.reasons == ["Too many requests"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert strict.get("/images/linode/debian12").status == 200


@pytest.mark.parametrize(
    ("method", "path", "limit"), [("POST", "/linode/instances", 10), ("GET", "/profile", 400)]
)
def test_the_rate_of_creations_and_of_everything_else(
    make_api: Callable[..., Api], method: str, path: str, limit: int
) -> None:
    api = make_api(limits=Limits(rate=True), token={"a": {"account": "a"}, "b": {"account": "b"}})
    one, two = Api(api.app, api.clock, "a"), Api(api.app, api.clock, "b")
    body: dict[str, object] | None = {} if method == "POST" else None
    statuses = [one.call(method, path, body).status for _ in range(limit + 1)]
    assert [status for status in statuses if status == 429] == statuses[-1:]
    assert two.call(method, path, body).status != 429


def test_commands_are_counted_apart_and_together(make_api: Callable[..., Api]) -> None:
    api = make_api(limits=Limits(rate=True))
    linodes = [f"/linode/instances/{number}" for number in range(400)]
    assert {api.get(path).status for path in linodes} == {404}
    assert api.get("/linode/instances/7").status == 429, "the command counts, not the Linode"
    assert {api.get("/profile").status for _ in range(399)} == {200}
    refused = api.get("/account")
    assert refused.status == 429
    assert refused.headers["X-RateLimit-Limit"] == "800"
    assert 60 < int(refused.headers["Retry-After"]) <= 121
