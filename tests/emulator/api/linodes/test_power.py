"""Booting, rebooting and shutting down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.emulator.conftest import Api

_BARE = {"type": "g6-nanode-1", "region": "us-central"}
_DEPLOY = {**_BARE, "image": "linode/ubuntu22.04", "root_pass": "insecure-p4ssw0rd!!"}


def _status(api: Api, linode: Any) -> str:
    status: str = api.ok("GET", f"/linode/instances/{linode['id']}")["status"]
    return status


def test_shutdown_boot_and_reboot_take_their_time(api: Api) -> None:
    linode = api.linode()
    path = f"/linode/instances/{linode['id']}"
    for action, during, after in (
        ("reboot", "rebooting", "running"),
        ("shutdown", "shutting_down", "offline"),
        ("boot", "booting", "running"),
    ):
        assert api.ok("POST", f"{path}/{action}") == {}
        assert _status(api, linode) == during
        assert api.post(f"{path}/reboot").reasons == ["Linode busy."]
        api.wait()
        assert _status(api, linode) == after


def test_what_is_on_cannot_boot_and_what_is_off_cannot_stop(api: Api) -> None:
    on, off = api.linode(), api.ok("POST", "/linode/instances", _BARE)
    api.wait()
    assert api.post(f"/linode/instances/{on['id']}/boot").status == 400
    assert api.post(f"/linode/instances/{off['id']}/shutdown").status == 400
    assert api.post(f"/linode/instances/{off['id']}/boot").fields == ["config_id"]
    assert api.post(f"/linode/instances/{on['id']}/reboot", {"config_id": 1}).status == 400


def test_a_linode_shows_running_while_its_boot_has_yet_to_end(api: Api) -> None:
    linode = api.linode(booted=False)
    path = f"/linode/instances/{linode['id']}"
    api.ok("POST", f"{path}/boot")
    api.wait(0.39)
    assert _status(api, linode) == "booting"
    api.wait(0.02)
    assert _status(api, linode) == "running"
    assert api.events(action="linode_boot")[0]["status"] == "started"
    assert api.post(f"{path}/shutdown").reasons == ["Linode busy."]
    assert api.post(f"{path}/boot").reasons == ["Linode is already booted"]
    api.wait(0.1)
    assert api.events(action="linode_boot")[0]["status"] == "finished"
    assert api.ok("POST", f"{path}/shutdown") == {}


def test_a_boot_waits_its_turn_once(api: Api) -> None:
    linode = api.ok("POST", "/linode/instances", {**_DEPLOY, "booted": False})
    path = f"/linode/instances/{linode['id']}"
    assert api.ok("POST", f"{path}/boot") == {}
    assert _status(api, linode) == "provisioning"
    assert api.events(action="linode_boot")[0]["status"] == "scheduled"
    assert api.post(f"{path}/boot").reasons == ["Linode busy."]
    api.wait(0.3)
    assert _status(api, linode) == "booting"
    api.wait()
    assert _status(api, linode) == "running"
