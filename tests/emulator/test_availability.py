"""What is sold in which region, and the tokens of a profile."""

from __future__ import annotations

from collections.abc import Callable

from tests.emulator.conftest import Api


def test_every_region_sells_every_plan(api: Api) -> None:
    regions, plans = (
        [each["id"] for each in api.ok("GET", f"{path}?page_size=500")["data"]]
        for path in ("/regions", "/linode/types")
    )
    first = api.ok("GET", "/regions/availability?page_size=25")
    assert first["results"] == len(regions) * len(plans)
    assert first["data"][0] == {"region": regions[0], "plan": plans[0], "available": True}
    nanodes = api.ok("GET", "/regions/availability", x_filter={"plan": "g6-nanode-1"})
    assert [entry["region"] for entry in nanodes["data"]] == regions
    absent = api.ok("GET", "/regions/availability", x_filter={"available": False})
    assert absent["data"] == []
    here = api.ok("GET", "/regions/us-east/availability")
    assert [entry["plan"] for entry in here] == plans
    assert {entry["region"] for entry in here} == {"us-east"}


def test_regions_say_whether_they_have_private_clouds(api: Api) -> None:
    regions = api.ok("GET", "/regions?page_size=500")["data"]
    listed = api.ok("GET", "/regions/vpc-availability?page_size=500")["data"]
    assert {entry["region"]: entry["available"] for entry in listed} == {
        region["id"]: "VPCs" in region["capabilities"] for region in regions
    }
    assert {entry["available"] for entry in listed} == {True, False}
    one = {"region": "us-ord", "available": True, "available_ipv6_prefix_lengths": []}
    assert api.ok("GET", "/regions/us-ord/vpc-availability") == one
    found = api.ok("GET", "/regions/vpc-availability", x_filter={"region": "us-ord"})
    assert found["data"] == [one]


def test_what_is_sold_is_told_to_everybody_and_of_regions_there_are(api: Api) -> None:
    nobody = Api(api.app, api.clock, None)
    for what in ("availability", "vpc-availability"):
        assert nobody.get(f"/regions/{what}").status == 200
        assert nobody.get(f"/regions/mars/{what}").status == 404


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
