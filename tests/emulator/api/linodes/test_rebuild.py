"""Rebuilding: the same Linode, deployed anew."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_PASSWORD = "insecure-p4ssw0rd!!"
_REBUILD = {"image": "linode/ubuntu22.04", "root_pass": _PASSWORD}
_KEPT = ("id", "label", "tags", "ipv4", "ipv6", "region", "type", "specs", "host_uuid", "backups")


def _path(linode: Any) -> str:
    return f"/linode/instances/{linode['id']}"


def _rebuild(api: Api, linode: Any, **more: Any) -> Any:
    return api.ok("POST", f"{_path(linode)}/rebuild", {**_REBUILD, **more})


def _captured(api: Api, linode: Any) -> Any:
    image = api.ok("POST", "/images", {"disk_id": api.disks(linode["id"])[0]["id"]})
    api.wait()
    return api.ok("GET", f"/images/{image['id']}")


def test_a_rebuilt_linode_keeps_its_name_and_addresses_and_has_other_disks(api: Api) -> None:
    before = api.linode(label="web", tags=["one"], private_ip=True)
    old = [disk["id"] for disk in api.disks(before["id"])]
    profile = api.ok("GET", f"{_path(before)}/configs")["data"][0]["id"]
    reply = _rebuild(api, before)
    assert (reply["status"], reply["image"]) == ("rebuilding", "linode/ubuntu22.04")
    assert {name: reply[name] for name in _KEPT} == {name: before[name] for name in _KEPT}
    disks = api.disks(before["id"])
    assert [(disk["label"], disk["size"], disk["status"]) for disk in disks] == [
        ("Ubuntu 22.04 LTS Disk", 25088, "not ready"),
        ("512 MB Swap Image", 512, "not ready"),
    ]
    assert not {disk["id"] for disk in disks} & set(old)
    (config,) = api.ok("GET", f"{_path(before)}/configs")["data"]
    assert config["id"] != profile
    assert config["devices"]["sda"]["disk_id"] == disks[0]["id"]


def test_a_rebuild_takes_its_time_and_then_the_linode_boots(api: Api) -> None:
    linode = api.linode()
    _rebuild(api, linode)
    api.wait(0.3)
    assert api.ok("GET", _path(linode))["status"] == "booting"
    assert {disk["status"] for disk in api.disks(linode["id"])} == {"ready"}
    api.wait(0.5)
    assert api.ok("GET", _path(linode))["status"] == "running"
    boot, rebuild = api.events()[:2]
    assert (boot["action"], boot["status"]) == ("linode_boot", "finished")
    assert (rebuild["action"], rebuild["status"]) == ("linode_rebuild", "finished")
    assert rebuild["duration"] == pytest.approx(0.3)
    assert rebuild["entity"]["id"] == linode["id"]
    assert rebuild["secondary_entity"]["id"] == "linode/ubuntu22.04"


def test_a_linode_is_rebuilt_from_an_image_of_its_own(api: Api) -> None:
    linode = api.linode()
    image = _captured(api, linode)
    assert _rebuild(api, linode, image=image["id"])["image"] == image["id"]
    secondary = api.events(action="linode_rebuild")[0]["secondary_entity"]
    assert f"private/{secondary['id']}" == image["id"]
    api.wait()
    assert _captured(api, linode)["size"] == image["size"]


def test_booted_false_leaves_it_off_and_an_empty_linode_can_be_rebuilt(api: Api) -> None:
    linode = api.ok("POST", "/linode/instances", {"type": "g6-nanode-1", "region": "us-east"})
    api.wait()
    _rebuild(api, linode, booted=False)
    api.wait()
    assert api.ok("GET", _path(linode))["status"] == "offline"
    assert len(api.disks(linode["id"])) == 2


def test_user_data_are_those_of_the_rebuild_and_encryption_stays(api: Api) -> None:
    data = {"user_data": base64.b64encode(b"#cloud-config").decode()}
    linode = api.linode(metadata=data, disk_encryption="disabled")
    after = _rebuild(api, linode)
    assert (after["has_user_data"], after["disk_encryption"]) == (False, "disabled")
    api.wait()
    after = _rebuild(api, linode, metadata=data, disk_encryption="enabled")
    assert (after["has_user_data"], after["disk_encryption"]) == (True, "enabled")
    assert {disk["disk_encryption"] for disk in api.disks(linode["id"])} == {"enabled"}


def test_a_rebuild_may_come_with_another_plan(api: Api) -> None:
    linode = api.linode()
    after = _rebuild(api, linode, type="g6-standard-1")
    assert (after["type"], after["specs"]["disk"]) == ("g6-standard-1", 51200)
    assert sum(disk["size"] for disk in api.disks(linode["id"])) == 51200


def test_a_rebuild_takes_a_kernel_and_the_size_of_the_disk_to_boot_from(api: Api) -> None:
    linode = api.linode()
    _rebuild(api, linode, kernel="linode/grub2", boot_size=9000)
    assert [disk["size"] for disk in api.disks(linode["id"])] == [9000, 512]
    (config,) = api.ok("GET", f"{_path(linode)}/configs")["data"]
    assert config["kernel"] == "linode/grub2"


def test_keys_or_users_are_enough_to_enter_a_rebuilt_linode(api: Api) -> None:
    linode = api.linode()
    for entry in ({"authorized_keys": ["ssh-ed25519 AAAA me"]}, {"authorized_users": ["me"]}):
        _rebuild(api, linode, root_pass=None, **entry)
        api.wait()


def test_what_a_rebuild_wants_is_told_in_the_services_words(api: Api) -> None:
    path = f"{_path(api.linode())}/rebuild"
    assert api.post(path, {"root_pass": _PASSWORD}).reasons == ["You must specify an image"]
    way_in = "Must provide valid root_pass, authorized_keys, or authorized_users"
    image = {"image": "linode/debian12"}
    assert api.post(path, image).reasons == [way_in]
    assert api.post(path, {**image, "authorized_keys": []}).reasons == [way_in]


REFUSED: dict[str, tuple[dict[str, Any], str | None]] = {
    "no image": ({"image": None}, "image"),
    "an image there is not": ({"image": "private/1"}, "image"),
    "no way in": ({"root_pass": None}, None),
    "a weak password": ({"root_pass": "aaaaaaaaaa"}, "root_pass"),
    "a plan there is not": ({"type": "g9-giant"}, "type"),
    "a plan smaller than its disks": ({"type": "g7-highmem-1"}, "type"),
    "user data not in base64": ({"metadata": {"user_data": "%"}}, "metadata.user_data"),
    "a kernel there is not": ({"kernel": "linode/7"}, "kernel"),
    "a disk to boot from that does not fit": ({"boot_size": 25_600}, "boot_size"),
    "a disk that is too small for the image": ({"boot_size": 100}, "boot_size"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_rebuild_is_refused_for(api: Api, case: str) -> None:
    body, field = REFUSED[case]
    linode = api.linode()
    disks = api.disks(linode["id"])
    refused = api.post(f"{_path(linode)}/rebuild", {**_REBUILD, **body})
    assert (refused.status, refused.fields) == (400, [field])
    assert api.disks(linode["id"]) == disks
    assert api.ok("GET", _path(linode)) == linode


def test_a_busy_linode_is_not_rebuilt_and_one_being_rebuilt_is_busy(api: Api) -> None:
    linode = api.linode()
    api.ok("POST", f"{_path(linode)}/reboot")
    assert api.post(f"{_path(linode)}/rebuild", _REBUILD).reasons == ["Linode busy."]
    api.wait()
    _rebuild(api, linode)
    for path, body in (
        (f"{_path(linode)}/rebuild", _REBUILD),
        (f"{_path(linode)}/boot", {}),
        (f"{_path(linode)}/disks", {"size": 1}),
    ):
        assert api.post(path, body).reasons == ["Linode busy."]
    assert api.delete(_path(linode)).status == 200
    api.wait()
    assert api.events(action="linode_rebuild")[0]["status"] == "failed"


def test_an_image_remembers_the_disk_that_a_rebuild_has_removed(api: Api) -> None:
    linode = api.linode(label="web")
    disk = api.disks(linode["id"])[0]["id"]
    image = api.ok("POST", "/images", {"disk_id": disk})["id"]
    api.wait()
    _rebuild(api, linode)
    lineage = api.ok("GET", "/_emulator/snapshot", version="")["lineage"]
    assert [f"disk {disk}", f"image {image}", "captured as"] in lineage["edges"]
    assert lineage["nodes"][f"disk {disk}"]["status"] == "deleted"
    assert ["image linode/ubuntu22.04", f"linode {linode['id']}", "deployed as"] in lineage["edges"]
