"""What belongs to a Linode: disks, configuration profiles, addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


def _bare(api: Api, **more: Any) -> Any:
    """A Linode without image, offline."""
    body = {"type": "g6-nanode-1", "region": "us-central", **more}
    made = api.ok("POST", "/linode/instances", body)
    api.wait()
    return api.ok("GET", f"/linode/instances/{made['id']}")


def test_disks_are_made_changed_resized_and_deleted(api: Api) -> None:
    linode = _bare(api)
    path = f"/linode/instances/{linode['id']}/disks"
    disk = api.ok("POST", path, {"size": 1000, "label": "data"})
    assert (disk["status"], disk["filesystem"]) == ("not ready", "ext4")
    api.wait(0.1)
    assert api.ok("GET", f"{path}/{disk['id']}")["status"] == "ready"
    assert api.ok("PUT", f"{path}/{disk['id']}", {"label": "new"})["label"] == "new"
    assert api.ok("POST", f"{path}/{disk['id']}/resize", {"size": 2000}) == {}
    api.wait(0.1)
    assert api.ok("GET", f"{path}/{disk['id']}")["size"] == 2000
    assert api.ok("DELETE", f"{path}/{disk['id']}") == {}
    assert api.ok("GET", f"{path}/{disk['id']}")["status"] == "deleting"
    api.wait(0.1)
    assert api.get(f"{path}/{disk['id']}").status == 404


def test_disks_must_fit_the_plan(api: Api) -> None:
    linode = _bare(api)["id"]
    path = f"/linode/instances/{linode}/disks"
    disk = api.disk(linode, 25000)
    assert api.post(path, {"size": 601}).fields == ["size"]
    assert api.post(path, {"size": 0}).fields == ["size"]
    api.disk(linode, 600)
    assert api.post(f"{path}/{disk}/resize", {"size": 25001}).fields == ["size"]
    assert api.post(f"{path}/{disk}/resize", {"size": 10}).fields == ["size"]


def test_a_linode_has_at_most_fifty_disks(api: Api) -> None:
    linode = _bare(api)["id"]
    for _ in range(50):
        api.disk(linode, 1)
    refused = api.post(f"/linode/instances/{linode}/disks", {"size": 1})
    assert refused.reasons == ["A Linode may have at most 50 disks"]


def test_disks_of_a_running_linode_stay(api: Api) -> None:
    linode = api.linode()
    disk = api.disks(linode["id"])[1]["id"]
    assert api.delete(f"/linode/instances/{linode['id']}/disks/{disk}").status == 400


def test_disks_are_made_one_after_the_other(api: Api) -> None:
    """As recorded: of the 400 "Linode busy." in linodego's suite, most answer a new disk."""
    path = f"/linode/instances/{_bare(api)['id']}/disks"
    disk = api.ok("POST", path, {"size": 100})
    for method, url in (("POST", path), ("DELETE", f"{path}/{disk['id']}")):
        assert api.call(method, url, {"size": 100}).reasons == ["Linode busy."]
    api.wait(0.1)
    assert api.ok("POST", path, {"size": 100})["status"] == "not ready"


def test_a_disk_is_found_under_its_own_linode_only(api: Api) -> None:
    one, two = api.linode(), _bare(api)
    disk = api.disks(one["id"])[0]["id"]
    assert api.get(f"/linode/instances/{two['id']}/disks/{disk}").status == 404


def test_profiles_are_made_changed_and_deleted(api: Api) -> None:
    linode = _bare(api)
    disk = api.ok("POST", f"/linode/instances/{linode['id']}/disks", {"size": 100})["id"]
    path = f"/linode/instances/{linode['id']}/configs"
    body = {"label": "boot", "devices": {"sda": {"disk_id": disk}, "sdb": None}}
    config = api.ok("POST", path, {**body, "helpers": {"distro": False}})
    assert config["devices"]["sda"] == {"disk_id": disk, "volume_id": None}
    assert (config["helpers"]["distro"], config["helpers"]["network"]) == (False, True)
    assert (config["virt_mode"], config["root_device"]) == ("paravirt", "/dev/sda")
    after = api.ok("PUT", f"{path}/{config['id']}", {"kernel": "linode/grub2", "comments": "c"})
    assert (after["kernel"], after["comments"], after["label"]) == ("linode/grub2", "c", "boot")
    api.wait()
    assert api.ok("POST", f"/linode/instances/{linode['id']}/boot") == {}
    assert api.ok("DELETE", f"{path}/{config['id']}") == {}
    assert api.get(f"{path}/{config['id']}").status == 404


PROFILES: dict[str, tuple[dict[str, Any], str]] = {
    "another's disk": ({"devices": {"sda": {"disk_id": 1}}}, "devices.sda.disk_id"),
    "no number": ({"devices": {"sda": {"disk_id": "x"}}}, "devices.sda.disk_id"),
    "no such device": ({"devices": {"sdz": {"disk_id": 1}}}, "devices.sdz"),
    "a device that is text": ({"devices": {"sda": "disk"}}, "devices.sda.disk_id"),
    "an unknown kernel": ({"devices": {}, "kernel": "linode/none"}, "kernel"),
    "an unknown helper": ({"devices": {}, "helpers": {"magic": True}}, "helpers.magic"),
    "no devices": ({}, "devices"),
}


@pytest.mark.parametrize("case", PROFILES)
def test_a_profile_is_refused_for(api: Api, case: str) -> None:
    body, field = PROFILES[case]
    path = f"/linode/instances/{_bare(api)['id']}/configs"
    refused = api.post(path, {"label": "x", **body})
    assert (refused.status, refused.fields) == (400, [field])


def test_addresses_are_listed_added_and_named(api: Api) -> None:
    linode = _bare(api)
    path = f"/linode/instances/{linode['id']}/ips"
    before = api.ok("GET", path)
    (public,) = before["ipv4"]["public"]
    assert public["address"] == linode["ipv4"][0]
    assert public["linode_id"] == linode["id"]
    assert before["ipv6"]["slaac"]["address"] + "/128" == linode["ipv6"]
    private = api.ok("POST", path, {"type": "ipv4", "public": False})
    assert private["public"] is False
    assert api.ok("GET", path)["ipv4"]["private"] == [private]
    assert api.ok("GET", f"/linode/instances/{linode['id']}")["ipv4"][1] == private["address"]
    assert api.post(path, {"type": "ipv4", "public": False}).status == 400
    named = f"{path}/{public['address']}"
    assert api.ok("PUT", named, {"rdns": "host.example.com"})["rdns"] == "host.example.com"
    assert api.ok("GET", named)["rdns"] == "host.example.com"
    assert api.ok("PUT", named, {"rdns": None})["rdns"] == public["rdns"]
    assert api.ok("GET", "/networking/ips")["results"] == 2
    assert api.get("/networking/ips", {"linode_id": 0}).body["results"] == 0
    assert api.ok("GET", f"/networking/ips/{public['address']}")["region"] == "us-central"


def test_addresses_are_added_and_named_without_their_linode_too(api: Api) -> None:
    linode = _bare(api)["id"]
    body = {"type": "ipv4", "public": False, "linode_id": linode}
    private = api.ok("POST", "/networking/ips", body)
    assert (private["linode_id"], private["public"]) == (linode, False)
    assert api.post("/networking/ips", body).fields == ["public"]
    public = api.ok("POST", "/networking/ips", {**body, "public": True})
    path = f"/networking/ips/{public['address']}"
    assert api.ok("PUT", path, {"rdns": "host.example.com"})["rdns"] == "host.example.com"
    same = f"/linode/instances/{linode}/ips/{public['address']}"
    assert api.ok("GET", same)["rdns"] == "host.example.com"
    assert api.ok("PUT", path, {"rdns": None})["rdns"] == public["rdns"]
    assert len(api.events(action="linode_addip")) == 2


ALLOCATIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a Linode there is not": ({"linode_id": 1}, "linode_id"),
    "no Linode": ({"linode_id": None}, "linode_id"),
    "an address to be reserved": ({"reserved": True}, "reserved"),
    "another kind": ({"type": "ipv6"}, "type"),
}


@pytest.mark.parametrize("case", ALLOCATIONS)
def test_an_address_is_refused_for(api: Api, case: str) -> None:
    body, field = ALLOCATIONS[case]
    right = {"type": "ipv4", "public": True, "linode_id": _bare(api)["id"]}
    refused = api.post("/networking/ips", {**right, **body})
    assert (refused.status, refused.fields) == (400, [field])


def test_addresses_differ(api: Api) -> None:
    linodes = [_bare(api, private_ip=True) for _ in range(5)]
    addresses = [address for linode in linodes for address in (*linode["ipv4"], linode["ipv6"])]
    assert len(set(addresses)) == 15
