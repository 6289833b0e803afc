"""Cloning: Linodes with copies of disks and profiles, and disks beside the one they copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_NEW = {"region": "us-ord", "type": "g6-nanode-1"}


def _path(linode: Any) -> str:
    return f"/linode/instances/{linode['id']}"


def _clone(api: Api, linode: Any, **more: Any) -> Any:
    return api.ok("POST", f"{_path(linode)}/clone", {**_NEW, **more})


def _configs(api: Api, linode: Any) -> Any:
    return api.ok("GET", f"{_path(linode)}/configs")["data"]


def _bare(api: Api, **more: Any) -> Any:
    made = api.ok("POST", "/linode/instances", {**_NEW, **more})
    api.wait()
    return api.ok("GET", _path(made))


def test_a_clone_is_a_new_linode_with_copies_of_everything(api: Api) -> None:
    source = api.linode(label="web", tags=["one"], disk_encryption="disabled")
    clone = _clone(api, source, label="copy", private_ip=True, backups_enabled=True, group="g")
    assert (clone["status"], clone["region"], clone["image"]) == (
        *("offline", "us-ord"),
        "linode/debian12",
    )
    assert (clone["label"], clone["group"], clone["tags"]) == ("copy", "g", ["one"])
    assert (clone["backups"]["enabled"], clone["disk_encryption"]) == (True, "disabled")
    assert len(clone["ipv4"]) == 2
    assert not set(clone["ipv4"]) & set(source["ipv4"])
    api.wait()
    theirs, ours = api.disks(source["id"]), api.disks(clone["id"])
    for name in ("label", "filesystem", "size", "status", "disk_encryption"):
        assert [disk[name] for disk in ours] == [disk[name] for disk in theirs]
    (their,), (our,) = _configs(api, source), _configs(api, clone)
    for name in ("label", "kernel", "helpers", "root_device", "comments"):
        assert our[name] == their[name]
    assert our["devices"]["sda"]["disk_id"] == ours[0]["id"]
    assert our["devices"]["sdb"]["disk_id"] == ours[1]["id"]
    assert our["devices"]["sdc"] is None
    api.ok("POST", f"{_path(clone)}/boot")


def test_a_clone_takes_its_time_and_leaves_its_source_alone(api: Api) -> None:
    source = api.linode()
    clone = _clone(api, source)
    assert api.ok("GET", _path(source)) == source
    assert {disk["status"] for disk in api.disks(clone["id"])} == {"not ready"}
    assert api.post(f"{_path(clone)}/disks", {"size": 1}).reasons == ["Linode busy."]
    (event,) = api.events(action="linode_clone", **{"entity.id": source["id"]})
    assert event["status"] == "started"
    assert event["secondary_entity"]["id"] == clone["id"]
    api.wait(0.5)
    assert {disk["status"] for disk in api.disks(clone["id"])} == {"ready"}
    assert api.ok("GET", f"/account/events/{event['id']}")["status"] == "finished"
    assert api.ok("GET", _path(clone))["status"] == "offline"


def test_a_copied_disk_is_captured_as_the_one_it_copies(api: Api) -> None:
    source = api.linode(type="g6-standard-1")
    clone = _clone(api, source, type="g6-standard-1")
    api.wait()
    sizes = []
    for linode in (source, clone):
        image = api.ok("POST", "/images", {"disk_id": api.disks(linode["id"])[0]["id"]})
        api.wait()
        sizes.append(api.ok("GET", f"/images/{image['id']}")["size"])
    assert sizes[0] == sizes[1] > 0


def test_disks_and_profiles_can_be_chosen(api: Api) -> None:
    source = _bare(api, type="g6-standard-1")
    path = _path(source)
    one, two, three = (api.disk(source["id"], size, label=str(size)) for size in (100, 200, 300))
    first, _ = (
        api.ok("POST", f"{path}/configs", {"label": label, "devices": {"sda": {"disk_id": disk}}})
        for label, disk in (("first", one), ("second", two))
    )
    api.wait()
    wanted: dict[str, tuple[dict[str, Any], list[int], list[str]]] = {
        "all profiles, and the disks they use": ({}, [100, 200], ["first", "second"]),
        "and a disk besides": ({"disks": [three]}, [100, 200, 300], ["first", "second"]),
        "a profile and its disk": ({"configs": [first["id"]]}, [100], ["first"]),
        "disks only": ({"configs": [], "disks": [three, one]}, [100, 300], []),
        "nothing": ({"configs": [], "disks": []}, [], []),
    }
    for body, sizes, labels in wanted.values():
        clone = _clone(api, source, **body)
        assert [disk["size"] for disk in api.disks(clone["id"])] == sizes
        assert [config["label"] for config in _configs(api, clone)] == labels


def test_a_profile_outlives_its_disk_and_is_cloned_without(api: Api) -> None:
    source = api.linode(booted=False)
    swap = api.disks(source["id"])[1]["id"]
    api.ok("DELETE", f"{_path(source)}/disks/{swap}")
    api.wait()
    (config,) = _configs(api, _clone(api, source))
    assert config["devices"]["sda"]
    assert config["devices"]["sdb"] is None


def test_a_linode_is_cloned_onto_another(api: Api) -> None:
    source, target = api.linode(tags=["one"]), _bare(api, type="g6-standard-1", tags=["two"])
    reply = api.ok("POST", f"{_path(source)}/clone", {"linode_id": target["id"]})
    assert (reply["id"], reply["label"], reply["ipv4"]) == (
        *(target["id"], target["label"]),
        target["ipv4"],
    )
    assert (reply["tags"], reply["status"]) == (["one", "two"], "offline")
    api.wait()
    assert [disk["size"] for disk in api.disks(target["id"])] == [25088, 512]
    api.ok("POST", f"{_path(target)}/boot")


def _busy(api: Api, target: Any) -> None:
    api.ok("POST", f"{_path(target)}/disks", {"size": 1})


def _full(api: Api, target: Any) -> None:
    api.ok("POST", f"{_path(target)}/disks", {"size": 100})
    api.wait()


def _many(api: Api, target: Any) -> None:
    for _ in range(49):
        api.disk(target["id"], 1)


def _fine(api: Api, target: Any) -> None:
    api.ok("GET", _path(target))


NO_TARGETS: dict[str, tuple[Callable[[Api, Any], None], str, dict[str, Any], str]] = {
    "busy": (_busy, "g6-standard-1", {}, "Linode busy."),
    "too full": (_full, "g6-nanode-1", {}, "The disks to clone do not fit on this Linode"),
    "full of disks": (_many, "g6-standard-1", {}, "A Linode may have at most 50 disks"),
    "to move": (_fine, "g6-standard-1", {"region": "us-east"}, "Is for new Linodes only"),
}


@pytest.mark.parametrize("case", NO_TARGETS)
def test_a_linode_is_no_target_when_it_is(api: Api, case: str) -> None:
    prepare, plan, body, reason = NO_TARGETS[case]
    source, target = api.linode(), _bare(api, type=plan)
    prepare(api, target)
    disks = api.disks(target["id"])
    refused = api.post(f"{_path(source)}/clone", {"linode_id": target["id"], **body})
    assert (refused.status, refused.reasons) == (400, [reason])
    assert api.disks(target["id"]) == disks


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no region": ({"region": None}, "region"),
    "no plan": ({"type": None}, "type"),
    "a region there is not": ({"region": "mars"}, "region"),
    "a plan there is not": ({"type": "g9-giant"}, "type"),
    "a plan smaller than its disks": ({"type": "g7-highmem-1"}, "type"),
    "a label that is taken": ({"label": "web"}, "label"),
    "a disk of another": ({"disks": [1]}, "disks"),
    "a profile of another": ({"configs": [1]}, "configs"),
    "disks by label": ({"disks": ["sda"]}, "disks"),
    "a Linode there is not": ({"region": None, "type": None, "linode_id": 1}, "linode_id"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_clone_is_refused_for(api: Api, case: str) -> None:
    body, field = REFUSED[case]
    source = api.linode(label="web")
    refused = api.post(f"{_path(source)}/clone", {**_NEW, **body})
    assert (refused.status, refused.fields) == (400, [field])
    assert api.ok("GET", "/linode/instances")["results"] == 1


def test_a_busy_linode_is_not_cloned_and_five_clones_run_at_once(api: Api) -> None:
    source = api.linode(image="linode/alpine3.19", boot_size=2000)
    for _ in range(5):
        _clone(api, source)
    refused = api.post(f"{_path(source)}/clone", _NEW)
    assert refused.reasons == ["A Linode can be cloned up to 5 times at once"]
    api.wait()
    _clone(api, source)
    api.ok("POST", f"{_path(source)}/reboot")
    assert api.post(f"{_path(source)}/clone", _NEW).reasons == ["Linode busy."]


def test_the_label_of_a_cloned_disk_is_cut_to_its_limit(api: Api) -> None:
    linode = api.linode(type="g6-standard-1", boot_size=20000)
    disk = api.disks(linode["id"])[0]["id"]
    path = f"{_path(linode)}/disks/{disk}"
    api.ok("PUT", path, {"label": "a" * 48})
    assert api.ok("POST", f"{path}/clone")["label"] == f"Copy of {'a' * 40}"


def test_a_disk_is_cloned_beside_itself(api: Api) -> None:
    linode = api.linode(type="g6-standard-1", boot_size=20000)
    path = f"{_path(linode)}/disks"
    disk = api.disks(linode["id"])[0]
    copy = api.ok("POST", f"{path}/{disk['id']}/clone")
    assert copy["id"] != disk["id"]
    label = f"Copy of {disk['label']}"
    assert (copy["label"], copy["size"], copy["status"]) == (label, 20000, "ready")
    assert api.post(f"{path}/{disk['id']}/clone").reasons == ["Linode busy."]
    api.wait(0.1)
    (event,) = api.events(action="disk_duplicate")
    assert (event["status"], event["secondary_entity"]["id"]) == ("finished", copy["id"])
    refused = api.post(f"{path}/{disk['id']}/clone")
    assert (refused.status, refused.fields) == (400, [None])


def test_a_disk_that_is_gone_is_not_cloned(api: Api) -> None:
    linode = api.linode()
    assert api.post(f"{_path(linode)}/disks/1/clone").status == 404
