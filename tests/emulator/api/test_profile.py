"""The profile: who one is, and by which tokens."""

from __future__ import annotations

from collections.abc import Callable

from tests.emulator.conftest import Api


def test_tokens_are_listed_and_their_secrets_are_not(make_api: Callable[..., Api]) -> None:
    tokens = {
        "ada-secret": {"account": "acme", "username": "ada", "scopes": "account:read_only"},
        "ben-secret": {"account": "acme", "username": "ben"},
        "ada-other-secret": {"account": "acme", "username": "ada"},
    }
    ada = make_api(token=tokens, token_sent="ada-other-secret")
    listed = ada.ok("GET", "/profile/tokens")["data"]
    assert [(each["id"], each["scopes"]) for each in listed] == [(1, "account:read_only"), (3, "*")]
    assert "secret" not in str(listed)
    assert ada.ok("GET", "/profile/tokens/3") == listed[1]
    assert ada.ok("GET", "/profile/tokens", x_filter={"label": "token 1"})["data"] == listed[:1]
    assert ada.get("/profile/tokens/2").status == 404
    assert ada.post("/profile/tokens", {"label": "new"}).status == 405


def test_where_any_token_will_do_one_stands_for_all(api: Api) -> None:
    (token,) = api.ok("GET", "/profile/tokens")["data"]
    assert (token["id"], token["scopes"], token["expiry"]) == (1, "*", None)
    assert Api(api.app, api.clock, None).get("/profile/tokens").status == 401


def test_account_and_profile_tell_who_one_is(api: Api) -> None:
    assert api.ok("GET", "/profile")["username"] == "default"
    assert "Linodes" in api.ok("GET", "/account")["capabilities"]
    assert api.ok("GET", "/account/settings")["managed"] is False
