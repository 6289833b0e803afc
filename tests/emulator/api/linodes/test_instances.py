"""Linodes: made, shown, changed, deleted, and the time it takes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_NEW = {"type": "g6-nanode-1", "region": "us-central"}
_DEPLOY = {**_NEW, "image": "linode/ubuntu22.04", "root_pass": "insecure-p4ssw0rd!!"}


def _status(api: Api, linode: Any) -> str:
    status: str = api.ok("GET", f"/linode/instances/{linode['id']}")["status"]
    return status


def _bare(api: Api, **more: Any) -> Any:
    """A Linode without image, offline."""
    made = api.ok("POST", "/linode/instances", {**_NEW, **more})
    api.wait()
    return api.ok("GET", f"/linode/instances/{made['id']}")


def test_a_linode_with_an_image_is_provisioned_and_boots_by_itself(api: Api) -> None:
    linode = api.ok("POST", "/linode/instances", _DEPLOY)
    assert linode["status"] == "provisioning"
    assert [disk["status"] for disk in api.disks(linode["id"])] == ["not ready", "not ready"]
    api.wait(0.2)
    assert _status(api, linode) == "booting"
    assert [disk["status"] for disk in api.disks(linode["id"])] == ["ready", "ready"]
    api.wait(0.5)
    assert _status(api, linode) == "running"


def test_time_that_passes_unwatched_passes_all_the_same(api: Api) -> None:
    linode = api.ok("POST", "/linode/instances", _DEPLOY)
    api.wait(10)
    events = {event["action"]: event for event in api.events()}
    assert _status(api, linode) == "running"
    assert events["linode_boot"]["duration"] == pytest.approx(0.5)


def test_deployment_brings_two_disks_and_a_profile(api: Api) -> None:
    linode = api.linode(image="linode/ubuntu22.04")
    disks = api.disks(linode["id"])
    assert [(d["label"], d["filesystem"], d["size"]) for d in disks] == [
        ("Ubuntu 22.04 LTS Disk", "ext4", 25088),
        ("512 MB Swap Image", "swap", 512),
    ]
    (config,) = api.ok("GET", f"/linode/instances/{linode['id']}/configs")["data"]
    assert config["kernel"] == "linode/latest-64bit"
    assert config["devices"]["sda"] == {"disk_id": disks[0]["id"], "volume_id": None}
    assert config["devices"]["sdc"] is None


def test_swap_size_is_taken_from_the_disk(api: Api) -> None:
    sizes = [disk["size"] for disk in api.disks(api.linode(swap_size=1024)["id"])]
    assert sizes == [24576, 1024]
    assert [disk["size"] for disk in api.disks(api.linode(swap_size=0)["id"])] == [25600]


def test_what_is_asked_for_shows(api: Api) -> None:
    data = base64.b64encode(b"#cloud-config").decode()
    linode = _bare(
        api,
        label="my-label",
        group="g",
        tags=["two", "one"],
        private_ip=True,
        backups_enabled=True,
        metadata={"user_data": data},
        disk_encryption="disabled",
        alerts={"cpu": 50, "user_alerts": []},
    )
    assert linode["tags"] == ["one", "two"]
    assert (linode["label"], linode["group"]) == ("my-label", "g")
    assert linode["backups"]["enabled"] is True
    assert linode["has_user_data"] is True
    assert linode["disk_encryption"] == "disabled"
    assert (linode["alerts"]["cpu"], linode["alerts"]["io"]) == (50, 10000)
    assert len(linode["ipv4"]) == 2
    assert linode["ipv4"][1].startswith("192.168.")
    assert linode["specs"] == {
        "disk": 25600,
        "memory": 1024,
        "vcpus": 1,
        "gpus": 0,
        "transfer": 1000,
        "accelerated_devices": 0,
    }


def test_without_an_image_it_stays_off_and_empty(api: Api) -> None:
    linode = _bare(api)
    assert linode["status"] == "offline"
    assert linode["image"] is None
    assert api.disks(linode["id"]) == []
    assert linode["label"] == f"linode{linode['id']}"


def test_booted_false_leaves_a_deployed_linode_off(api: Api) -> None:
    assert api.linode(booted=False)["status"] == "offline"


REFUSED: dict[str, tuple[dict[str, Any], str | None, str]] = {
    "no region": ({"type": "g6-nanode-1"}, "region", "region is required"),
    "no type": ({"region": "us-east"}, "type", "type is required"),
    "an unknown region": ({**_NEW, "region": "mars"}, "region", "region is not valid"),
    "an unknown plan": (
        {**_NEW, "type": "g9-giant"},
        "type",
        "A valid plan type by that ID was not found",
    ),
    "an unknown image": ({**_DEPLOY, "image": "private/7"}, "image", "image is not valid"),
    "no way in": (
        {**_NEW, "image": "linode/debian12"},
        None,
        "Must provide valid root_pass, authorized_keys, or authorized_users",
    ),
    "a short password": (
        {**_DEPLOY, "root_pass": "aB3!x"},
        "root_pass",
        "Password must be between 7 and 128 characters.",
    ),
    "a weak password": (
        {**_DEPLOY, "root_pass": "aaaaaaaaaaaa"},
        "root_pass",
        "Password does not meet strength requirement.",
    ),
    "a label of two": (
        {**_NEW, "label": "ab"},
        "label",
        "Label must be between 3 and 64 characters",
    ),
    "user data not in base64": (
        {**_NEW, "metadata": {"user_data": "%%%"}},
        "metadata.user_data",
        "user_data must be a base64 encoded string",
    ),
    "swap that leaves no room": (
        {**_DEPLOY, "swap_size": 25600},
        "swap_size",
        "swap_size leaves no room on this plan",
    ),
    "booted without an image": (
        {**_NEW, "booted": True},
        "booted",
        "Cannot boot a Linode that has no image",
    ),
    "alerts in words": (
        {**_NEW, "alerts": {"cpu": "hot"}},
        "alerts.cpu",
        "Must be an integer.",
    ),
    "booted as text": ({**_NEW, "booted": "yes"}, "booted", "Must be a boolean."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_creation_is_refused_for(api: Api, case: str) -> None:
    body, field, reason = REFUSED[case]
    refused = api.post("/linode/instances", body)
    assert (refused.status, refused.reasons, refused.fields) == (400, [reason], [field])
    assert api.ok("GET", "/linode/instances")["results"] == 0


@pytest.mark.parametrize("label", ["1abc", "-abc", "a--b", "a__b", "a..b", "a b", "ab-", "a/b", 5])
def test_labels_a_linode_cannot_have(api: Api, label: object) -> None:
    assert api.post("/linode/instances", {**_NEW, "label": label}).fields == ["label"]


@pytest.mark.parametrize("label", ["abc", "a-b_c.d", "A1.b-2", "x" * 64])
def test_labels_a_linode_can_have(api: Api, label: str) -> None:
    assert _bare(api, label=label)["label"] == label


def test_labels_of_linodes_are_unique(api: Api) -> None:
    first = _bare(api, label="taken")
    refused = api.post("/linode/instances", {**_NEW, "label": "taken"})
    assert refused.reasons == ["Label must be unique among your linodes"]
    other = _bare(api, label="other")
    assert api.put(f"/linode/instances/{other['id']}", {"label": "taken"}).status == 400
    assert api.put(f"/linode/instances/{first['id']}", {"label": "taken"}).status == 200


def test_an_image_larger_than_the_disk_is_refused(api: Api) -> None:
    linode = _bare(api)
    body = {"size": 1000, "image": "linode/debian12", "root_pass": "insecure-p4ss"}
    refused = api.post(f"/linode/instances/{linode['id']}/disks", body)
    assert refused.fields == ["size"]


def test_a_deleted_linode_is_deleting_then_gone_with_all_it_had(api: Api) -> None:
    linode = api.linode()
    path = f"/linode/instances/{linode['id']}"
    disk = api.disks(linode["id"])[0]["id"]
    assert api.ok("DELETE", path) == {}
    assert _status(api, linode) == "deleting"
    refused = api.put(f"/linode/instances/{linode['id']}", {"tags": ["late"]})
    assert (refused.status, refused.reasons) == (400, ["Linode busy."])
    allocate = {"type": "ipv4", "public": True, "linode_id": linode["id"]}
    assert api.post("/networking/ips", allocate).reasons == ["Linode busy."]
    assert api.ok("DELETE", path) == {}
    api.wait()
    for gone in (path, f"{path}/disks", f"{path}/disks/{disk}", f"{path}/ips"):
        assert api.get(gone).status == 404
    assert api.get(f"/networking/ips/{linode['ipv4'][0]}").status == 404


@pytest.mark.parametrize("action", ["", "reboot", "shutdown", "migrate", "resize", "rebuild"])
def test_a_linode_may_be_deleted_whatever_it_does(api: Api, action: str) -> None:
    bodies: dict[str, Any] = {
        "migrate": {"region": "us-west"},
        "resize": {"type": "g6-standard-2"},
        "rebuild": {"image": "linode/debian12", "root_pass": "insecure-p4ss"},
    }
    linode = api.linode() if action else api.ok("POST", "/linode/instances", _DEPLOY)
    path = f"/linode/instances/{linode['id']}"
    if action:
        api.ok("POST", f"{path}/{action}", bodies.get(action))
    api.ok("DELETE", path)
    assert _status(api, linode) == "deleting"
    api.wait()
    assert api.get(path).status == 404


def test_update_changes_what_may_be_changed(api: Api) -> None:
    linode = _bare(api)
    changes = {
        "label": "renamed",
        "tags": ["new"],
        "group": "other",
        "watchdog_enabled": False,
        "alerts": {"cpu": 50},
        "backups": {"schedule": {"day": "Monday", "window": "W4"}},
    }
    after = api.ok("PUT", f"/linode/instances/{linode['id']}", {**changes, "region": "us-ord"})
    assert (after["label"], after["tags"], after["group"]) == ("renamed", ["new"], "other")
    assert after["watchdog_enabled"] is False
    assert (after["alerts"]["cpu"], after["alerts"]["io"]) == (50, 10000)
    assert after["backups"]["schedule"] == {"day": "Monday", "window": "W4"}
    assert after["region"] == linode["region"]


def test_backups_can_be_enabled_and_cancelled(api: Api) -> None:
    path = f"/linode/instances/{_bare(api)['id']}"
    assert api.ok("POST", f"{path}/backups/enable") == {}
    assert api.ok("GET", path)["backups"]["enabled"] is True
    assert api.ok("POST", f"{path}/backups/cancel") == {}
    assert api.ok("GET", path)["backups"]["enabled"] is False


def test_passwords_are_reset_offline_only_and_never_kept(api: Api) -> None:
    linode = api.linode()
    path = f"/linode/instances/{linode['id']}"
    disk = f"{path}/disks/{api.disks(linode['id'])[0]['id']}/password"
    secret = "N3w-and-secret-phrase"
    assert api.post(f"{path}/password", {"root_pass": secret}).status == 400
    assert api.post(disk, {"password": secret}).status == 400
    api.ok("POST", f"{path}/shutdown")
    api.wait()
    assert api.ok("POST", f"{path}/password", {"root_pass": secret}) == {}
    assert api.ok("POST", disk, {"password": secret}) == {}
    assert api.post(disk, {}).reasons == ["password is required"]
    stored = b"".join(f.read_bytes() for f in api.app.world.store.folder.glob("world.sqlite3*"))
    assert secret.encode() not in stored
    assert b"insecure-p4ssw0rd" not in stored


def test_a_linode_is_deployed_with_a_kernel_and_a_size_of_the_disk_to_boot_from(api: Api) -> None:
    linode = api.linode(kernel="linode/grub2", boot_size=9000)
    assert [disk["size"] for disk in api.disks(linode["id"])] == [9000, 512]
    (config,) = api.ok("GET", f"/linode/instances/{linode['id']}/configs")["data"]
    assert config["kernel"] == "linode/grub2"
