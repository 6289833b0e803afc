"""What there is none of, and the tags there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import requests

from tests.emulator.conftest import Api

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

_LISTS = (
    "/volumes",
    "/networking/firewalls",
    "/account/notifications",
    "/regions/availability",
    "/linode/instances/{linode}/volumes",
    "/linode/instances/{linode}/firewalls",
)


@pytest.mark.parametrize("path", _LISTS)
def test_an_empty_list_is_a_page_like_any_other(api: Api, path: str) -> None:
    path = path.format(linode=api.linode()["id"])
    nothing = {"data": [], "page": 1, "pages": 1, "results": 0}
    assert api.ok("GET", path) == nothing
    assert api.ok("GET", f"{path}?page=2&page_size=25") == {**nothing, "page": 2}
    assert api.get(f"{path}?page_size=1").fields == ["page_size"]
    assert api.get(path, {"colour": "red"}).reasons == ["Cannot filter on colour"]


def test_a_linode_has_no_backups_even_when_they_are_enabled(api: Api) -> None:
    path = f"/linode/instances/{api.linode(backups_enabled=True)['id']}/backups"
    api.wait(10 * 24 * 3600)
    nothing = {"automatic": [], "snapshot": {"current": None, "in_progress": None}}
    assert api.ok("GET", path) == nothing


def test_a_linode_sends_nothing_of_what_its_plan_allows(api: Api) -> None:
    path = f"/linode/instances/{api.linode(type='g6-standard-1')['id']}/transfer"
    nothing = {"used": 0, "quota": 2000, "billable": 0, "region_transfers": []}
    assert api.ok("GET", path) == nothing


@pytest.mark.parametrize("what", ["volumes", "firewalls", "backups", "transfer"])
def test_a_linode_there_is_not_has_not_even_nothing(api: Api, what: str) -> None:
    assert api.get(f"/linode/instances/1/{what}").status == 404


def test_no_plan_is_sold_in_some_regions_only(api: Api) -> None:
    assert api.ok("GET", "/regions/us-east/availability") == []
    assert api.get("/regions/mars/availability").status == 404
    assert Api(api.app, api.clock, None).get("/regions/availability").status == 200


def test_nobody_is_restricted_or_has_preferences(api: Api) -> None:
    assert api.ok("GET", "/profile")["restricted"] is False
    reply = api.get("/profile/grants")
    assert (reply.status, reply.body) == (204, None)
    assert "Content-Length" not in reply.headers
    assert api.ok("GET", "/profile/preferences") == {}


def test_a_connection_goes_on_after_a_reply_without_content(served: Emulator) -> None:
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer any"
        for _ in range(2):
            reply = session.get(f"{served.url}/v4/profile/grants", timeout=10)
            assert (reply.status_code, reply.content) == (204, b"")
            assert session.get(f"{served.url}/v4/profile", timeout=10).json()["username"]


def test_tags_are_those_of_images_and_linodes(make_api: Callable[..., Api]) -> None:
    api = make_api(token={"one": {"account": "one"}, "two": {"account": "two"}}, token_sent="one")
    other = Api(api.app, api.clock, "two")
    other.image(tags=["theirs"])
    image = api.image(tags=["web", "base"])
    linode = api.linode(tags=["prod", "web"])
    labels = [tag["label"] for tag in api.ok("GET", "/tags")["data"]]
    assert sorted(labels) == ["base", "prod", "web"]
    backwards = api.ok("GET", "/tags", x_filter={"+order_by": "label", "+order": "desc"})
    assert [tag["label"] for tag in backwards["data"]] == ["web", "prod", "base"]
    assert backwards["results"] == 3
    api.ok("PUT", f"/images/{image['id']}", {"tags": []})
    api.ok("DELETE", f"/linode/instances/{linode['id']}")
    api.wait()
    assert api.ok("GET", "/tags")["data"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/account/agreements",
        "/account/maintenance",
        "/account/users",
        "/linode/stackscripts",
        "/linode/instances/{linode}/stats",
        "/vpcs",
    ],
)
def test_where_none_would_be_a_pretence_nothing_is_served(api: Api, path: str) -> None:
    assert api.get(path.format(linode=api.linode()["id"])).reasons == ["Not found"]
