"""What is sold in which region."""

from __future__ import annotations

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
