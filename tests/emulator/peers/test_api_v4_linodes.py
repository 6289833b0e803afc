"""`@linode/api-v4`, unchanged: what Cloud Manager asks of Linodes, their disks and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.peers.create_form import CREATE, new_linode

if TYPE_CHECKING:
    from tests.emulator.peers.api_v4 import Sdk


def test_a_linode_is_created_shut_down_booted_rebooted_and_deleted(sdk: Sdk) -> None:
    number = new_linode(sdk)["id"]
    assert sdk.getLinode(number)["status"] == "running"
    for action, status in (
        (sdk.linodeShutdown, "offline"),
        (sdk.linodeBoot, "running"),
        (sdk.linodeReboot, "running"),
    ):
        assert action(number) == {}
        assert sdk.getLinode(number)["status"] == status
    config = sdk.getLinodeConfigs(number)["data"][0]
    assert sdk.linodeReboot(number, config["id"]) == {}
    assert sdk.updateLinode(number, {"label": "renamed", "tags": []})["label"] == "renamed"
    assert [each["id"] for each in sdk.getLinodes({}, {"label": "renamed"})["data"]] == [number]
    assert sdk.deleteLinode(number) == {}
    assert sdk.getLinodes()["data"] == []


def test_disks_are_managed(sdk: Sdk) -> None:
    number = new_linode(sdk, image=None, booted=False)["id"]
    new = {"label": "data", "size": 1000, "filesystem": "ext4", "read_only": False}
    disk = sdk.createLinodeDisk(number, new)["id"]
    assert sdk.getLinodeDisk(number, disk)["status"] == "ready"
    assert sdk.updateLinodeDisk(number, disk, {"label": "more"})["label"] == "more"
    assert sdk.resizeLinodeDisk(number, disk, 2000) == {}
    assert sdk.changeLinodeDiskPassword(number, disk, "insecure-p4ssw0rd!!") == {}
    assert sdk.getLinodeDisks(number)["data"][0]["size"] == 2000
    assert sdk.deleteLinodeDisk(number, disk) == {}
    assert sdk.getLinodeDisks(number)["data"] == []


def test_a_linode_is_rebuilt_and_resized(sdk: Sdk) -> None:
    number = new_linode(sdk)["id"]
    disks = sdk.getLinodeDisks(number)["data"]
    form = {
        "authorized_users": [],
        "disk_encryption": "enabled",
        "image": "linode/alpine3.19",
        "metadata": {"user_data": None},
        "root_pass": "insecure-p4ssw0rd!!",
    }
    rebuilt = sdk.rebuildLinode(number, form)
    assert (rebuilt["status"], rebuilt["image"]) == ("rebuilding", "linode/alpine3.19")
    assert sdk.getLinode(number)["status"] == "running"
    assert not {d["id"] for d in sdk.getLinodeDisks(number)["data"]} & {d["id"] for d in disks}
    plan = {"type": "g6-standard-2", "migration_type": "warm", "allow_auto_disk_resize": True}
    assert sdk.resizeLinode(number, plan) == {}
    resized = sdk.getLinode(number)
    assert (resized["status"], resized["type"]) == ("running", "g6-standard-2")
    assert sum(disk["size"] for disk in sdk.getLinodeDisks(number)["data"]) == 81920


def test_linodes_and_disks_are_cloned(sdk: Sdk) -> None:
    """A new Linode by the form that creates one, sent whole; disks by the list of disks."""
    source, target = (
        new_linode(sdk)["id"],
        new_linode(sdk, image=None, booted=False, label="other")["id"],
    )
    form = {**CREATE, "image": None, "label": "web-clone", "backup_id": None}
    del form["root_pass"], form["metadata"]
    clone = sdk.cloneLinode(source, form)
    assert (clone["label"], clone["image"]) == ("web-clone", "linode/debian12")
    assert len(sdk.getLinodeDisks(clone["id"])["data"]) == 2
    disk = sdk.getLinodeDisks(source)["data"][1]
    onto = {"linode_id": target, "disks": [disk["id"]], "configs": []}
    assert sdk.cloneLinode(source, onto)["id"] == target
    copied = sdk.getLinodeDisks(target)["data"]
    assert [each["label"] for each in copied] == [disk["label"]]
    duplicate = sdk.cloneLinodeDisk(target, copied[0]["id"])
    assert sdk.getLinodeDisk(target, duplicate["id"])["status"] == "ready"


def test_configuration_profiles_are_managed(sdk: Sdk) -> None:
    number = new_linode(sdk, image=None, booted=False)["id"]
    disk = sdk.createLinodeDisk(number, {"label": "data", "size": 1000})["id"]
    helpers = ("devtmpfs_automount", "distro", "modules_dep", "network", "updatedb_disabled")
    form = {
        "comments": "",
        "devices": {"sda": {"disk_id": disk}, "sdb": None},
        "helpers": dict.fromkeys(helpers, True),
        "initrd": None,
        "interfaces": [{"ipam_address": "", "label": "", "purpose": "public"}],
        "kernel": "linode/grub2",
        "label": "boot",
        "memory_limit": 0,
        "root_device": "/dev/sda",
        "run_level": "default",
        "virt_mode": "paravirt",
    }
    config = sdk.createLinodeConfig(number, form)["id"]
    assert sdk.getLinodeConfig(number, config)["devices"]["sda"]["disk_id"] == disk
    form["label"] = "other"
    assert sdk.updateLinodeConfig(number, config, form)["label"] == "other"
    assert sdk.linodeBoot(number, config) == {}
    assert sdk.deleteLinodeConfig(number, config) == {}
    assert sdk.getLinodeConfigs(number)["data"] == []


def test_addresses_are_managed(sdk: Sdk) -> None:
    linode = new_linode(sdk)
    public = sdk.getLinodeIPs(linode["id"])["ipv4"]["public"]
    assert [each["address"] for each in public] == linode["ipv4"]
    private = sdk.allocateIPAddress(linode["id"], {"type": "ipv4", "public": False})["address"]
    assert private in {each["address"] for each in sdk.getIPs()["data"]}
    assert sdk.getIP(private)["linode_id"] == linode["id"]
    assert sdk.updateIP(linode["ipv4"][0], "web.example.com")["rdns"] == "web.example.com"
    assert sdk.updateIP(linode["ipv4"][0], None)["rdns"] != "web.example.com"
    more = sdk.allocateIp({"type": "ipv4", "public": True, "linode_id": linode["id"]})
    assert more["address"] in sdk.getLinode(linode["id"])["ipv4"]
    assert sdk.removeIPAddress({"linodeID": linode["id"], "address": private}) == {}
    assert sdk.getLinodeIPs(linode["id"])["ipv4"]["private"] == []


def test_what_there_is_none_of_is_told(sdk: Sdk) -> None:
    """Cloud Manager asks for all of it on its way to a Linode's page."""
    number = new_linode(sdk, backups_enabled=True)["id"]
    for page in (
        sdk.getLinodeVolumes(number),
        sdk.getLinodeFirewalls(number),
        sdk.getVolumes({"page_size": 25}, {"+order": "asc", "+order_by": "label"}),
        sdk.getFirewalls({}, {}),
        sdk.getNotifications({}, {}),
    ):
        assert (page["data"], page["results"]) == ([], 0)
    assert {each["available"] for each in sdk.getRegionAvailability("us-east")} == {True}
    assert sdk.getRegionAvailabilities({"page_size": 500}, {})["results"] > 500
    assert sdk.getLinodeBackups(number)["automatic"] == []
    transfer = sdk.getLinodeTransfer(number)
    assert (transfer["used"], transfer["quota"]) == (0, 2000)
    assert sdk.getUserPreferences() == {}
    assert not sdk.listGrants()
    assert sdk.getTags()["data"] == [{"label": "tag"}]


def test_ssh_keys_are_managed(sdk: Sdk) -> None:
    key = {"label": "laptop", "ssh_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxx ada@example"}
    number = sdk.createSSHKey(key)["id"]
    assert sdk.updateSSHKey(number, {"label": "desktop"})["label"] == "desktop"
    assert [each["label"] for each in sdk.getSSHKeys({}, {})["data"]] == ["desktop"]
    assert sdk.deleteSSHKey(number) == {}
    assert sdk.getSSHKeys()["data"] == []


def test_stack_scripts_are_managed_and_deployed(sdk: Sdk) -> None:
    new = {"label": "mine", "script": "#!/bin/sh\n", "images": ["any/all"], "is_public": False}
    number = sdk.createStackScript(new)["id"]
    assert sdk.updateStackScript(number, {"description": "d"})["description"] == "d"
    assert [each["id"] for each in sdk.getStackScripts({}, {"mine": True})["data"]] == [number]
    new_linode(sdk, stackscript_id=number, stackscript_data={})
    assert sdk.getStackScript(number)["deployments_total"] == 1
    assert sdk.deleteStackScript(number) == {}
    assert [each["id"] for each in sdk.getStackScripts({}, {})["data"]] == [1]
