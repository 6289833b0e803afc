"""The regions there are, and where an image is stored that comes from one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator.catalogue.regions import IMAGE_REGIONS

if TYPE_CHECKING:
    from shim_provider.emulator import Faults
    from tests.emulator.conftest import Api

#: As recorded in 2026.
WITH_OBJECT_STORAGE = (
    *("au-mel", "br-gru", "de-fra-2", "es-mad", "eu-central", "ap-south", "fr-par", "gb-lon"),
    *("id-cgk", "in-maa", "it-mil", "jp-osa", "jp-tyo-3", "nl-ams", "no-osl-1", "se-sto"),
    *("sg-sin-2", "us-east", "us-southeast", "us-iad", "us-iad-2", "us-lax", "us-mia", "us-ord"),
    *("us-sea",),
)
WITHOUT = (
    *("ap-northeast", "ap-southeast", "ap-west", "ca-central", "cl-scl-1", "co-bog-1", "co-bog-2"),
    *("de-ber-1", "de-ham-1", "eu-west", "fr-mrs-2", "fr-par-2", "in-bom-2", "mx-qro-1"),
    *("my-kul-1", "nz-akl-1", "us-central", "us-den-1", "us-hou-1", "us-rno-1", "us-west"),
    *("za-jnb-1",),
)
#: Cloud Manager leaves them out, by hand.
WITHOUT_IMAGES = ("gb-lon", "au-mel", "sg-sin-2", "jp-tyo-3", "no-osl-1")
_REFUSED = {"errors": [{"reason": "region is not valid", "field": "region"}]}


def _captured(api: Api, region: str) -> Any:
    disk = api.disks(api.linode(region=region)["id"])[0]["id"]
    image = api.ok("POST", "/images", {"disk_id": disk})
    api.wait()
    return api.ok("GET", f"/images/{image['id']}")


def _stores(image: Any) -> list[str]:
    return [replica["region"] for replica in image["regions"]]


def test_the_regions_are_those_recorded_with_object_storage_where_it_was(api: Api) -> None:
    listed = api.ok("GET", "/regions?page_size=500")["data"]
    storing = {each["id"] for each in listed if "Object Storage" in each["capabilities"]}
    assert storing == set(WITH_OBJECT_STORAGE)
    assert {each["id"] for each in listed} - storing == set(WITHOUT)
    assert all("Linodes" in each["capabilities"] for each in listed)
    assert not any("Machine Images" in each["capabilities"] for each in listed)


def test_some_capabilities_go_by_the_region(api: Api) -> None:
    """As recorded: how many have each."""
    listed = api.ok("GET", "/regions?page_size=500")["data"]
    for name, having, one in (
        ("LA Disk Encryption", 31, "us-east"),
        ("Managed Databases", 32, "no-osl-1"),
        ("GPU Linodes", 25, "ap-west"),
        ("Kubernetes Enterprise", 22, "in-bom-2"),
        ("VPC Dual Stack", 23, "au-mel"),
        ("NETINT Quadra T1U", 5, "us-lax"),
        ("ACLP Logs Datacenter LKE-E", 11, "fr-par-2"),
    ):
        found = [each["id"] for each in listed if name in each["capabilities"]]
        assert (len(found), one in found) == (having, True), name


def test_distributed_sites_are_told_apart_and_their_linodes_are_of_one(api: Api) -> None:
    sites = api.ok("GET", "/regions?page_size=500", x_filter={"site_type": "distributed"})["data"]
    assert len(sites) == 12
    assert {each["id"] for each in sites} < set(WITHOUT)
    assert api.linode(region="us-den-1")["site_type"] == "distributed"
    site = api.ok("GET", "/regions/co-bog-1")
    assert site["label"] == "Bogotá, CO"
    assert set(site["placement_group_limits"].values()) == {0}
    assert {"Linodes", "Distributed Plans", "Vlans"} < set(site["capabilities"])
    assert not {"Block Storage", "Backups", "Kubernetes"} & set(site["capabilities"])


@pytest.mark.parametrize(
    ("region", "store"),
    [
        ("us-ord", "us-ord"),
        ("us-central", "us-southeast"),
        ("us-den-1", "us-lax"),
        ("eu-west", "fr-par"),
        ("za-jnb-1", "in-maa"),
        ("au-mel", "id-cgk"),
        ("ap-west", "ap-south"),
    ],
)
def test_an_image_is_stored_in_the_closest_region_that_keeps_images(
    api: Api, region: str, store: str
) -> None:
    assert _stores(_captured(api, region)) == [store]
    if region not in WITHOUT_IMAGES:
        assert _stores(api.image(region=region)) == [store]


@pytest.mark.parametrize("region", [*WITHOUT_IMAGES, "nowhere"])
def test_no_image_is_uploaded_to(api: Api, region: str) -> None:
    assert api.post("/images/upload", {"label": "x", "region": region}).body == _REFUSED


def test_a_store_out_of_service_is_passed_over(api: Api, faults: Faults) -> None:
    outage = faults.add("region_down", region="us-southeast")
    assert _stores(_captured(api, "us-central")) == ["us-ord"]
    assert api.post("/images/upload", {"label": "x", "region": "us-southeast"}).body == _REFUSED
    faults.remove(outage)
    assert _stores(api.image(region="us-southeast")) == ["us-southeast"]


def test_where_no_store_is_in_service_none_takes_an_image(api: Api, faults: Faults) -> None:
    disk = api.disks(api.linode(region="us-central")["id"])[0]["id"]
    for region in IMAGE_REGIONS:
        faults.add("region_down", region=region)
    assert api.post("/images", {"disk_id": disk}).body == _REFUSED


def test_a_linode_in_a_region_out_of_service_cannot_be_captured(api: Api, faults: Faults) -> None:
    disk = api.disks(api.linode(region="us-central")["id"])[0]["id"]
    faults.add("region_down", region="us-central")
    assert api.post("/images", {"disk_id": disk}).body == _REFUSED
