"""Account events: one for every lifecycle action, with progress off the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.conftest import MINIMAL_IMAGE, Api


def _last(api: Api, action: str) -> Any:
    return api.events(action=action)[0]


def test_creating_a_linode_writes_create_and_boot(api: Api) -> None:
    body = {"type": "g6-nanode-1", "region": "us-east", "image": "linode/debian12"}
    linode = api.ok("POST", "/linode/instances", {**body, "root_pass": "insecure-p4ss"})
    created, boot = _last(api, "linode_create"), _last(api, "linode_boot")
    assert (created["status"], boot["status"]) == ("started", "scheduled")
    entity = {
        "id": linode["id"],
        "label": linode["label"],
        "type": "linode",
        "url": f"/v4/linode/instances/{linode['id']}",
    }
    assert created["entity"] == boot["entity"] == entity
    assert created["secondary_entity"] == {
        "id": "linode/debian12",
        "label": "Debian 12",
        "type": "image",
        "url": "/v4/images/linode/debian12",
    }
    assert created["username"] == "default"


def test_progress_follows_the_clock(api: Api) -> None:
    linode = api.linode()
    api.ok("POST", f"/linode/instances/{linode['id']}/reboot")
    event = _last(api, "linode_reboot")
    seen = []
    for _ in range(5):
        shown = api.ok("GET", f"/account/events/{event['id']}")
        seen.append((shown["status"], shown["percent_complete"]))
        api.wait(0.125)  # exact in binary, so that the sum is too
    assert [status for status, _ in seen] == ["started"] * 4 + ["finished"]
    percents = [percent for _, percent in seen]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert percents[1:4] == [25, 50, 75]


def test_a_capture_is_a_disk_imagize_of_the_linode(api: Api) -> None:
    linode = api.linode()
    image = api.ok("POST", "/images", {"disk_id": api.disks(linode["id"])[0]["id"], "label": "i"})
    event = _last(api, "disk_imagize")
    assert (event["entity"]["type"], event["entity"]["id"]) == ("linode", linode["id"])
    number = int(image["id"].removeprefix("private/"))
    secondary = event["secondary_entity"]
    assert (secondary["type"], secondary["id"]) == ("image", number)
    assert secondary["url"] == f"/v4/images/{image['id']}"
    api.wait()
    assert _last(api, "disk_imagize")["status"] == "finished"


def test_an_upload_is_scheduled_started_and_finished(api: Api) -> None:
    started = api.upload()
    assert _last(api, "image_upload")["status"] == "scheduled"
    api.send(started["upload_to"], MINIMAL_IMAGE)
    assert _last(api, "image_upload")["status"] == "started"
    api.wait(1)
    event = _last(api, "image_upload")
    assert event["status"] == "finished"
    assert f"private/{event['entity']['id']}" == started["image"]["id"]


def _delete_image(api: Api) -> None:
    api.ok("DELETE", f"/images/{api.image()['id']}")


def _update_image(api: Api) -> None:
    api.ok("PUT", f"/images/{api.image()['id']}", {"label": "new"})


def _linode(api: Api, method: str, suffix: str, body: Any = None, **more: Any) -> None:
    api.ok(method, f"/linode/instances/{api.linode(**more)['id']}{suffix}", body)


ACTIONS: dict[str, Callable[[Api], None]] = {
    "image_delete": _delete_image,
    "image_update": _update_image,
    "linode_delete": lambda api: _linode(api, "DELETE", ""),
    "linode_shutdown": lambda api: _linode(api, "POST", "/shutdown"),
    "linode_reboot": lambda api: _linode(api, "POST", "/reboot"),
    "linode_boot": lambda api: _linode(api, "POST", "/boot", booted=False),
    "linode_update": lambda api: _linode(api, "PUT", "", {"label": "new"}),
    "disk_create": lambda api: _disk(api, "create"),
    "disk_delete": lambda api: _disk(api, "delete"),
}


def _disk(api: Api, what: str) -> None:
    linode = api.ok("POST", "/linode/instances", {"type": "g6-nanode-1", "region": "us-east"})["id"]
    api.wait()
    disk = api.disk(linode, 100)
    if what == "delete":
        api.ok("DELETE", f"/linode/instances/{linode}/disks/{disk}")


NOTIFIED = ("image_update", "linode_update")


@pytest.mark.parametrize("action", ACTIONS)
def test_there_is_an_event_for(api: Api, action: str) -> None:
    ACTIONS[action](api)
    api.wait()
    event = _last(api, action)
    over = ("notification", None) if action in NOTIFIED else ("finished", 100)
    assert (event["status"], event["percent_complete"]) == over
    assert api.ok("GET", f"/account/events/{event['id']}") == event


def test_a_boot_names_the_profile_booted(api: Api) -> None:
    """As recorded by linodego's suite, all but the numbers: also what is null, 0 and empty."""
    linode = api.linode(booted=False)
    base = f"/linode/instances/{linode['id']}"
    config = api.ok("GET", f"{base}/configs")["data"][0]
    api.ok("POST", f"{base}/boot")
    api.wait()
    event = _last(api, "linode_boot")
    assert event["secondary_entity"] == {
        "id": config["id"],
        "type": "linode_config",
        "label": "My Debian 12 Disk Profile",
        "url": f"/v4{base}/configs/{config['id']}",
    }
    names = ("percent_complete", "time_remaining", "rate", "message", "details")
    assert [event[name] for name in names] == [100, None, None, "", {}]
    other = api.ok("POST", f"{base}/configs", {"label": "other", "devices": {}})
    api.ok("POST", f"{base}/reboot", {"config_id": other["id"]})
    assert _last(api, "linode_reboot")["secondary_entity"]["label"] == "other"


def test_a_change_of_a_profile_is_a_notification(api: Api) -> None:
    """As recorded by linodego's suite, which makes one without devices."""
    base = f"/linode/instances/{api.linode()['id']}/configs"
    config = api.ok("POST", base, {"label": "bare", "devices": {}, "interfaces": None})
    event = _last(api, "linode_config_create")
    names = ("status", "percent_complete", "time_remaining", "rate", "duration", "message")
    assert [event[name] for name in names] == ["notification", None, None, None, None, ""]
    assert event["entity"]["type"] == "linode"
    named = {"id": config["id"], "type": "linode_config", "label": "bare"}
    assert event["secondary_entity"] == {**named, "url": f"/v4{base}/{config['id']}"}
    api.ok("DELETE", f"{base}/{config['id']}")
    assert _last(api, "linode_config_delete")["secondary_entity"]["label"] == "bare"


def test_filters_pollers_use(api: Api) -> None:
    """linodego asks for entity and action since a time, newest or oldest first."""
    first, second = api.linode(), api.linode()
    begun = "2026-01-02T03:04:05"
    x_filter = {
        "entity.id": second["id"],
        "entity.type": "linode",
        "action": "linode_boot",
        "created": {"+gte": begun},
        "+order_by": "created",
        "+order": "desc",
    }
    (event,) = api.events(**x_filter)
    assert event["entity"]["id"] == second["id"]
    later = api.events(id={"+gte": event["id"]}, action="linode_boot")
    assert [found["id"] for found in later] == [event["id"]]
    assert not api.events(**{**x_filter, "created": {"+gt": "2027-01-01T00:00:00"}})
    assert api.events(**{"entity.id": first["id"]})


def test_the_newest_event_comes_first(api: Api) -> None:
    api.linode()
    numbers = [event["id"] for event in api.events()]
    assert numbers == sorted(numbers, reverse=True)


def test_events_are_marked_as_seen_and_read_up_to_one(api: Api) -> None:
    api.linode()
    newest, oldest = api.events()
    assert api.ok("POST", f"/account/events/{oldest['id']}/seen") == {}
    assert api.ok("POST", f"/account/events/{newest['id']}/read") == {}
    assert [(e["seen"], e["read"]) for e in api.events()] == [(False, True), (True, True)]
    assert api.events(seen=False) == [{**newest, "read": True}]
