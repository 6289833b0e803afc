"""Images: what is shown, captured, changed and deleted, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shim_provider.emulator import Limits
from shim_provider.emulator.world.limits import MIB
from tests.emulator.conftest import Api

_FIELDS = {
    *("id", "label", "description", "created", "updated", "created_by", "deprecated", "is_public"),
    *("is_shared", "status", "type", "size", "total_size", "capabilities", "regions", "tags"),
    *("vendor", "expiry", "eol", "image_sharing"),
}


def test_debian8_is_what_acceptance_suites_expect(api: Api) -> None:
    image = api.ok("GET", "/images/linode/debian8")
    assert (image["label"], image["size"], image["vendor"]) == ("Debian 8", 1300, "Debian")
    assert image["is_public"] is True
    assert image["deprecated"] is True
    assert image["is_shared"] is False
    assert (image["description"], image["type"], image["created_by"]) == ("", "manual", "linode")
    assert image["image_sharing"] == {"shared_with": None, "shared_by": None}


def test_ubuntu_22_has_an_end_of_life_and_cloud_init(api: Api) -> None:
    image = api.ok("GET", "/images/linode/ubuntu22.04")
    assert image["size"] == 3500
    assert image["eol"] == "2027-04-23T04:00:00"
    assert "cloud-init" in image["capabilities"]


def test_there_are_several_alpines(api: Api) -> None:
    found = api.get("/images", {"label": {"+contains": "Alpine"}, "is_public": True}).body["data"]
    assert len(found) > 1


def test_every_image_carries_every_field(api: Api) -> None:
    api.image()
    for image in api.ok("GET", "/images?page_size=500")["data"]:
        assert set(image) == _FIELDS


def test_a_capture_is_creating_with_the_disks_size_and_in_no_region(api: Api) -> None:
    disk = api.disks(api.linode()["id"])[0]
    body = {"disk_id": disk["id"], "label": "foo-sda-image", "tags": ["foo", "bar"]}
    image = api.ok("POST", "/images", body)
    assert image["status"] == "creating"
    assert image["size"] == image["total_size"] == disk["size"] == 25088
    assert image["regions"] == []
    assert image["description"] == ""
    assert image["tags"] == ["bar", "foo"]
    assert image["created"] == "2026-01-02T04:04:05"
    assert image["image_sharing"]["shared_with"]["sharegroup_count"] == 0
    number = image["id"].removeprefix("private/")
    assert number.isdigit()
    assert image["image_sharing"]["shared_with"]["sharegroup_list_url"] == (
        f"/images/private/{number}/sharegroups"
    )


def test_a_capture_becomes_available_smaller_and_in_the_linodes_region(api: Api) -> None:
    disk = api.disks(api.linode()["id"])[0]
    made = api.ok("POST", "/images", {"disk_id": disk["id"], "label": "x", "cloud_init": True})
    assert made["capabilities"] == ["cloud-init"]
    api.wait(0.49)
    assert api.ok("GET", f"/images/{made['id']}")["status"] == "creating"
    api.wait(0.02)
    image = api.ok("GET", f"/images/{made['id']}")
    assert image["status"] == "available"
    assert image["size"] < disk["size"]
    assert image["regions"] == [{"region": "us-east", "status": "available"}]
    assert image["capabilities"] == ["cloud-init", "distributed-sites"]


def test_a_capture_over_the_accounts_limit_vanishes(make_api: Callable[..., Api]) -> None:
    api = make_api(limits=Limits(image_bytes=1000 * MIB))
    disk = api.disks(api.linode()["id"])[0]
    image = api.ok("POST", "/images", {"disk_id": disk["id"], "label": "large"})
    assert image["status"] == "creating"
    api.wait()
    assert api.get(f"/images/{image['id']}").status == 404
    assert api.events(action="disk_imagize")[0]["status"] == "failed"


def test_a_capture_without_a_label_takes_the_disks(api: Api) -> None:
    disk = api.disks(api.linode()["id"])[0]
    assert api.ok("POST", "/images", {"disk_id": disk["id"]})["label"] == disk["label"]


def test_labels_need_not_be_unique(api: Api) -> None:
    assert api.image(label="twin")["id"] != api.image(label="twin")["id"]


def _statuses(api: Api, images: list[str]) -> list[str]:
    return [api.ok("GET", f"/images/{image}")["status"] for image in images]


def test_captures_of_one_disk_are_made_one_after_the_other(api: Api) -> None:
    disk = api.disks(api.linode()["id"])[0]["id"]
    body = {"disk_id": disk, "label": "same"}
    images = [api.ok("POST", "/images", body)["id"] for _ in range(2)]
    assert [event["status"] for event in api.events(action="disk_imagize")] == [
        "scheduled",
        "started",
    ]
    assert _statuses(api, images) == ["creating", "creating"]
    api.wait(0.5)
    assert _statuses(api, images) == ["available", "creating"]
    assert {event["status"] for event in api.events(action="disk_imagize")} == {
        "finished",
        "started",
    }
    api.wait(0.5)
    assert _statuses(api, images) == ["available", "available"]


def test_a_capture_waits_for_its_disk_and_whatever_else_its_linode_does(api: Api) -> None:
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    linode = api.ok("POST", "/linode/instances", {**body, "root_pass": "insecure-p4ss"})["id"]
    disk = api.disks(linode)[0]
    assert disk["status"] == "not ready"
    image = api.ok("POST", "/images", {"disk_id": disk["id"]})
    assert image["status"] == "creating"
    event = api.events(action="disk_imagize")[0]
    assert (event["status"], event["percent_complete"]) == ("scheduled", 0)
    api.wait(0.2 + 0.5 - 0.01)
    assert api.events(action="disk_imagize")[0]["status"] == "scheduled"
    api.wait(0.26)
    assert api.ok("GET", f"/linode/instances/{linode}")["status"] == "running"
    event = api.events(action="disk_imagize")[0]
    assert (event["status"], event["percent_complete"]) == ("started", 50)
    api.wait(0.25)
    assert _statuses(api, [image["id"]]) == ["available"]


def test_what_waits_behind_a_capture_does_not_wait_for_one_that_was_deleted(api: Api) -> None:
    linode = api.linode(booted=False)["id"]
    body = {"disk_id": api.disks(linode)[0]["id"]}
    images = [api.ok("POST", "/images", body)["id"] for _ in range(3)]
    api.ok("POST", f"/linode/instances/{linode}/boot")
    api.wait(0.1)
    for image in images[:2]:
        api.ok("DELETE", f"/images/{image}")
    assert _statuses(api, images[2:]) == ["creating"]
    assert api.events(action="disk_imagize")[0]["status"] == "started"
    api.wait(0.5)
    assert _statuses(api, images[2:]) == ["available"]
    assert api.ok("GET", f"/linode/instances/{linode}")["status"] == "booting"
    api.wait(0.5)
    assert api.ok("GET", f"/linode/instances/{linode}")["status"] == "running"


@pytest.mark.parametrize("waits", [False, True])
def test_an_image_being_captured_vanishes_with_its_linode(api: Api, waits: bool) -> None:
    linode = api.linode()["id"]
    disk = api.disks(linode)[0]["id"]
    if waits:
        api.ok("POST", f"/linode/instances/{linode}/reboot")
    done = api.image()["id"]
    image = api.ok("POST", "/images", {"disk_id": disk})["id"]
    api.ok("DELETE", f"/linode/instances/{linode}")
    assert api.get(f"/images/{image}").status == 404
    event = api.events(action="disk_imagize")[0]
    assert (event["status"], event["message"]) == ("failed", "The Linode was deleted.")
    api.wait()
    assert api.get(f"/linode/instances/{linode}").status == 404
    assert _statuses(api, [done]) == ["available"]


def test_while_a_capture_runs_its_linode_is_busy_but_for_what_changes_no_disk(api: Api) -> None:
    linode = api.linode(boot_size=10000)["id"]
    path = f"/linode/instances/{linode}"
    disk = api.disks(linode)[0]["id"]
    api.ok("POST", "/images", {"disk_id": disk})
    root = {"image": "linode/debian12", "root_pass": "insecure-p4ss"}
    for method, url, body in (
        ("POST", f"{path}/disks", {"size": 1}),
        ("DELETE", f"{path}/disks/{disk}", None),
        ("POST", f"{path}/migrate", {"region": "us-ord"}),
        ("POST", f"{path}/resize", {"type": "g6-standard-2"}),
        ("POST", f"{path}/rebuild", root),
        ("POST", f"{path}/clone", {"region": "us-ord", "type": "g6-standard-1"}),
        ("POST", f"{path}/shutdown", None),
    ):
        assert api.call(method, url, body).reasons == ["Linode busy."], url
    api.ok("POST", f"{path}/ips", {"type": "ipv4", "public": False})
    api.ok("POST", f"{path}/configs", {"label": "other", "devices": {}})
    api.ok("PUT", path, {"tags": ["one"]})


@pytest.mark.parametrize("filesystem", ["raw", "swap"])
def test_raw_and_swap_disks_cannot_be_captured(api: Api, filesystem: str) -> None:
    linode = api.ok("POST", "/linode/instances", {"type": "g6-nanode-1", "region": "us-east"})["id"]
    api.wait()
    disk = api.disk(linode, 100, label="d", filesystem=filesystem)
    refused = api.post("/images", {"disk_id": disk})
    assert (refused.status, refused.fields) == (400, ["disk_id"])


BAD_BODIES: dict[str, tuple[dict[str, Any], str, str]] = {
    "an empty label": (
        {"label": ""},
        "label",
        "Label must be between 1 and 50 characters.",
    ),
    "a label of 51": (
        {"label": "x" * 51},
        "label",
        "Label must be between 1 and 50 characters.",
    ),
    "a slash in the label": (
        {"label": "a/b"},
        "label",
        "Image labels cannot contain special characters.",
    ),
    "a label that is a number": ({"label": 5}, "label", "Must be a string."),
    "too long a description": (
        {"description": "x" * 65001},
        "description",
        "Length must be 65000 characters or less.",
    ),
    "a tag of two": ({"tags": ["ab"]}, "tags", "Length must be 3-100 characters"),
    "tags that are text": ({"tags": "abc"}, "tags", "Must be an array."),
    "501 tags": ({"tags": ["abc"] * 501}, "tags", "Must have at most 500 items."),
}


@pytest.mark.parametrize("case", BAD_BODIES)
def test_an_update_is_refused_for(api: Api, case: str) -> None:
    body, field, reason = BAD_BODIES[case]
    image = api.image()
    refused = api.put(f"/images/{image['id']}", body)
    assert refused.status == 400
    assert refused.body == {"errors": [{"reason": reason, "field": field}]}
    assert api.ok("GET", f"/images/{image['id']}") == image


def test_all_reasons_come_at_once(api: Api) -> None:
    refused = api.post("/images/upload", {"label": "", "tags": ["a"]})
    assert refused.fields == ["region", "label", "tags"]


@pytest.mark.parametrize("label", ["a", "x" * 50, "A b,c.d?e-f_g'h", "\u00fc\u4e2d"])
def test_labels_that_are_allowed(api: Api, label: str) -> None:
    assert api.image(label=label)["label"] == label


def test_a_capture_needs_a_disk_of_the_account(make_api: Callable[..., Api]) -> None:
    tokens = {"one": {"account": "one"}, "two": {"account": "two"}}
    one = make_api(token=tokens, token_sent="one")
    disk = one.disks(one.linode()["id"])[0]["id"]
    two = Api(one.app, one.clock, "two")
    assert two.post("/images", {"label": "x"}).reasons == ["Disk is required."]
    assert two.post("/images", {"disk_id": disk}).fields == ["disk_id"]
    assert one.post("/images", {"disk_id": disk}).status == 200


def test_an_update_changes_label_description_and_tags_and_nothing_else(api: Api) -> None:
    before = api.image()
    changes = {"label": "renamed", "description": "new", "tags": ["new"]}
    api.wait(5)
    after = api.ok("PUT", f"/images/{before['id']}", {**changes, "size": 9, "status": "creating"})
    assert after == {**before, **changes, "updated": after["updated"]}
    assert after["updated"] > before["updated"]
    assert api.ok("GET", f"/images/{before['id']}") == after


def test_a_field_that_is_null_is_left_alone(api: Api) -> None:
    before = api.image(description="kept")
    after = api.ok("PUT", f"/images/{before['id']}", {"description": None, "label": "new"})
    assert (after["description"], after["label"]) == ("kept", "new")


def test_a_deleted_image_is_gone_and_what_came_of_it_stays(api: Api) -> None:
    image = api.image()
    linode = api.linode(image=image["id"])
    assert api.ok("DELETE", f"/images/{image['id']}") == {}
    assert api.get(f"/images/{image['id']}").body == {"errors": [{"reason": "Not found"}]}
    assert api.delete(f"/images/{image['id']}").status == 404
    assert api.ok("GET", f"/linode/instances/{linode['id']}")["image"] == image["id"]


def test_an_image_deleted_while_it_is_made_stays_away(api: Api) -> None:
    disk = api.disks(api.linode()["id"])[0]["id"]
    image = api.ok("POST", "/images", {"disk_id": disk})["id"]
    api.ok("DELETE", f"/images/{image}")
    api.wait()
    assert api.get(f"/images/{image}").status == 404
    assert api.events(action="disk_imagize")[0]["status"] == "failed"


def test_public_images_cannot_be_changed_or_deleted(api: Api) -> None:
    assert api.put("/images/linode/debian12", {"label": "mine"}).status == 404
    refused = api.delete("/images/linode/debian12")
    assert (refused.status, refused.reasons) == (403, ["Unauthorized"])
    assert api.delete("/images/linode/there-is-none").status == 404


def test_new_images_are_on_top_of_the_list_and_public_ones_below(api: Api) -> None:
    older, newer = api.image()["id"], api.image()["id"]
    ids = [image["id"] for image in api.ok("GET", "/images")["data"]]
    assert ids[:3] == [newer, older, "linode/almalinux8"]


def test_without_a_token_public_images_are_shown_and_nothing_else(api: Api) -> None:
    private = api.image()["id"]
    stranger = Api(api.app, api.clock, None)
    listed = stranger.ok("GET", "/images?page_size=500")["data"]
    assert listed
    assert all(image["is_public"] for image in listed)
    assert stranger.get("/images/linode/debian12").status == 200
    refused = stranger.get(f"/images/{private}")
    assert (refused.status, refused.body) == (401, {"errors": [{"reason": "Invalid Token"}]})


def test_an_image_number_is_never_used_again(api: Api) -> None:
    first = api.image()["id"]
    api.ok("DELETE", f"/images/{first}")
    assert api.image()["id"] != first


def test_an_unavailable_image_cannot_be_deployed(api: Api) -> None:
    pending = api.upload()["image"]["id"]
    body = {"type": "g6-nanode-1", "region": "us-east", "root_pass": "insecure-p4ss"}
    for image in (pending, "private/1", "linode/none", "not an id"):
        refused = api.post("/linode/instances", {**body, "image": image})
        assert refused.body == {"errors": [{"reason": "image is not valid", "field": "image"}]}
