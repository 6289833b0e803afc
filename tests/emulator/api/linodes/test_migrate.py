"""Migrating: another region for a Linode, with its disks and under new addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator import seeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from shim_provider.emulator import Faults
    from tests.emulator.conftest import Api

_AWAY = {"region": "us-ord"}


def _path(linode: Any) -> str:
    return f"/linode/instances/{linode['id']}"


def _moved(api: Api, linode: Any, **more: Any) -> Any:
    api.ok("POST", f"{_path(linode)}/migrate", {**_AWAY, **more})
    api.wait()
    return api.ok("GET", _path(linode))


def test_a_running_linode_is_moved_and_runs_again(api: Api) -> None:
    linode = api.linode()
    assert api.ok("POST", f"{_path(linode)}/migrate", _AWAY) == {}
    during = api.ok("GET", _path(linode))
    assert (during["status"], during["region"]) == ("migrating", "us-east")
    assert during["ipv4"] == linode["ipv4"]
    api.wait(0.5)
    after = api.ok("GET", _path(linode))
    assert (after["status"], after["region"]) == ("booting", "us-ord")
    api.wait(0.5)
    assert api.ok("GET", _path(linode))["status"] == "running"
    (event,) = api.events(action="linode_migrate_datacenter")
    assert (event["status"], event["duration"]) == ("finished", pytest.approx(0.5))
    assert (event["entity"]["id"], event["entity"]["type"]) == (linode["id"], "linode")


def test_a_linode_that_is_off_stays_off(api: Api) -> None:
    linode = api.linode(booted=False)
    after = _moved(api, linode, type="cold", upgrade=False, placement_group={"id": 1})
    assert (after["status"], after["region"]) == ("offline", "us-ord")
    assert api.events(action="linode_boot") == []


def test_the_linode_keeps_its_disks_and_profiles_and_loses_its_addresses(api: Api) -> None:
    linode = api.linode(private_ip=True)
    path = _path(linode)
    disks, configs = api.disks(linode["id"]), api.ok("GET", f"{path}/configs")
    after = _moved(api, linode)
    assert api.disks(linode["id"]) == disks
    assert api.ok("GET", f"{path}/configs") == configs
    kept = {"id", "label", "type", "specs", "image", "tags", "site_type", "created"}
    assert {name: after[name] for name in kept} == {name: linode[name] for name in kept}
    changed = {name for name in linode if after[name] != linode[name]}
    assert changed == {"region", "ipv4", "ipv6", "host_uuid", "updated"}


def test_the_new_addresses_are_of_the_same_kinds_and_the_old_ones_are_given_back(api: Api) -> None:
    linode = api.linode(private_ip=True)
    path = f"{_path(linode)}/ips"
    api.ok("POST", path, {"type": "ipv4", "public": True})
    before = api.ok("GET", path)["ipv4"]
    after = _moved(api, linode)
    held = api.ok("GET", path)["ipv4"]
    for kind in ("public", "private"):
        assert len(held[kind]) == len(before[kind])
        old = {address["address"] for address in before[kind]}
        assert not old & {address["address"] for address in held[kind]}
        assert {address["region"] for address in held[kind]} == {"us-ord"}
    assert len(after["ipv4"]) == 3
    assert api.get(f"/networking/ips/{linode['ipv4'][0]}").status == 404


REFUSED: dict[str, tuple[dict[str, Any], list[str | None]]] = {
    "no region, as nothing was planned by Linode": ({}, [None]),
    "a region there is not": ({"region": "us-nowhere"}, ["region"]),
    "the region it is in": ({"region": "us-east"}, ["region"]),
    "a migration of another kind": ({**_AWAY, "type": "hot"}, ["type"]),
    "a warm migration, which stays within a region": ({**_AWAY, "type": "warm"}, ["type"]),
    "an upgrade where there is none": ({**_AWAY, "upgrade": True}, ["upgrade"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_migration_is_refused_for(api: Api, case: str) -> None:
    body, fields = REFUSED[case]
    linode = api.linode()
    refused = api.post(f"{_path(linode)}/migrate", body)
    assert (refused.status, refused.fields) == (400, fields)
    assert api.ok("GET", _path(linode)) == linode


def test_a_region_out_of_service_takes_nobody_in(api: Api, faults: Faults) -> None:
    linode = api.linode()
    faults.add("region_down", region="us-ord")
    assert api.post(f"{_path(linode)}/migrate", _AWAY).reasons == ["region is not valid"]


def test_a_busy_linode_is_not_migrated_and_one_being_migrated_is_busy(api: Api) -> None:
    linode = api.linode(boot_size=1500, image="linode/alpine3.19")
    path = _path(linode)
    api.ok("POST", f"{path}/reboot")
    assert api.post(f"{path}/migrate", _AWAY).reasons == ["Linode busy."]
    api.wait()
    api.ok("POST", f"{path}/migrate", _AWAY)
    for action, body in (("migrate", {"region": "us-lax"}), ("resize", {"type": "g6-standard-4"})):
        assert api.post(f"{path}/{action}", body).reasons == ["Linode busy."]


@pytest.mark.parametrize("booted", [True, False])
@pytest.mark.parametrize(
    ("action", "body", "event"),
    [
        ("migrate", _AWAY, "linode_migrate_datacenter"),
        ("resize", {"type": "g6-standard-2"}, "linode_resize"),
    ],
)
def test_what_fails_leaves_the_linode_as_it_was(
    api: Api, faults: Faults, action: str, body: dict[str, str], event: str, booted: bool
) -> None:
    linode = api.linode(booted=booted)
    faults.add(f"{action}_fails", count=1)
    api.ok("POST", f"{_path(linode)}/{action}", body)
    api.wait()
    assert {**api.ok("GET", _path(linode)), "updated": linode["updated"]} == linode
    (failed,) = api.events(action=event)
    assert (failed["status"], failed["message"]) == ("failed", f"The {_NAMES[action]} failed.")
    api.ok("POST", f"{_path(linode)}/{action}", body)
    api.wait()
    assert api.ok("GET", _path(linode))["status"] == linode["status"]
    assert api.events(action=event)[0]["status"] == "finished"


_NAMES = {"migrate": "migration", "resize": "resize"}


@pytest.mark.parametrize(
    ("action", "body"), [("migrate", _AWAY), ("resize", {"type": "g6-standard-2"})]
)
def test_a_fault_is_not_used_up_by_a_refusal(
    api: Api, faults: Faults, action: str, body: dict[str, str]
) -> None:
    linode = api.linode()
    fault = faults.add(f"{action}_fails", count=1)
    api.ok("POST", f"{_path(linode)}/reboot")
    assert api.post(f"{_path(linode)}/{action}", body).reasons == ["Linode busy."]
    assert fault.befell == 0


def test_a_world_is_written_with_the_linode_where_it_will_be(
    make_api: Callable[..., Api], tmp_path: Any
) -> None:
    api, again = make_api(), make_api(data=tmp_path / "again")
    linode = api.linode(private_ip=True)
    api.ok("POST", f"{_path(linode)}/migrate", _AWAY)
    written = seeds.export(api.app.world).world
    assert seeds.load(again.app.world, written)
    api.wait()
    after = api.ok("GET", _path(linode))
    assert (after["region"], after["status"]) == ("us-ord", "running")
    assert again.ok("GET", _path(linode)) == after


def test_an_ipv6_address_of_another_form_is_kept_in_a_written_world(
    make_api: Callable[..., Api], tmp_path: Any
) -> None:
    """Folders of older versions have addresses of another network."""
    api, again = make_api(), make_api(data=tmp_path / "again")
    entry = {"label": "old", "region": "us-east", "type": "g6-nanode-1", "ipv6": "2001:db8::7/128"}
    assert seeds.load(api.app.world, {"linodes": [entry]})
    assert seeds.load(again.app.world, seeds.export(api.app.world).world)
    (linode,) = again.ok("GET", "/linode/instances")["data"]
    assert linode["ipv6"] == "2001:db8::7/128"
    with pytest.raises(seeds.SeedError, match=r"linodes\[0\]\.ipv6: expected an IPv6 address"):
        seeds.load(make_api(data=tmp_path / "c").app.world, {"linodes": [{**entry, "ipv6": "no"}]})
