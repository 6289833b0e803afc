"""Plans and kernels: what they cost, and which a Linode may have."""

from __future__ import annotations

from tests.emulator.conftest import Api

_BARE = {"type": "g6-nanode-1", "region": "us-central"}


def test_regions_plans_and_kernels_are_open_to_everybody(api: Api) -> None:
    stranger = Api(api.app, api.clock, None)
    region = stranger.ok("GET", "/regions/us-east")
    assert (region["country"], region["status"], region["site_type"]) == ("us", "ok", "core")
    assert {"Linodes", "Object Storage"} <= set(region["capabilities"])
    nanode = stranger.ok("GET", "/linode/types/g6-nanode-1")
    assert (nanode["disk"], nanode["memory"], nanode["class"]) == (25600, 1024, "nanode")
    for path in ("/regions", "/linode/types", "/linode/kernels"):
        listed = stranger.ok("GET", path)
        assert listed["results"] == len(listed["data"]) > 5
        first = listed["data"][0]
        assert stranger.ok("GET", f"{path}/{first['id']}") == first
        assert stranger.get(f"{path}/none").status == 404


def test_an_unknown_plan_and_an_unknown_region_are_told_together(api: Api) -> None:
    refused = api.post("/linode/instances", {"type": "g6-fake", "region": "us-fake"})
    assert refused.fields == ["type", "region"]


def test_a_kernel_there_is_not_is_refused_without_an_image_too(api: Api) -> None:
    refused = api.post("/linode/instances", {**_BARE, "kernel": "linode/7"})
    assert (refused.status, refused.fields) == (400, ["kernel"])


def test_plans_cost_more_in_some_regions(api: Api) -> None:
    plan = api.ok("GET", "/linode/types/g6-nanode-1")
    assert {each["id"]: each["monthly"] for each in plan["region_prices"]} == {
        "id-cgk": 6.0,
        "br-gru": 7.0,
    }
