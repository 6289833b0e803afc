"""What clients have recorded from the service, step by step, and the emulator after it.

From linodego's recorded suite, 2025 and 2026; numbers and times are not compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.emulator.conftest import Api

_NANODE = {
    "region": "ap-west",
    "type": "g6-nanode-1",
    "image": "linode/debian12",
    "root_pass": "thisIsYourRootPassword",
}
_BUSY = (400, {"errors": [{"reason": "Linode busy."}]})

#: Request and answer: refused for a while, then taken.
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "migrate": ("migrate", {"type": "cold", "region": "us-west", "upgrade": False}),
    "resize": ("resize", {"type": "g6-standard-1", "migration_type": "warm"}),
}


@pytest.fixture
def slow(make_api: Callable[..., Api]) -> Api:
    """As slow as the service."""
    return make_api(durations="realistic")


def _made(api: Api, **more: Any) -> str:
    linode = api.ok("POST", "/linode/instances", {**_NANODE, **more})
    assert linode["status"] == "provisioning"
    return f"/linode/instances/{linode['id']}"


def _status(api: Api, path: str) -> str:
    status: str = api.ok("GET", path)["status"]
    return status


def _running(api: Api, path: str) -> None:
    for _ in range(60):
        if _status(api, path) == "running":
            return
        api.wait(1)
    raise AssertionError("it never ran")


@pytest.mark.parametrize("change", CHANGES)
def test_a_linode_that_shows_running_is_busy_for_some_seconds_more(slow: Api, change: str) -> None:
    """Recorded: running at :04, refused at :04 and :08, taken at :11, deleted while it moves."""
    action, body = CHANGES[change]
    path = _made(slow)
    _running(slow, path)
    for seconds, answer in ((0, _BUSY), (4, _BUSY), (3, (200, {}))):
        slow.wait(seconds)
        reply = slow.post(f"{path}/{action}", body)
        assert (reply.status, reply.body) == answer
    assert _status(slow, path) in ("migrating", "resizing")
    assert slow.ok("DELETE", path) == {}


def test_a_linode_made_off_is_booted_at_once_and_the_boot_waits_its_turn(slow: Api) -> None:
    path = _made(slow, booted=False)
    assert slow.ok("POST", f"{path}/boot") == {}
    assert _status(slow, path) == "provisioning"
    seen = []
    for _ in range(60):
        seen.append((slow.events(action="linode_boot")[0]["status"], _status(slow, path)))
        slow.wait(1)
    assert list(dict.fromkeys(seen)) == [
        ("scheduled", "provisioning"),
        ("started", "booting"),
        ("started", "running"),
        ("finished", "running"),
    ]


def test_a_disk_that_is_not_ready_is_captured_once_it_is(slow: Api) -> None:
    path = _made(slow, booted=False)
    number = int(path.rpartition("/")[2])
    disk = slow.disks(number)[0]
    assert disk["status"] == "not ready"
    image = slow.ok("POST", "/images", {"disk_id": disk["id"], "label": "go-test-image"})
    assert (image["status"], image["size"], image["regions"]) == ("creating", disk["size"], [])
    seen = []
    for _ in range(40):
        (event,) = slow.events(action="disk_imagize", **{"entity.id": number})
        disk = slow.disks(number)[0]
        image = slow.ok("GET", f"/images/{image['id']}")
        seen.append((event["status"], disk["status"], image["status"]))
        slow.wait(5)
    assert list(dict.fromkeys(seen)) == [
        ("scheduled", "not ready", "creating"),
        ("started", "ready", "creating"),
        ("finished", "ready", "available"),
    ]


def test_a_second_disk_is_refused_until_the_first_is_made_and_so_is_its_deletion(slow: Api) -> None:
    """Recorded: 13 seconds from the first disk to the second."""
    path = f"{_made(slow, image=None, root_pass=None)}/disks"
    slow.wait(20)
    disk = slow.ok("POST", path, {"label": "test-disk-0", "size": 512})
    for method, url in (("POST", path), ("DELETE", f"{path}/{disk['id']}")):
        reply = slow.call(method, url, {"label": "test-disk-1", "size": 512})
        assert (reply.status, reply.body) == _BUSY
    slow.wait(13)
    assert slow.ok("POST", path, {"label": "test-disk-1", "size": 512})["status"] == "not ready"


def test_profiles_and_addresses_are_made_while_the_linode_is_busy(slow: Api) -> None:
    path = _made(slow, booted=False)
    config = slow.ok("POST", f"{path}/configs", {"label": "test-config", "devices": {}})
    assert slow.ok("DELETE", f"{path}/configs/{config['id']}") == {}
    slow.ok("POST", f"{path}/ips", {"type": "ipv4", "public": True})
    assert _status(slow, path) == "provisioning"
    assert slow.ok("DELETE", path) == {}


def test_events_have_details(slow: Api) -> None:
    path = _made(slow, booted=False)
    slow.wait(60)
    (event,) = slow.events(action="linode_create")
    assert (event["status"], event["message"], event["details"]) == ("finished", "", {})
    slow.ok("POST", f"{path}/configs", {"label": "test-config", "devices": {}})
    assert slow.events(action="linode_config_create")[0]["details"] == {}
