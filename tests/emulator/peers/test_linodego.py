"""linodego, unchanged: what the official Terraform provider and linodego's own suite ask.

Sequences are those of the provider's resources and data sources (linode/terraform-provider-linode),
waits those of linodego's pollers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from shim_provider.emulator import Clock, Emulator
from tests.emulator.conftest import MINIMAL_IMAGE
from tests.emulator.peers import linodego
from tests.emulator.peers.linodego import Linodego, Object, RefusedError

# Seconds that waits are given; none comes near.
LONG = 20
PASSWORD = "insecure-p4ssw0rd!!"


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Everything is done at once."""
    with Emulator(tmp_path, durations="zero") as emulator:
        yield emulator


@pytest.fixture
def client(go: Linodego, emulator: Emulator) -> Object:
    return go.client(emulator.url)


@pytest.fixture(params=["zero", "fast"])
def waiting(request: pytest.FixtureRequest, go: Linodego, tmp_path: Path) -> Iterator[Object]:
    """A client for whom things are done at once, and one who sees them under way."""
    with Emulator(tmp_path, durations=request.param, clock=Clock(speed=3)) as emulator:
        yield go.client(emulator.url)


def _refused(method: Any, *arguments: Any) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        method(*arguments)
    return refused.value


def _filtered(x_filter: Any, **more: Any) -> dict[str, Any]:
    return {"filter": json.dumps(x_filter), **more}


def _uploaded(client: Object, label: str = "uploaded", **more: Any) -> Any:
    """As the provider uploads, and waits."""
    image, upload_to = client.CreateImageUpload({"label": label, "region": "us-east", **more})
    assert (image["status"], image["size"], image["regions"]) == ("pending_upload", 0, [])
    client.UploadImageToURL(upload_to, MINIMAL_IMAGE)
    return client.WaitForImageStatus(image["id"], "available", LONG)


def _linode(client: Object, **more: Any) -> Any:
    """From an image, as the provider makes one, and waits for it to run."""
    image = {"image": "linode/debian12", "root_pass": PASSWORD}
    asked = {"region": "us-east", "type": "g6-nanode-1", **image, **more}
    return client.WaitForInstanceStatus(client.CreateInstance(asked)["id"], "running", LONG)


def _empty_linode(client: Object, **more: Any) -> Any:
    """Without disks, as the provider makes one that has `disk` blocks."""
    poller = client.NewEventPollerWithoutEntity("linode", "linode_create")
    asked = {"region": "us-east", "type": "g6-standard-1", "booted": False, **more}
    linode = client.CreateInstance(asked)
    poller.SetEntityID(linode["id"])
    event = poller.WaitForFinished(LONG)
    assert (event["action"], event["entity"]["id"]) == ("linode_create", linode["id"])
    return client.WaitForInstanceStatus(linode["id"], "offline", LONG)


def _disk(client: Object, linode: int, **more: Any) -> Any:
    poller = client.NewEventPoller(linode, "linode", "disk_create")
    asked = {"label": "disk", "size": 1000, "filesystem": "ext4", **more}
    disk = client.CreateInstanceDisk(linode, asked)
    assert poller.WaitForFinished(LONG)["status"] == "finished"
    return disk


def test_the_program_is_as_gofmt_writes_it() -> None:
    assert linodego.formatted() == ""


def test_the_address_is_told_by_calls_or_by_the_environment(
    go: Linodego, emulator: Emulator, tmp_path: Path
) -> None:
    assert go.client(emulator.url, version="v4").GetProfile()["username"] == "default"
    by_url = go.client("http://127.0.0.1:1").UseURL(f"{emulator.url}/v4beta")
    assert by_url.GetProfile()["username"] == "default"
    by_env = go.client_from_env(LINODE_URL=emulator.url, LINODE_TOKEN="any", HOME=str(tmp_path))
    assert by_env.GetProfile()["username"] == "default"


def test_the_provider_checks_its_token_with_a_page_of_types_past_the_end(client: Object) -> None:
    assert client.ListTypes({"page": 100}) == []


def test_images_are_listed_by_the_filters_of_the_provider(client: Object) -> None:
    """It nests each value in an `+or`, and sends an order even where it sends no field for it."""
    everything = client.ListImages(_filtered({"+and": [], "+order": "desc"}))
    assert {"linode/debian8", "linode/ubuntu22.04"} <= {each["id"] for each in everything}
    for label in ("twin", "twin", "other"):
        _uploaded(client, label, tags=["one"])
    own = [{"+or": [{"label": "twin"}]}, {"+or": [{"is_public": False}]}]
    asked = {"+and": own, "+order": "desc", "+order_by": "size"}
    assert [each["label"] for each in client.ListImages(_filtered(asked))] == ["twin", "twin"]
    public = client.ListImages(_filtered({"+and": [{"+or": [{"is_public": True}]}]}))
    assert len([each for each in public if "Alpine" in each["label"]]) > 1
    neither = {"+and": [{"+or": [{"label": "not-a-real-image"}]}], "+order": "desc"}
    assert client.ListImages(_filtered(neither)) == []


def test_pages_are_fetched_until_there_are_no_more(client: Object, emulator: Emulator) -> None:
    everything = client.ListImages({"page_size": 25})
    asked = [entry.query for entry in emulator.requests.matching("GET", "/images")]
    assert asked == ["page=1&page_size=25", "page=2&page_size=25"]
    assert len({each["id"] for each in everything}) == len(everything) > 25


def test_a_public_image_has_the_fields_that_suites_look_at(client: Object) -> None:
    image = client.GetImage("linode/ubuntu22.04")
    assert (image["label"], image["vendor"], image["size"]) == ("Ubuntu 22.04 LTS", "Ubuntu", 3500)
    assert (image["is_public"], image["type"]) == (True, "manual")
    assert image["eol"]
    assert "cloud-init" in image["capabilities"]
    debian = client.GetImage("linode/debian8")
    assert (debian["label"], debian["size"]) == ("Debian 8", 1300)
    assert debian["image_sharing"] == {"shared_with": None, "shared_by": None}


def test_an_image_that_is_not_there_is_not_found(client: Object) -> None:
    for missing in ("private/123", "linode/none", "shared/123"):
        refused = _refused(client.GetImage, missing)
        assert (refused.status, refused.message) == (404, "[404] Not found")


def test_a_bad_filter_is_refused(client: Object) -> None:
    refused = _refused(client.ListImages, _filtered({"foo": "bar"}))
    assert (refused.status, refused.message) == (400, "[400] [X-Filter] Cannot filter on foo")
    assert _refused(client.ListImages, {"filter": "{"}).status == 400


def test_an_image_is_uploaded_changed_replicated_and_deleted(waiting: Object) -> None:
    more: dict[str, Any] = {"cloud_init": True, "tags": ["foo", "bar"]}
    image = _uploaded(waiting, description="from a file", **more)
    assert (image["size"], image["total_size"], image["type"]) == (1, 1, "manual")
    assert (image["description"], image["tags"]) == ("from a file", ["bar", "foo"])
    assert "cloud-init" in image["capabilities"]
    assert image["regions"] == [{"region": "us-east", "status": "available"}]
    assert image["created"] <= image["updated"]
    changed = waiting.UpdateImage(image["id"], {"label": "renamed", "tags": []})
    assert (changed["label"], changed["tags"]) == ("renamed", [])
    assert changed["description"] == "from a file"
    asked = {"regions": ["us-east", "us-ord"]}
    assert waiting.ReplicateImage(image["id"], asked)["regions"][0]["status"] == "available"
    image = waiting.WaitForImageRegionStatus(image["id"], "us-ord", "available")
    assert [each["region"] for each in image["regions"]] == ["us-east", "us-ord"]
    assert image["total_size"] == 2
    waiting.ReplicateImage(image["id"], {"regions": ["us-ord"]})
    assert waiting.DeleteImage(image["id"]) is None
    assert _refused(waiting.GetImage, image["id"]).status == 404


def test_an_image_is_captured_from_a_disk_and_deployed(waiting: Object) -> None:
    """The provider's `disk` and `config` blocks, then its image, then an instance from that."""
    linode = _empty_linode(waiting, label="source")["id"]
    disk = _disk(waiting, linode)["id"]
    assert waiting.WaitForInstanceDiskStatus(linode, disk, "ready", LONG)["size"] == 1000
    devices = {"sda": {"disk_id": disk}}
    asked = {"label": "boot", "devices": devices, "interfaces": [], "kernel": "linode/grub2"}
    config = waiting.CreateInstanceConfig(linode, asked)
    poller = waiting.NewEventPoller(linode, "linode", "linode_boot")
    waiting.BootInstance(linode, config["id"])
    assert poller.WaitForFinished(LONG)["entity"]["label"] == "source"
    waiting.WaitForInstanceStatus(linode, "running", LONG)

    began = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    more: dict[str, Any] = {"description": "d", "cloud_init": True, "tags": ["one"]}
    image = waiting.CreateImage({"disk_id": disk, "label": "captured", **more})
    assert (image["status"], image["size"], image["regions"]) == ("creating", 1000, [])
    event = waiting.WaitForEventFinished(linode, "linode", "disk_imagize", began, LONG)
    assert (event["status"], event["percent_complete"]) == ("finished", 100)
    image = waiting.WaitForImageStatus(image["id"], "available", LONG)
    assert set(image["capabilities"]) == {"cloud-init", "distributed-sites"}
    assert (image["size"] < 1000, image["regions"][0]["region"]) == (True, "us-east")

    copy = _linode(waiting, image=image["id"], label="copy", tags=["one", "two"])
    assert (copy["image"], copy["tags"]) == (image["id"], ["one", "two"])
    addresses = waiting.GetInstanceIPAddresses(copy["id"])
    assert [each["address"] for each in addresses["ipv4"]["public"]] == copy["ipv4"]
    assert addresses["ipv6"]["slaac"]["address"] == copy["ipv6"].removesuffix("/128")
    disks = waiting.ListInstanceDisks(copy["id"], None)
    assert [(each["filesystem"], each["size"]) for each in disks] == [
        ("ext4", copy["specs"]["disk"] - 512),
        ("swap", 512),
    ]
    (config,) = waiting.ListInstanceConfigs(copy["id"], None)
    assert config["devices"]["sda"]["disk_id"] == disks[0]["id"]


def test_a_linode_is_shut_down_booted_rebooted_and_deleted(waiting: Object) -> None:
    linode = _linode(waiting)["id"]
    steps = (
        (waiting.ShutdownInstance, (linode,), "linode_shutdown", "offline"),
        (waiting.BootInstance, (linode, 0), "linode_boot", "running"),
        (waiting.RebootInstance, (linode, 0), "linode_reboot", "running"),
    )
    for act, arguments, action, status in steps:
        poller = waiting.NewEventPoller(linode, "linode", action)
        act(*arguments)
        assert poller.WaitForFinished(LONG)["action"] == action
        assert waiting.WaitForInstanceStatus(linode, status, LONG)["id"] == linode
    waiting.WaitForResourceFree("linode", linode, LONG)
    poller = waiting.NewEventPoller(linode, "linode", "linode_delete")
    waiting.DeleteInstance(linode)
    assert poller.WaitForFinished(LONG)["status"] == "finished"
    assert _refused(waiting.GetInstance, linode).status == 404
    assert waiting.ListInstances(None) == []


def test_a_disk_is_resized_renamed_given_a_password_and_deleted(waiting: Object) -> None:
    linode = _empty_linode(waiting)["id"]
    image = {"image": "linode/debian12", "root_pass": PASSWORD}
    disk = _disk(waiting, linode, size=5000, filesystem="", **image)["id"]
    poller = waiting.NewEventPoller(linode, "linode", "disk_resize")
    waiting.ResizeInstanceDisk(linode, disk, 6000)
    assert poller.WaitForFinished(LONG)["status"] == "finished"
    assert waiting.WaitForInstanceDiskStatus(linode, disk, "ready", LONG)["size"] == 6000
    assert waiting.RenameInstanceDisk(linode, disk, "renamed")["label"] == "renamed"
    waiting.PasswordResetInstanceDisk(linode, disk, "an0ther-p4ssword")
    assert waiting.GetInstanceDisk(linode, disk)["filesystem"] == "ext4"
    second = waiting.NewEventPollerWithSecondary(linode, "linode", disk, "disk_delete")
    waiting.DeleteInstanceDisk(linode, disk)
    event = second.WaitForFinished(LONG)
    assert event["secondary_entity"]["id"] == disk
    assert waiting.ListInstanceDisks(linode, None) == []


def test_a_linode_is_rebuilt_resized_and_cloned(waiting: Object) -> None:
    linode = _linode(waiting)["id"]
    poller = waiting.NewEventPoller(linode, "linode", "linode_rebuild")
    waiting.RebuildInstance(linode, {"image": "linode/alpine3.19", "root_pass": PASSWORD})
    assert poller.WaitForFinished(LONG)["status"] == "finished"
    assert waiting.WaitForInstanceStatus(linode, "running", LONG)["image"] == "linode/alpine3.19"
    poller = waiting.NewEventPoller(linode, "linode", "linode_resize")
    waiting.ResizeInstance(linode, {"type": "g6-standard-1", "allow_auto_disk_resize": True})
    assert poller.WaitForFinished(LONG)["status"] == "finished"
    assert waiting.WaitForInstanceStatus(linode, "running", LONG)["type"] == "g6-standard-1"
    asked = {"region": "us-east", "type": "g6-standard-1", "label": "copy"}
    poller = waiting.NewEventPoller(linode, "linode", "linode_clone")
    copy = waiting.CloneInstance(linode, asked)
    assert poller.WaitForFinished(LONG)["secondary_entity"]["id"] == copy["id"]
    assert len(waiting.ListInstanceDisks(copy["id"], None)) == 2


def test_a_linode_and_its_profile_are_put_back_as_they_were_got(client: Object) -> None:
    """What GetUpdateOptions makes of them, with one field changed."""
    linode = _linode(client)
    names = ("group", "backups", "alerts", "watchdog_enabled", "tags", "maintenance_policy")
    same = {name: linode[name] for name in names}
    changed = client.UpdateInstance(linode["id"], {"label": "renamed", **same})
    assert changed["label"] == "renamed"
    assert {name: changed[name] for name in names} == same
    (config,) = client.ListInstanceConfigs(linode["id"], None)
    kept = {name: value for name, value in config.items() if name not in ("id", "created")}
    same = {name: value for name, value in kept.items() if name not in ("updated", "label")}
    again = client.UpdateInstanceConfig(linode["id"], config["id"], {"label": "renamed", **same})
    assert again["label"] == "renamed"
    assert {name: again[name] for name in same} == same
    client.DeleteInstanceConfig(linode["id"], config["id"])
    assert client.ListInstanceConfigs(linode["id"], None) == []


def test_regions_types_kernels_and_who_one_is(client: Object) -> None:
    regions = {region["id"]: region for region in client.ListRegions(None)}
    assert {"Linodes", "Object Storage"} <= set(regions["us-ord"]["capabilities"])
    assert client.GetRegion("us-ord") == regions["us-ord"]
    plan = client.GetType("g6-nanode-1")
    assert (plan["disk"], plan["memory"], plan["vcpus"]) == (25600, 1024, 1)
    assert plan["price"]["hourly"] == pytest.approx(0.0075)
    kernels = [kernel["id"] for kernel in client.ListKernels(None)]
    assert client.GetKernel("linode/latest-64bit")["id"] in kernels
    assert client.GetAccount()["active_since"]
    assert client.GetAccountSettings()["managed"] is False
    assert client.GetProfile()["restricted"] is False


def test_events_are_listed_shown_and_marked_as_seen(client: Object) -> None:
    linode = _linode(client)["id"]
    _uploaded(client)
    events = client.ListEvents(None)
    assert [event["action"] for event in events][-2:] == ["linode_boot", "linode_create"]
    of_linode = {"entity.type": "linode", "entity.id": linode, "+order": "asc"}
    first, second = client.ListEvents(_filtered({**of_linode, "+order_by": "created"}, page=1))
    assert (first["action"], second["action"]) == ("linode_create", "linode_boot")
    assert client.GetEvent(first["id"]) == first
    client.MarkEventsSeen(second)
    assert client.GetEvent(first["id"])["seen"] is True


def test_an_image_is_shared_with_another_account(go: Linodego, tmp_path: Path) -> None:
    tokens = {"p": {"account": "producer"}, "c": {"account": "consumer"}}
    with Emulator(tmp_path, durations="zero", token=tokens) as emulator:
        producer, consumer = (go.client(emulator.url, token) for token in tokens)
        image = _uploaded(producer, "golden")["id"]
        group = producer.CreateImageShareGroup({"label": "team", "description": "those who may"})
        number = group["id"]
        (entry,) = producer.ImageShareGroupAddImages(number, {"images": [{"id": image}]})
        assert entry["image_sharing"]["shared_by"]["source_image_id"] == image
        group = producer.UpdateImageShareGroup(number, {"label": "crew"})
        assert (group["images_count"], group["members_count"]) == (1, 0)

        asked = {"label": "ours", "valid_for_sharegroup_uuid": group["uuid"]}
        token = consumer.ImageShareGroupCreateToken(asked)
        uuid = token["token_uuid"]
        member = {"token": token["token"], "label": "consumer"}
        assert producer.ImageShareGroupAddMember(number, member)["status"] == "active"
        assert consumer.ImageShareGroupGetByToken(uuid)["label"] == "crew"
        assert consumer.ImageShareGroupGetToken(uuid)["sharegroup_label"] == "crew"
        (shared,) = consumer.ImageShareGroupGetImageShareEntriesByToken(uuid, None)
        assert (shared["label"], shared["is_shared"]) == ("golden", None)
        assert consumer.GetImage(shared["id"])["type"] == "shared"

        changed = producer.ImageShareGroupUpdateImageShareEntry(number, entry["id"], {"label": "g"})
        assert changed["label"] == "g"
        assert producer.ImageShareGroupGetMember(number, uuid)["label"] == "consumer"
        producer.ImageShareGroupUpdateMember(number, uuid, {"label": "them"})
        assert [m["label"] for m in producer.ImageShareGroupListMembers(number, None)] == ["them"]
        assert consumer.ImageShareGroupUpdateToken(uuid, {"label": "o"})["label"] == "o"
        found = producer.ListImageShareGroupsContainingPrivateImage(image, None)
        assert [each["id"] for each in found] == [number]

        producer.ImageShareGroupRemoveMember(number, uuid)
        assert _refused(consumer.GetImage, shared["id"]).status == 404
        consumer.ImageShareGroupRemoveToken(uuid)
        assert consumer.ImageShareGroupListTokens(None) == []
        producer.ImageShareGroupRemoveImage(number, entry["id"])
        assert producer.ImageShareGroupListImageShareEntries(number, None) == []
        producer.DeleteImageShareGroup(number)
        assert producer.ListImageShareGroups(None) == []
