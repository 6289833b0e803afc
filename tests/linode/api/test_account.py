"""Regions, types and the token's user are asked for once; its scopes come with other answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shim_provider.linode import errors
from shim_provider.linode.patience import Patience

from ..conftest import at_once
from ..scripted_api import Answer, ScriptedApi, page, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client

ONE = "/images/private/1"


def test_regions_types_and_the_profile_are_asked_for_once(api: ScriptedApi, client: Client) -> None:
    api.on("GET", "/regions", lambda asked: page([{"id": "us-east"}], asked))
    api.on("GET", "/linode/types", lambda asked: page([{"id": "g6-nanode-1"}], asked))
    api.on("GET", "/profile", Answer(200, {"username": "me"}))
    for _ in range(2):
        linode = client.within(Patience(20))
        assert linode.regions.all() == [{"id": "us-east"}]
        assert linode.types.all() == [{"id": "g6-nanode-1"}]
        assert linode.account.profile() == {"username": "me"}
    at_once(*[lambda: client.within(Patience(20)).regions.all()] * 5)
    assert sorted(api.lines()) == ["GET /linode/types", "GET /profile", "GET /regions"]


def test_a_failed_question_is_not_remembered(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", "/profile", refused("no", status=403), Answer(200, {"username": "me"}))
    with pytest.raises(errors.Forbidden):
        linode.account.profile()
    assert linode.account.profile() == {"username": "me"}


def test_the_scopes_of_the_token_are_what_the_last_reply_told(
    api: ScriptedApi, linode: Api
) -> None:
    assert linode.account.scopes() is None
    headers = {"X-OAuth-Scopes": "images:read_only linodes:read_write"}
    api.on("GET", ONE, Answer(200, {"id": "private/1"}, headers))
    linode.images.get("private/1")
    assert linode.account.scopes() == frozenset({"images:read_only", "linodes:read_write"})
