"""Resizing: another plan for a Linode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_BIGGER = {"type": "g6-standard-2"}


def _path(linode: Any) -> str:
    return f"/linode/instances/{linode['id']}"


def _sizes(api: Api, linode: Any) -> list[int]:
    return [disk["size"] for disk in api.disks(linode["id"])]


def test_a_running_linode_is_resized_and_runs_again(api: Api) -> None:
    linode = api.linode()
    assert api.ok("POST", f"{_path(linode)}/resize", _BIGGER) == {}
    during = api.ok("GET", _path(linode))
    assert (during["status"], during["type"]) == ("resizing", "g6-nanode-1")
    assert during["specs"] == linode["specs"]
    api.wait(0.5)
    after = api.ok("GET", _path(linode))
    assert (after["status"], after["type"]) == ("booting", "g6-standard-2")
    plan = api.ok("GET", "/linode/types/g6-standard-2")
    assert after["specs"] == {name: plan[name] for name in linode["specs"]}
    api.wait(0.5)
    assert api.ok("GET", _path(linode))["status"] == "running"
    (event,) = api.events(action="linode_resize")
    assert (event["status"], event["duration"]) == ("finished", pytest.approx(0.5))


@pytest.mark.parametrize(
    ("migration_type", "status", "follows"),
    [("cold", "booting", "linode_boot"), ("warm", "rebooting", "linode_reboot")],
)
def test_a_cold_resize_ends_in_a_boot_and_a_warm_one_in_a_reboot(
    api: Api, migration_type: str, status: str, follows: str
) -> None:
    linode = api.linode()
    api.ok("POST", f"{_path(linode)}/resize", {**_BIGGER, "migration_type": migration_type})
    api.wait(0.5)
    assert api.ok("GET", _path(linode))["status"] == status
    api.wait(0.5)
    assert api.ok("GET", _path(linode))["status"] == "running"
    assert api.events()[0]["action"] == follows


def test_a_linode_that_is_off_stays_off(api: Api) -> None:
    linode = api.linode(booted=False)
    api.ok("POST", f"{_path(linode)}/resize", {**_BIGGER, "migration_type": "warm"})
    api.wait()
    after = api.ok("GET", _path(linode))
    assert (after["status"], after["type"]) == ("offline", "g6-standard-2")
    assert api.events(action="linode_boot") == api.events(action="linode_reboot") == []


def test_the_disk_grows_with_the_plan_unless_told_otherwise(api: Api) -> None:
    grown, kept = api.linode(), api.linode()
    api.ok("POST", f"{_path(grown)}/resize", _BIGGER)
    api.ok("POST", f"{_path(kept)}/resize", {**_BIGGER, "allow_auto_disk_resize": False})
    assert _sizes(api, grown) == [25088, 512]
    api.wait()
    assert _sizes(api, grown) == [81920 - 512, 512]
    assert _sizes(api, kept) == [25088, 512]


def test_several_disks_do_not_grow(api: Api) -> None:
    linode = api.linode(boot_size=10000)
    api.ok("POST", f"{_path(linode)}/disks", {"size": 100})
    api.wait()
    api.ok("POST", f"{_path(linode)}/resize", _BIGGER)
    api.wait()
    assert _sizes(api, linode) == [10000, 512, 100]


def test_a_smaller_plan_must_have_room_for_the_disks(api: Api) -> None:
    linode = api.linode(type="g6-standard-2", booted=False)
    smaller = {"type": "g6-nanode-1"}
    refused = api.post(f"{_path(linode)}/resize", smaller)
    assert (refused.status, refused.fields) == (400, ["type"])
    assert refused.reasons == [
        "Linode has allocated more disk than the new service plan allows."
        " Delete or resize disks smaller."
    ]
    disk = api.disks(linode["id"])[0]["id"]
    api.ok("POST", f"{_path(linode)}/disks/{disk}/resize", {"size": 20000})
    api.wait()
    api.ok("POST", f"{_path(linode)}/resize", smaller)
    api.wait()
    assert api.ok("GET", _path(linode))["specs"]["disk"] == 25600
    assert _sizes(api, linode) == [20000, 512]


def test_the_plan_it_has_is_refused_in_the_services_words(api: Api) -> None:
    refused = api.post(f"{_path(api.linode())}/resize", {"type": "g6-nanode-1"})
    assert refused.reasons == ["Linode is already running this service plan."]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no plan": ({}, "type"),
    "the plan it has": ({"type": "g6-nanode-1"}, "type"),
    "a plan there is not": ({"type": "g9-giant"}, "type"),
    "a migration of another kind": ({**_BIGGER, "migration_type": "hot"}, "migration_type"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_resize_is_refused_for(api: Api, case: str) -> None:
    body, field = REFUSED[case]
    linode = api.linode()
    refused = api.post(f"{_path(linode)}/resize", body)
    assert (refused.status, refused.fields) == (400, [field])
    assert api.ok("GET", _path(linode)) == linode


def test_a_busy_linode_is_not_resized_and_one_being_resized_is_busy(api: Api) -> None:
    linode = api.linode(boot_size=1500, image="linode/alpine3.19")
    path = _path(linode)
    api.ok("POST", f"{path}/reboot")
    assert api.post(f"{path}/resize", _BIGGER).reasons == ["Linode busy."]
    api.wait()
    api.ok("POST", f"{path}/resize", _BIGGER)
    # A new disk would be measured by the plan that is about to go.
    for action, body in (("resize", {"type": "g6-standard-4"}), ("disks", {"size": 100})):
        assert api.post(f"{path}/{action}", body).reasons == ["Linode busy."]
