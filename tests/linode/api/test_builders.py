"""A builder: booted once whatever is lost, and off only after it was on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.api import builders
from shim_provider.linode.patience import Patience

from ..scripted_api import Answer, ScriptedApi, refused
from .test_instances import DONE, GONE, ROOT, being, listing
from .test_jobs import EVENTS, event

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client

BOOT = f"{ROOT}/boot"
NO_EVENTS = refused("Unauthorized", status=403)


def boot(number: int, status: str, **more: Any) -> dict[str, Any]:
    return event(number, status, "linode_boot", **more)


def test_a_boot_is_asked_for_once(api: ScriptedApi, linode: Api) -> None:
    api.on("POST", BOOT, DONE)
    linode.builders.boot(5)
    assert len(api.to("POST", BOOT)) == 1


LOST: dict[str, tuple[Answer, Any, int]] = {
    "it runs": (being("running"), listing(), 1),
    "it is off already, and its events tell of a boot": (
        being("offline"),
        listing(boot(9, "finished")),
        1,
    ),
    "nothing tells of a boot": (
        being("offline"),
        listing(event(8, "finished", "linode_create")),
        2,
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_a_boot_whose_answer_is_lost_is_asked_for_again_only_where(
    api: ScriptedApi, linode: Api, case: str
) -> None:
    looks, events, times = LOST[case]
    api.on("POST", BOOT, Answer(fault="reset"), DONE)
    api.on("GET", ROOT, looks)
    api.on("GET", EVENTS, events)
    linode.builders.boot(5)
    assert len(api.to("POST", BOOT)) == times


def test_a_boot_that_is_refused_is_told(api: ScriptedApi, linode: Api) -> None:
    api.on("POST", BOOT, refused("No host is free"))
    with pytest.raises(errors.ApiError, match="No host is free"):
        linode.builders.boot(5)


BOOTED: dict[str, tuple[str, Any, bool | None]] = {
    "a status that tells": ("booting", NO_EVENTS, True),
    "an event of its boot": ("offline", listing(boot(9, "finished")), True),
    "a boot that waits its turn": ("provisioning", listing(boot(9, "scheduled")), True),
    "no event of a boot": ("offline", listing(event(8, "finished", "linode_create")), False),
    "the event of another's boot": (
        "offline",
        listing(boot(9, "finished", entity={"id": 6, "type": "linode"})),
        False,
    ),
    "events that may not be read": ("offline", NO_EVENTS, None),
}


@pytest.mark.parametrize("case", BOOTED)
def test_whether_it_was_booted_is_told_by(api: ScriptedApi, linode: Api, case: str) -> None:
    status, events, told = BOOTED[case]
    api.on("GET", EVENTS, events)
    assert linode.builders.was_booted({"id": 5, "status": status}) is told


def test_it_is_off_once_it_was_on(api: ScriptedApi, linode: Api) -> None:
    statuses = ["provisioning", "offline", "offline", "booting", "running", "offline"]
    api.on("GET", ROOT, *map(being, statuses))
    waiting, finished = listing(boot(9, "scheduled")), listing(boot(9, "finished"))
    api.on("GET", EVENTS, listing(), waiting, finished)
    assert linode.builders.wait_off(5, just_booted=True)["status"] == "offline"
    assert len(api.to("GET", ROOT)) == len(statuses)


def test_one_that_was_on_between_two_looks_is_seen_by_its_events(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", ROOT, being("provisioning"), being("offline"))
    api.on("GET", EVENTS, listing(boot(9, "finished")))
    assert linode.builders.wait_off(5, just_booted=True)["status"] == "offline"
    assert len(api.to("GET", ROOT)) == 2


def test_without_events_it_must_be_seen_on_or_stay_off(
    api: ScriptedApi, linode: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.on("GET", EVENTS, NO_EVENTS)
    api.on("GET", ROOT, being("offline"), being("running"), being("offline"))
    linode.builders.wait_off(5, just_booted=True)
    assert len(api.to("GET", ROOT)) == 3
    linode.builders.wait_off(5, just_booted=False)
    assert len(api.to("GET", ROOT)) == 4
    monkeypatch.setattr(builders, "BLIND_SECONDS", 0.2)
    linode.builders.wait_off(5, just_booted=True)
    assert len(api.to("GET", ROOT)) > 5


def test_a_boot_that_failed_is_told_with_its_event(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("booting"), being("offline"))
    api.on("GET", EVENTS, listing(boot(9, "failed", message="no kernel")))
    with pytest.raises(errors.Stuck, match=r'did not boot: its event linode_boot failed \("no ke'):
        linode.builders.wait_off(5, just_booted=True)


def test_one_that_is_gone_is_told(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, being("running"), GONE)
    with pytest.raises(errors.Vanished, match="Linode 5 is gone"):
        linode.builders.wait_off(5, just_booted=True)


def test_one_that_never_ends_is_told_with_its_status(api: ScriptedApi, client: Client) -> None:
    api.on("GET", ROOT, being("running"))
    with pytest.raises(errors.TimeUp, match=r"Linode 5 to switch itself off \(it is running\)"):
        client.within(Patience(0.3)).builders.wait_off(5, just_booted=True)


def test_the_image_captured_of_it_is_found_by_its_events(api: ScriptedApi, linode: Api) -> None:
    image = {"id": "private/7", "type": "image"}
    gone, there = {**image, "id": 8}, image
    api.on(
        "GET",
        EVENTS,
        listing(
            event(11, "failed", "disk_imagize", secondary_entity=gone),
            event(10, "finished", "disk_imagize", secondary_entity=there),
            boot(9, "finished"),
        ),
    )
    api.on("GET", "/images/private/8", GONE)
    api.on("GET", "/images/private/7", Answer(200, {"id": "private/7"}))
    assert linode.builders.captured(5) == {"id": "private/7"}


def test_without_a_capture_there_is_none(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", EVENTS, listing(boot(9, "finished")), NO_EVENTS)
    assert linode.builders.captured(5) is None
    assert linode.builders.captured(5) is None


def test_its_last_events_are_told_in_words_the_newest_last(api: ScriptedApi, linode: Api) -> None:
    made = event(8, "finished", "linode_create")
    api.on("GET", EVENTS, listing(boot(9, "failed", message="no kernel"), made), NO_EVENTS)
    assert linode.builders.last_events(5) == [
        "linode_create finished",
        'linode_boot failed ("no kernel")',
    ]
    assert linode.builders.last_events(5) == []


def test_what_is_done_at_last_has_its_time_though_the_operations_is_up(
    api: ScriptedApi, client: Client
) -> None:
    api.on("GET", ROOT, being("offline"))
    late = client.within(Patience(0.0))
    with pytest.raises(errors.TimeUp):
        late.instances.get(5)
    found = late.at_last(5.0).instances.get(5)
    assert found is not None
