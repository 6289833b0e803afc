"""What ends a wait for an image: it is available, replicated, settled, gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.client import Client
from shim_provider.linode.patience import Patience

from ..conftest import settings_for
from ..scripted_api import Answer, ScriptedApi, page, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

ONE = "/images/private/1"
CREATING = Answer(200, {"id": "private/1", "status": "creating", "label": "mine"})
AVAILABLE = Answer(200, {"id": "private/1", "status": "available", "label": "mine"})
GONE = refused("Not found", status=404)


def test_an_image_not_yet_shown_is_waited_for(api: ScriptedApi) -> None:
    client = Client(settings_for(api.url, poll_seconds=4.0))
    api.on("GET", ONE, GONE, GONE, CREATING, AVAILABLE)
    image = client.within(Patience(20)).images.wait_available("private/1")
    client.close()
    assert image["status"] == "available"


def test_an_image_never_shown_is_given_up(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, GONE)
    with pytest.raises(errors.ImageVanished):
        linode.images.wait_available("private/1")
    assert api.count("GET", ONE) < 10


def event(**changes: Any) -> dict[str, Any]:
    return {
        "action": "disk_imagize",
        "status": "failed",
        "message": "The disk is larger than the limit.",
        "entity": {"type": "linode", "id": 3},
        "secondary_entity": {"type": "image", "id": 1},
        **changes,
    }


CAUSES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "the failed event of the capture": ([event()], "The disk is larger than the limit."),
    "an event with the image's whole id": (
        [event(secondary_entity={"type": "image", "id": "private/1"})],
        "The disk is larger than the limit.",
    ),
    "an event that names no image": (
        [event(secondary_entity=None)],
        "The disk is larger than the limit.",
    ),
    "an event without a message": ([event(message="")], "its event disk_imagize failed"),
    "not the event of another image": (
        [event(secondary_entity={"type": "image", "id": 11})],
        "image size limit (6 GB unless raised)",
    ),
    "not an event that succeeded": ([event(status="finished")], "image size limit"),
    "no event at all": ([], "image size limit"),
}


@pytest.mark.parametrize("sentence", CAUSES)
def test_an_image_that_vanishes_is_told_with_its_cause(
    api: ScriptedApi, linode: Api, sentence: str
) -> None:
    events, words = CAUSES[sentence]
    created = "2026-01-01T00:00:00"
    api.on("POST", "/images", Answer(200, {**CREATING.body, "created": created}))
    api.on("GET", ONE, CREATING, GONE)
    api.on("GET", "/account/events", lambda asked: page(events, asked))
    image = linode.images.capture(7, label="mine", linode_id=3)
    with pytest.raises(errors.ImageVanished) as caught:
        linode.images.wait_available(image["id"])
    assert words in str(caught.value)
    assert caught.value.image_id == "private/1"
    (asked,) = api.to("GET", "/account/events")
    assert asked.filter["entity.id"] == 3
    assert asked.filter["created"] == {"+gte": "2025-12-31T23:59:00"}


def test_an_upload_that_vanishes_is_told_with_its_event(api: ScriptedApi, linode: Api) -> None:
    events = [
        event(action="image_upload", entity={"type": "image", "id": 2}, secondary_entity=None),
        event(message="of no image", secondary_entity=None),
        event(
            action="image_upload",
            entity={"type": "image", "id": 1},
            secondary_entity=None,
            message="Not a gzip file.",
        ),
    ]
    api.on("GET", ONE, CREATING, GONE)
    api.on("GET", "/account/events", lambda asked: page(events, asked))
    with pytest.raises(
        errors.ImageVanished, match=r"private/1 is gone: its event .* \"Not a gzip file\.\""
    ):
        linode.images.wait_available("private/1")


def test_a_token_without_events_still_gets_the_likely_cause(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, CREATING, GONE)
    api.on("GET", "/account/events", refused("Unauthorized", status=403))
    with pytest.raises(errors.ImageVanished, match="image size limit"):
        linode.images.wait_available("private/1")


def image_in(**regions: str) -> Answer:
    replicas = [{"region": name.replace("_", "-"), "status": regions[name]} for name in regions]
    return AVAILABLE._replace(body={**AVAILABLE.body, "regions": replicas})


def test_replicas_are_waited_for_each(api: ScriptedApi, linode: Api) -> None:
    api.on(
        "GET",
        ONE,
        image_in(us_east="available", us_ord="pending replication"),
        image_in(us_east="available", us_ord="replicating"),
        image_in(us_east="available", us_ord="available", eu_west="pending deletion"),
    )
    image = linode.images.wait_replicated("private/1", ["us-ord", "us-east"])
    assert len(image["regions"]) == 3
    assert len(api.asked) == 3


def test_a_region_that_shows_late_is_waited_for(api: ScriptedApi) -> None:
    client = Client(settings_for(api.url, poll_seconds=4.0))
    late = image_in(us_east="available", us_ord="available")
    api.on("GET", ONE, *[image_in(us_east="available")] * 4, late)
    client.within(Patience(20)).images.wait_replicated("private/1", ["us-ord", "us-east"])
    client.close()


def test_a_region_that_never_shows_is_named(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, image_in(us_east="available"))
    with pytest.raises(errors.Stuck, match="not replicated to us-ord"):
        linode.images.wait_replicated("private/1", ["us-ord", "us-east"])


def test_a_dropped_region_is_named(api: ScriptedApi, linode: Api) -> None:
    api.on(
        "GET",
        ONE,
        image_in(us_east="available", us_ord="replicating"),
        image_in(us_east="available"),
    )
    with pytest.raises(errors.Stuck, match="not replicated to us-ord: Linode dropped it"):
        linode.images.wait_replicated("private/1", ["us-ord", "us-east"])


def test_an_image_that_vanishes_while_it_is_replicated(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, image_in(us_east="replicating"), GONE)
    with pytest.raises(errors.ImageVanished):
        linode.images.wait_replicated("private/1", ["us-east"])


def test_settled_means_nothing_is_in_progress(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, CREATING, image_in(us_ord="pending deletion"), image_in(us_ord="available"))
    image = linode.images.wait_settled("private/1")
    assert image is not None
    assert len(api.asked) == 3
    api.on("GET", ONE, CREATING, GONE)
    assert linode.images.wait_settled("private/1") is None


def test_gone_means_404(api: ScriptedApi, linode: Api) -> None:
    api.on("GET", ONE, AVAILABLE, AVAILABLE, GONE)
    linode.images.wait_gone("private/1")
    assert len(api.asked) == 3
