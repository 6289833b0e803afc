"""Tokens, scopes and accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shim_provider.emulator.requests.access import read_tokens
from tests.emulator.conftest import Api


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
def test_a_token_cannot_have(make_api: Callable[..., Api], tmp_path: Path, case: str) -> None:
    entry, words = UNUSABLE[case]
    with pytest.raises(ValueError, match=words):
        make_api(token={"t": entry})
    assert not list(tmp_path.iterdir()), "told before a folder is made"


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
