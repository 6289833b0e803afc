"""Resizing and migrating: asked for once, told by event and status, with and without events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.patience import Patience

from ..scripted_api import Answer, ScriptedApi, refused
from .test_instances import DONE, GONE, ROOT, listing

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client

EVENTS = "/account/events"
OLD, NEW = "g6-nanode-1", "g6-standard-1"


def linode_is(status: str, plan: str = OLD, region: str = "us-east") -> Answer:
    return Answer(200, {"id": 5, "status": status, "type": plan, "region": region})


def event(number: int, status: str, action: str = "linode_resize", **more: Any) -> dict[str, Any]:
    """An event of Linode 5, of just now."""
    created = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    told = {"id": number, "action": action, "status": status, "created": created}
    return {**told, "entity": {"id": 5, "type": "linode"}, **more}


def resize(linode: Api) -> Any:
    return linode.jobs.resize(5, NEW, grow_disk=False, migration_type="cold")


def test_a_resize_is_asked_for_with_what_the_api_would_choose_otherwise(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("resizing"), linode_is("offline", NEW))
    api.on(
        "GET",
        EVENTS,
        listing(),
        listing(),
        listing(event(9, "started")),
        listing(event(9, "finished")),
    )
    api.on("POST", f"{ROOT}/resize", DONE)
    assert resize(linode)["type"] == NEW
    (asked,) = api.to("POST", f"{ROOT}/resize")
    assert asked.json == {
        "type": NEW,
        "allow_auto_disk_resize": False,
        "migration_type": "cold",
    }


def test_a_migration_is_asked_for_with_region_and_type(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("offline"), linode_is("offline", region="us-ord"))
    done = event(9, "finished", "linode_migrate_datacenter")
    api.on("GET", EVENTS, listing(), listing(), listing(done))
    api.on("POST", f"{ROOT}/migrate", DONE)
    assert linode.jobs.migrate(5, "us-ord", migration_type="cold")["region"] == "us-ord"
    assert api.to("POST", f"{ROOT}/migrate")[0].json == {"region": "us-ord", "type": "cold"}


def test_a_warm_migration_that_is_refused_is_a_cold_one(api: ScriptedApi, linode: Api) -> None:
    api.on(
        "GET",
        ROOT,
        linode_is("running"),
        linode_is("running"),
        linode_is("running", region="us-ord"),
    )
    api.on("GET", EVENTS, refused("Unauthorized", status=403))
    api.on("POST", f"{ROOT}/migrate", refused("Not available", field="type"), DONE)
    linode.jobs.migrate(5, "us-ord", migration_type="warm")
    assert [one.json["type"] for one in api.to("POST", f"{ROOT}/migrate")] == ["warm", "cold"]


@pytest.mark.parametrize("field", ["region", "type"])
def test_a_migration_that_is_refused_is_refused(api: ScriptedApi, linode: Api, field: str) -> None:
    api.on("GET", ROOT, linode_is("running"))
    api.on("GET", EVENTS, listing())
    api.on("POST", f"{ROOT}/migrate", refused("No.", field=field))
    with pytest.raises(errors.ApiError, match="No"):
        linode.jobs.migrate(5, "us-ord", migration_type="cold")
    assert api.count("POST", f"{ROOT}/migrate") == 1


def test_a_job_under_way_is_waited_for_and_not_asked_for_again(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("resizing"), linode_is("offline", NEW))
    api.on(
        "GET",
        EVENTS,
        listing(event(9, "scheduled")),
        listing(event(9, "started")),
        listing(event(9, "finished")),
    )
    assert resize(linode)["type"] == NEW
    assert api.count("POST", f"{ROOT}/resize") == 0


def test_a_job_under_way_that_fails_is_asked_for_again(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("resizing"), linode_is("offline"), linode_is("offline", NEW))
    api.on(
        "GET",
        EVENTS,
        listing(event(9, "started")),
        listing(event(9, "failed")),
        listing(event(9, "failed")),
        listing(event(10, "finished"), event(9, "failed")),
    )
    api.on("POST", f"{ROOT}/resize", DONE)
    assert resize(linode)["type"] == NEW


LOST = {"nothing is heard": Answer(fault="reset"), "502 is heard": Answer(502)}


@pytest.mark.parametrize("answer", LOST.values(), ids=LOST)
def test_a_job_that_began_though_its_answer_was_lost_is_not_asked_for_again(
    api: ScriptedApi, linode: Api, answer: Answer
) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("running"), linode_is("running", NEW))
    api.on(
        "GET",
        EVENTS,
        listing(),
        listing(),
        listing(event(9, "scheduled")),
        listing(event(9, "finished")),
    )
    api.on("POST", f"{ROOT}/resize", answer)
    assert resize(linode)["type"] == NEW
    assert api.count("POST", f"{ROOT}/resize") == 1


@pytest.mark.parametrize("answer", LOST.values(), ids=LOST)
def test_a_job_that_did_not_begin_when_its_answer_was_lost_is_asked_for_again(
    api: ScriptedApi, linode: Api, answer: Answer
) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("running"), linode_is("running", NEW))
    api.on("GET", EVENTS, listing(), listing(), listing(), listing(event(9, "finished")))
    api.on("POST", f"{ROOT}/resize", answer, DONE)
    assert resize(linode)["type"] == NEW
    assert api.count("POST", f"{ROOT}/resize") == 2


def test_a_job_that_is_done_though_its_answer_was_lost_is_not_asked_for_again(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("running", NEW))
    api.on("GET", EVENTS, refused("Unauthorized", status=403))
    api.on("POST", f"{ROOT}/resize", Answer(fault="reset"), refused("Already on this plan"))
    assert resize(linode)["type"] == NEW
    assert api.count("POST", f"{ROOT}/resize") == 1


def test_a_job_that_shows_late_is_busy_then_refused_and_done(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("running"), linode_is("running", NEW))
    api.on("GET", EVENTS, listing(), listing(), listing(), listing(event(9, "finished")))
    lost, busy, done = Answer(502), refused("Linode busy."), refused("Already on this plan")
    api.on("POST", f"{ROOT}/resize", lost, busy, busy, done)
    assert resize(linode)["type"] == NEW


def test_a_second_request_that_is_refused_for_good_is_refused(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", ROOT, linode_is("running"))
    api.on("GET", EVENTS, listing())
    api.on("POST", f"{ROOT}/resize", Answer(502), refused("No room"))
    with pytest.raises(errors.ApiError, match="No room"):
        resize(linode)


def test_an_event_left_open_for_days_is_no_job_under_way(api: ScriptedApi, linode: Api) -> None:
    old = event(3, "started", created="2020-01-01T00:00:00")
    api.on("GET", ROOT, linode_is("running"), linode_is("running", NEW))
    api.on("GET", EVENTS, listing(old), listing(old), listing(event(9, "finished"), old))
    api.on("POST", f"{ROOT}/resize", DONE)
    assert resize(linode)["type"] == NEW
    assert api.count("POST", f"{ROOT}/resize") == 1


def test_events_out_of_reach_for_a_moment_are_asked_for_again_before_the_job(
    api: ScriptedApi, linode: Api
) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("running"), linode_is("running", NEW))
    reset = Answer(fault="reset")
    api.on("GET", EVENTS, listing(), *[reset] * 4, listing(), listing(event(9, "finished")))
    api.on("POST", f"{ROOT}/resize", DONE)
    assert resize(linode)["type"] == NEW


def test_a_linode_that_is_so_already_is_asked_for_nothing(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("running", NEW))
    api.on("GET", EVENTS, listing())
    resize(linode)
    assert api.count("POST", f"{ROOT}/resize") == 0


@pytest.mark.parametrize(
    ("message", "told"),
    [("No space on host.", 'failed: "No space on host."'), (None, "failed, and Linode told no")],
)
def test_a_failed_event_is_a_failure(
    api: ScriptedApi, linode: Api, message: str | None, told: str
) -> None:
    api.on("GET", ROOT, linode_is("running"))
    failed = listing(event(9, "failed", message=message), event(3, "finished"))
    api.on("GET", EVENTS, listing(event(3, "finished")), listing(event(3, "finished")), failed)
    api.on("POST", f"{ROOT}/resize", DONE)
    with pytest.raises(errors.Stuck, match=told):
        resize(linode)


def test_a_failure_of_an_earlier_job_is_none_of_this_one(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("running"), linode_is("running", NEW))
    api.on(
        "GET",
        EVENTS,
        listing(event(3, "failed")),
        listing(event(3, "failed")),
        listing(event(3, "failed"), event(7, "finished", "linode_boot")),
        listing(event(9, "finished"), event(3, "failed")),
    )
    api.on("POST", f"{ROOT}/resize", DONE)
    assert resize(linode)["type"] == NEW


EVENTS_NOT_SHOWN = {
    "without the scope": refused("Unauthorized", status=403),
    "out of order": Answer(500),
    "cut off": Answer(200, b"{"),
}


@pytest.mark.parametrize("answer", EVENTS_NOT_SHOWN.values(), ids=EVENTS_NOT_SHOWN)
def test_without_events_the_status_tells_that_it_is_done(
    api: ScriptedApi, linode: Api, answer: Answer
) -> None:
    api.on(
        "GET",
        ROOT,
        linode_is("running"),
        linode_is("running"),
        linode_is("resizing"),
        linode_is("resizing", NEW),
        linode_is("booting", NEW),
        linode_is("running", NEW),
    )
    api.on("GET", EVENTS, answer)
    api.on("POST", f"{ROOT}/resize", DONE)
    assert resize(linode)["status"] == "running"


def test_without_events_the_status_tells_that_it_failed(api: ScriptedApi, linode: Api) -> None:
    api.on(
        "GET",
        ROOT,
        linode_is("running"),
        linode_is("running"),
        linode_is("resizing"),
        linode_is("running"),
    )
    api.on("GET", EVENTS, refused("Unauthorized", status=403))
    api.on("POST", f"{ROOT}/resize", DONE)
    with pytest.raises(errors.Stuck, match="running again, and its type is still g6-nanode-1"):
        resize(linode)


def test_events_that_fail_in_passing_are_looked_at_again(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("running"))
    api.on(
        "GET",
        EVENTS,
        listing(),
        listing(),
        Answer(502),
        Answer(502),
        Answer(502),
        listing(event(9, "failed", message="later")),
    )
    api.on("POST", f"{ROOT}/resize", DONE)
    with pytest.raises(errors.Stuck, match="later"):
        resize(linode)


def test_a_linode_that_vanishes_ends_the_job(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("running"), GONE)
    api.on("GET", EVENTS, listing())
    api.on("POST", f"{ROOT}/resize", DONE)
    with pytest.raises(errors.Vanished):
        resize(linode)


def test_time_up_tells_how_far_it_is(api: ScriptedApi, client: Client) -> None:
    api.on("GET", ROOT, linode_is("resizing"))
    api.on("GET", EVENTS, listing(event(9, "started", percent_complete=40)))
    with pytest.raises(errors.TimeUp, match=r"Linode 5 to be resized \(it is resizing, 40 % done"):
        resize(client.within(Patience(0.2)))


def test_a_linode_that_ran_is_waited_for_until_it_runs(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("offline"), linode_is("booting"), linode_is("running"))
    assert linode.jobs.wait_up(5)["status"] == "running"


def test_a_linode_that_stays_off_is_given_back_as_it_is(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ROOT, linode_is("offline"))
    assert linode.jobs.wait_up(5)["status"] == "offline"
