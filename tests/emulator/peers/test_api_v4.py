"""`@linode/api-v4`, unchanged: what Linode's own Cloud Manager asks, in the order it asks it.

Filters and sequences are those of its source (linode/manager): the tables of images, the poller of
events, the forms. The package has types and schemas for share groups and no functions; there its
client is used with the paths of that source.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shim_provider.emulator import Clock, Emulator
from tests.emulator.conftest import DAWN, MINIMAL_IMAGE
from tests.emulator.peers import api_v4, create_form
from tests.emulator.peers.api_v4 import Node, RefusedError, Sdk


def _upload(sdk: Sdk, label: str = "uploaded", **more: Any) -> Any:
    started = sdk.uploadImage({"label": label, "region": "us-east", **more})
    assert started["image"]["status"] == "pending_upload"
    assert sdk.send_file(started["upload_to"], MINIMAL_IMAGE) == 200
    return started["image"]


def _refused(call: Any, *arguments: Any) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        call(*arguments)
    return refused.value


def test_the_tables_of_images_are_filled(sdk: Sdk) -> None:
    """Custom images and recovery images, a page each, in the order chosen."""
    for label in ("b", "a", "c"):
        _upload(sdk, label, tags=["one"])
    own = {"is_public": False, "type": "manual", "+order": "asc", "+order_by": "label"}
    page = sdk.getImages({"page": 1, "page_size": 25}, own)
    assert [image["label"] for image in page["data"]] == ["a", "b", "c"]
    assert (page["page"], page["pages"], page["results"]) == (1, 1, 3)
    recovery = {"is_public": False, "type": "automatic", "+order": "asc", "+order_by": "label"}
    assert sdk.getImages({"page": 1, "page_size": 25}, recovery)["data"] == []


def test_the_search_field_looks_in_labels_and_tags(sdk: Sdk) -> None:
    _upload(sdk, "golden-web", tags=["prod"])
    _upload(sdk, "other", tags=["golden"])
    _upload(sdk, "third")
    contains = {"+contains": "golden"}
    search = {"+or": [{"label": contains}, {"tags": contains}], "is_public": False}
    found = sdk.getImages({"page": 1, "page_size": 25}, {**search, "+order_by": "created"})
    assert [image["label"] for image in found["data"]] == ["golden-web", "other"]


def test_images_are_searched_by_region(sdk: Sdk) -> None:
    """`region: us-ord` in the search field, which becomes a filter of this form."""
    _upload(sdk, "east")
    image = _upload(sdk, "both")
    sdk.updateImageRegions(image["id"], {"regions": ["us-east", "us-ord"]})
    own = {"is_public": False, "type": "manual", "+order": "asc", "+order_by": "label"}
    found = sdk.getImages({"page": 1, "page_size": 25}, {**own, "regions": {"region": "us-ord"}})
    assert [image["label"] for image in found["data"]] == ["both"]


def test_public_images_are_fetched_all_at_once(sdk: Sdk) -> None:
    """As for the list of distributions: the largest page there is, no filter."""
    everything = sdk.getImages({"page": 1, "page_size": 500}, {})
    assert everything["pages"] == 1
    assert {"linode/debian12", "linode/alpine3.19"} <= {each["id"] for each in everything["data"]}
    assert sdk.getImage("linode/debian12")["vendor"] == "Debian"
    assert sdk.getImages({"page_size": 25}, {})["pages"] > 1


def test_an_image_is_uploaded_edited_replicated_and_deleted(sdk: Sdk) -> None:
    image = _upload(sdk, description="from a file", cloud_init=True, tags=["one"])
    shown = sdk.getImage(image["id"])
    assert (shown["status"], shown["size"]) == ("available", 1)
    assert "cloud-init" in shown["capabilities"]
    edited = {"label": "renamed", "description": "", "tags": ["two"]}
    sdk.updateImage(image["id"], edited)
    shown = sdk.getImage(image["id"])
    assert {name: shown[name] for name in edited} == edited
    replicated = sdk.updateImageRegions(image["id"], {"regions": ["us-east", "us-ord"]})
    assert [each["region"] for each in replicated["regions"]] == ["us-east", "us-ord"]
    shown = sdk.getImage(image["id"])
    assert [each["status"] for each in shown["regions"]] == ["available", "available"]
    assert sdk.deleteImage(image["id"]) == {}
    gone = _refused(sdk.getImage, image["id"])
    assert (gone.status, gone.errors) == (404, [{"reason": "Not found"}])


def test_an_image_is_captured_from_a_disk_and_deployed(sdk: Sdk) -> None:
    linode = create_form.new_linode(sdk)
    disk = sdk.getLinodeDisks(linode["id"])["data"][0]
    image = sdk.createImage({"disk_id": disk["id"], "label": "captured", "description": "d"})
    assert (image["status"], image["regions"]) == ("creating", [])
    assert sdk.getImage(image["id"])["status"] == "available"
    assert create_form.new_linode(sdk, image=image["id"], label="copy")["image"] == image["id"]


def test_plans_regions_kernels_account_and_profile(sdk: Sdk) -> None:
    assert sdk.getLinodeTypes({"page_size": 500})["data"][0]["id"] == "g6-nanode-1"
    assert sdk.getType("g6-nanode-1")["disk"] == 25600
    regions = {each["id"]: each for each in sdk.getRegions({"page_size": 500})["data"]}
    # Where Cloud Manager offers to store an image: it goes by this capability.
    assert "Object Storage" in regions["us-east"]["capabilities"]
    assert sdk.getRegion("us-east") == regions["us-east"]
    kernels = sdk.getLinodeKernels({"page_size": 500}, {"architecture": "x86_64"})["data"]
    assert {each["architecture"] for each in kernels} == {"x86_64"}
    assert sdk.getLinodeKernel("linode/grub2")["label"]
    assert sdk.getAccountInfo()["email"]
    assert sdk.getAccountSettings()["managed"] is False
    assert sdk.getProfile()["username"] == "default"


# Cloud Manager's filters of events, all with this condition and this order.
_EVENTS = {"action": {"+neq": "profile_update"}, "+order": "desc", "+order_by": "id"}


def test_events_are_polled_and_found_by_their_image(node: Node, tmp_path: Path) -> None:
    """The poller asks for what is new since the newest known, and again for what is under way."""
    with Emulator(tmp_path, clock=Clock(DAWN, held=True), durations="realistic") as emulator:
        sdk = Sdk(node, emulator.url)
        assert sdk.getEvents({}, _EVENTS)["data"] == []
        since = {"created": {"+gte": "2026-01-02T03:04:05"}}
        started = sdk.uploadImage({"label": "i", "region": "us-east"})
        (event,) = sdk.getEvents({}, {**since, **_EVENTS})["data"]
        assert (event["action"], event["status"]) == ("image_upload", "scheduled")
        assert f"private/{event['entity']['id']}" == started["image"]["id"]
        known = {"+and": [since, {"id": {"+neq": event["id"]}}]}
        assert sdk.getEvents({}, {**known, **_EVENTS})["data"] == []
        sdk.send_file(started["upload_to"], MINIMAL_IMAGE)
        emulator.clock.move(60)
        under_way = {"+or": [known, {"id": event["id"]}], **_EVENTS}
        (event,) = sdk.getEvents({}, under_way)["data"]
        assert (event["status"], event["percent_complete"]) == ("started", 50)
        emulator.clock.move(60)
        (event,) = sdk.getEvents({}, under_way)["data"]
        assert (event["status"], event["percent_complete"]) == ("finished", 100)
        assert sdk.getEvent(event["id"]) == event


def test_a_capture_is_found_by_its_image_and_its_linode(node: Node, tmp_path: Path) -> None:
    with Emulator(tmp_path, clock=Clock(DAWN, held=True), durations="realistic") as emulator:
        sdk = Sdk(node, emulator.url)
        linode = create_form.new_linode(sdk)
        emulator.clock.move(3600)
        disk = sdk.getLinodeDisks(linode["id"])["data"][0]
        image = sdk.createImage({"disk_id": disk["id"], "label": "i"})
        of_linode = {"entity.id": linode["id"], "entity.type": "linode", **_EVENTS}
        event, *older = sdk.getEvents({}, of_linode)["data"]
        assert event["action"] == "disk_imagize"
        assert f"private/{event['secondary_entity']['id']}" == image["id"]
        assert {each["action"] for each in older} >= {"linode_create", "linode_boot"}
        # The next page of the list that one scrolls through is what is older than its last.
        before = sdk.getEvents({}, {"id": {"+lt": event["id"]}, **_EVENTS})["data"]
        assert max(each["id"] for each in before) < event["id"]
        assert sdk.markEventSeen(event["id"]) == {}
        assert all(each["seen"] for each in sdk.getEvents({}, _EVENTS)["data"])


def test_an_image_is_shared_with_another_account(node: Node, tmp_path: Path) -> None:
    accounts = {"p": {"account": "producer"}, "c": {"account": "consumer"}}
    with Emulator(tmp_path, durations="zero", token=accounts) as emulator:
        producer, consumer = (Sdk(node, emulator.url, token) for token in accounts)
        image = _upload(producer, "golden")
        groups = "/images/sharegroups"
        new = {"label": "team", "description": "d", "images": [{"id": image["id"], "label": "g"}]}
        group = producer.request("POST", groups, new)
        assert group["images_count"] == 1
        mine = f"{groups}/{group['id']}"
        assert producer.request("PUT", mine, {"label": "crew"})["label"] == "crew"
        assert producer.request("GET", groups)["data"][0]["uuid"] == group["uuid"]
        of_image = f"/images/{image['id']}/sharegroups"
        assert producer.request("GET", of_image)["results"] == 1

        asked = {"label": "ours", "valid_for_sharegroup_uuid": group["uuid"]}
        token = consumer.request("POST", f"{groups}/tokens", asked)
        join = {"label": "them", "token": token["token"]}
        member = producer.request("POST", f"{mine}/members", join)
        assert member["status"] == "active"
        their = f"{groups}/tokens/{token['token_uuid']}"
        assert consumer.request("GET", f"{their}/sharegroup")["label"] == "crew"
        (shared,) = consumer.request("GET", f"{their}/sharegroup/images")["data"]
        assert consumer.getImage(shared["id"])["type"] == "shared"
        in_table = {"is_public": False, "type": "shared", "+order_by": "label"}
        assert [each["label"] for each in consumer.getImages({}, in_table)["data"]] == ["g"]

        (entry,) = producer.request("GET", f"{mine}/images")["data"]
        assert producer.request("DELETE", f"{mine}/images/{entry['id']}") == {}
        assert producer.request("DELETE", f"{mine}/members/{token['token_uuid']}") == {}
        assert _refused(consumer.getImage, shared["id"]).status == 404
        assert consumer.request("DELETE", their) == {}
        assert producer.request("DELETE", mine) == {}


def test_errors_are_arrays_of_reasons_with_their_fields(sdk: Sdk) -> None:
    wrong = {"label": "$", "region": "us-east", "tags": ["a"]}
    refused = _refused(sdk.request, "POST", "/images/upload", wrong)
    assert refused.status == 400
    assert {error["field"] for error in refused.errors} == {"label", "tags"}
    assert all(error["reason"] for error in refused.errors)
    refused = _refused(sdk.uploadImage, {"label": "i", "region": "nowhere"})
    assert refused.errors == [{"reason": "region is not valid", "field": "region"}]
    refused = _refused(sdk.getImages, {}, {"colour": "red"})
    assert refused.errors == [{"reason": "Cannot filter on colour", "field": "X-Filter"}]


def test_a_wrong_token_and_a_fault_are_errors_of_the_same_form(node: Node, tmp_path: Path) -> None:
    with Emulator(tmp_path, token="secret") as emulator:
        refused = _refused(Sdk(node, emulator.url, "other").getProfile)
        assert (refused.status, refused.errors) == (401, [{"reason": "Invalid Token"}])
        emulator.faults.add("linode_busy", method="POST", path="/boot$")
        sdk = Sdk(node, emulator.url, "secret")
        refused = _refused(
            sdk.linodeBoot, create_form.new_linode(sdk, image=None, booted=False)["id"]
        )
        assert (refused.status, refused.errors) == (400, [{"reason": "Linode busy."}])


def test_its_packages_are_pinned_and_come_from_no_registry_in_particular() -> None:
    pinned = json.loads((api_v4.HERE / "package.json").read_text())["dependencies"]
    lock = json.loads((api_v4.HERE / "package-lock.json").read_text())["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in pinned} == pinned
    assert lock.pop("")["dependencies"] == pinned
    assert [name for name, each in lock.items() if "resolved" in each] == []
    assert [name for name, each in lock.items() if "integrity" not in each] == []


_NOT_SERVED: dict[str, tuple[Any, ...]] = {
    "getAccountAgreements": (),
    "getLinodeStats": (1,),
    "rescueLinode": (1, {}),
}


@pytest.mark.parametrize("name", _NOT_SERVED)
def test_what_is_not_served_is_not_found(sdk: Sdk, name: str) -> None:
    refused = _refused(getattr(sdk, name), *_NOT_SERVED[name])
    assert (refused.status, refused.errors) == (404, [{"reason": "Not found"}])
