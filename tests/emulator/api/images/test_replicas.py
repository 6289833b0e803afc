"""Regions of an image: added and removed in time, by the full set that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


def _states(image: Any) -> dict[str, str]:
    return {entry["region"]: entry["status"] for entry in image["regions"]}


def _ask(api: Api, image: Any, *regions: str) -> dict[str, str]:
    return _states(api.ok("POST", f"/images/{image['id']}/regions", {"regions": list(regions)}))


def _now(api: Api, image: Any) -> dict[str, str]:
    return _states(api.ok("GET", f"/images/{image['id']}"))


def test_a_new_region_is_pending_then_replicating_then_available(api: Api) -> None:
    image = api.image()
    pending = {"us-east": "available", "us-ord": "pending replication"}
    assert _ask(api, image, "us-east", "us-ord") == pending
    api.wait(0.13)
    assert _now(api, image)["us-ord"] == "replicating"
    api.wait(0.4)
    assert _now(api, image) == {"us-east": "available", "us-ord": "available"}


def test_an_omitted_region_is_pending_deletion_then_gone(api: Api) -> None:
    image = api.image()
    _ask(api, image, "us-east", "us-ord")
    api.wait(1)
    asked = _ask(api, image, "us-ord")
    assert asked == {"us-east": "pending deletion", "us-ord": "available"}
    api.wait(1)
    assert _now(api, image) == {"us-ord": "available"}


def test_total_size_counts_every_stored_copy(api: Api) -> None:
    image = api.image()
    _ask(api, image, "us-east", "us-ord")
    api.wait(1)
    assert api.ok("GET", f"/images/{image['id']}")["total_size"] == 2


def test_a_region_asked_for_again_before_it_is_gone_stays(api: Api) -> None:
    image = api.image()
    _ask(api, image, "us-east", "us-ord")
    api.wait(1)
    _ask(api, image, "us-east")
    assert _ask(api, image, "us-east", "us-ord")["us-ord"] == "available"
    api.wait(1)
    assert _now(api, image) == {"us-east": "available", "us-ord": "available"}


def test_a_replica_given_up_while_it_is_made_does_not_arrive(api: Api) -> None:
    image = api.image()
    _ask(api, image, "us-east", "us-ord")
    _ask(api, image, "us-east")
    api.wait(1)
    assert _now(api, image) == {"us-east": "available"}


def test_asking_for_what_is_there_changes_nothing(api: Api) -> None:
    image = api.image()
    assert _ask(api, image, "us-east", "us-east") == {"us-east": "available"}


REFUSED: dict[str, tuple[Any, str, str]] = {
    "no list": ({}, "regions", "Regions are required."),
    "an empty list": ({"regions": []}, "regions", "Must specify at least one region."),
    "only new regions": (
        {"regions": ["us-ord"]},
        "regions",
        "At least one available region must be specified",
    ),
    "a region that takes no images": (
        {"regions": ["us-east", "gb-lon"]},
        "regions",
        "region is not valid",
    ),
    "a region without Object Storage": (
        {"regions": ["us-east", "us-central"]},
        "regions",
        "region is not valid",
    ),
    "an unknown region": ({"regions": ["us-east", "mars"]}, "regions", "region is not valid"),
    "numbers": ({"regions": [1]}, "regions", "Must be a string."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_replication_is_refused_for(api: Api, case: str) -> None:
    body, field, reason = REFUSED[case]
    image = api.image()
    refused = api.post(f"/images/{image['id']}/regions", body)
    assert refused.body == {"errors": [{"reason": reason, "field": field}]}
    assert _now(api, image) == {"us-east": "available"}


def test_an_image_that_is_not_available_cannot_be_replicated(api: Api) -> None:
    image = api.upload()["image"]
    assert api.post(f"/images/{image['id']}/regions", {"regions": ["us-east"]}).status == 400


def test_public_images_cannot_be_replicated(api: Api) -> None:
    body = {"regions": ["us-east"]}
    assert api.post("/images/linode/debian12/regions", body).status == 404


def test_a_deleted_image_takes_its_replicas_along(api: Api) -> None:
    image = api.image()
    _ask(api, image, "us-east", "us-ord")
    api.ok("DELETE", f"/images/{image['id']}")
    api.wait(1)
    assert api.get(f"/images/{image['id']}").status == 404
