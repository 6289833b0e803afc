"""Tokens, scopes, accounts, rates, clocks and durations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shim_provider.emulator import DURATIONS, Limits
from shim_provider.emulator.requests.access import read_tokens
from shim_provider.emulator.world.clock import wire_time
from shim_provider.emulator.world.durations import durations_of
from tests.emulator.conftest import DAWN, Api


@pytest.mark.parametrize("token", ["any", "x" * 64])
def test_any_token_is_accepted_unless_told_otherwise(api: Api, token: str) -> None:
    assert Api(api.app, api.clock, token).get("/linode/instances").status == 200


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "secret", ""])
def test_what_is_no_bearer_token_is_refused(api: Api, header: str) -> None:
    stranger = Api(api.app, api.clock, None)
    reply = stranger.get("/linode/instances", headers={"Authorization": header})
    assert (reply.status, reply.reasons) == (401, ["Invalid Token"])


def test_only_the_set_token_is_accepted(make_api: Callable[..., Api]) -> None:
    api = make_api(token="secret", token_sent="secret")
    assert api.get("/profile").status == 200
    assert Api(api.app, api.clock, "other").get("/profile").reasons == ["Invalid Token"]
    # A wrong token is refused even where none is needed.
    assert Api(api.app, api.clock, "other").get("/regions").status == 401
    assert Api(api.app, api.clock, None).get("/regions").status == 200


UNUSABLE = {
    "no account": ({"account": ""}, "account ''"),
    "the account of shared images": ({"account": "/sharegroup/101"}, "account '/sharegroup/101'"),
    "a misspelt right": ({"scopes": "images:readonly"}, "scope 'images:readonly'"),
    "an area alone": ({"scopes": "images"}, "scope 'images'"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_token_cannot_have(make_api: Callable[..., Api], case: str) -> None:
    entry, words = UNUSABLE[case]
    with pytest.raises(ValueError, match=words):
        make_api(token={"t": entry})


def test_a_capture_needs_to_see_linodes_too(make_api: Callable[..., Api]) -> None:
    tokens = {
        "all": {},
        "images": {"scopes": "images:read_write"},
        "both": {"scopes": "images:read_write,linodes:read_only"},
    }
    everything = make_api(token=tokens, token_sent="all")
    disk = everything.disks(everything.linode()["id"])[0]["id"]
    images, both = (Api(everything.app, everything.clock, token) for token in ("images", "both"))
    assert images.post("/images", {"disk_id": disk}).status == 403
    assert both.post("/images", {"disk_id": disk}).status == 200


_SCOPED = {
    "read": {"scopes": "images:read_only events:read_only"},
    "write": {"scopes": "images:read_write"},
    "all": {"scopes": "*"},
}


@pytest.mark.parametrize(
    ("token", "read", "write", "linodes"),
    [("read", 200, 403, 403), ("write", 200, 400, 403), ("all", 200, 400, 200)],
)
def test_scopes_reach_as_far_as_they_say(
    make_api: Callable[..., Api], token: str, read: int, write: int, linodes: int
) -> None:
    api = make_api(token=_SCOPED, token_sent=token)
    assert api.get("/images").status == read
    assert api.post("/images/upload", {}).status == write
    assert api.get("/linode/instances").status == linodes


def test_scopes_are_told_in_headers(make_api: Callable[..., Api]) -> None:
    api = make_api(token=_SCOPED, token_sent="read")
    refused = api.post("/images/upload", {})
    assert refused.reasons == ["Unauthorized"]
    assert refused.headers["X-OAuth-Scopes"] == "events:read_only images:read_only"
    assert refused.headers["X-Accepted-OAuth-Scopes"] == "images:read_write"


def test_accounts_do_not_see_each_other(make_api: Callable[..., Api]) -> None:
    tokens = {"one": {"account": "one", "username": "ada"}, "two": {"account": "two"}}
    one = make_api(token=tokens, token_sent="one")
    two = Api(one.app, one.clock, "two")
    image, linode = one.image(), one.linode()
    assert image["created_by"] == "ada"
    assert one.ok("GET", "/profile")["username"] == "ada"
    for path in (
        f"/images/{image['id']}",
        f"/linode/instances/{linode['id']}",
        f"/linode/instances/{linode['id']}/disks",
        f"/account/events/{one.events()[0]['id']}",
        f"/networking/ips/{linode['ipv4'][0]}",
    ):
        assert one.get(path).status == 200
        assert two.get(path).body == {"errors": [{"reason": "Not found"}]}
    assert two.ok("GET", "/images", x_filter={"is_public": False})["results"] == 0
    assert two.ok("GET", "/linode/instances")["results"] == 0
    assert two.ok("GET", "/account/events")["results"] == 0
    assert two.delete(f"/images/{image['id']}").status == 404
    two.linode(label=linode["label"])


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


def test_times_of_the_wire() -> None:
    assert wire_time(DAWN) == "2026-01-02T03:04:05"
    assert wire_time(DAWN + 0.999) == "2026-01-02T03:04:05"


def test_profiles_name_the_same_things_and_zero_is_zero(make_api: Callable[..., Api]) -> None:
    assert len({frozenset(profile) for profile in DURATIONS.values()}) == 1
    api = make_api(durations="zero")
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    linode = api.ok("POST", "/linode/instances", {**body, "root_pass": "insecure-p4ss"})
    assert linode["status"] == "provisioning"
    assert api.ok("GET", f"/linode/instances/{linode['id']}")["status"] == "running"


def test_single_durations_can_be_set() -> None:
    assert durations_of({"boot": 9})["boot"] == 9
    assert durations_of("realistic")["capture"] > 60
    for wrong in ("none", {"none": 1}, {"boot": -1}):
        with pytest.raises(ValueError, match=r"unknown|negative"):
            durations_of(wrong)


def test_tokens_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(json.dumps(_SCOPED))
    assert read_tokens(path) == _SCOPED
    wrongs: list[object] = [
        [],
        {"token": 5},
        {"token": {"scope": "*"}},
        {"token": {"scopes": ["*"]}},
    ]
    for wrong in wrongs:
        path.write_text(json.dumps(wrong))
        with pytest.raises(ValueError, match="expected an object of tokens"):
            read_tokens(path)
