"""What there is none of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator
    from tests.emulator.conftest import Api

_LISTS = (
    "/volumes",
    "/networking/firewalls",
    "/account/notifications",
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


@pytest.mark.parametrize(
    "path",
    [
        "/account/agreements",
        "/account/maintenance",
        "/account/users",
        "/linode/instances/{linode}/stats",
        "/vpcs",
    ],
)
def test_where_none_would_be_a_pretence_nothing_is_served(api: Api, path: str) -> None:
    assert api.get(path.format(linode=api.linode()["id"])).reasons == ["Not found"]
