"""Creates whose answer is lost: never two images, never somebody else's, never one lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.patience import Patience

from ..image_service import ImageService
from ..scripted_api import Answer, ScriptedApi, page, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client

Create = Callable[[], Answer]

# How an answer is lost: given the create, done or not.
LOSSES: dict[str, Callable[[Answer], Answer]] = {
    "an internal error": lambda _: refused("An error occurred", status=500),
    "a bad gateway": lambda _: Answer(502, b"<html>"),
    "a gateway timeout": lambda _: Answer(504),
    "a reset connection": lambda _: Answer(fault="reset"),
    "a closed connection": lambda _: Answer(fault="hang up"),
    "a reply that is cut off": lambda answer: answer._replace(fault="cut"),
    "truncated JSON": lambda _: Answer(200, b'{"id": "private/1'),
    "a reply without the image": lambda _: Answer(200, {}),
}


@pytest.fixture
def service(api: ScriptedApi) -> ImageService:
    return ImageService(api)


def capture(linode: Api, **changes: Any) -> dict[str, Any]:
    return linode.images.capture(
        7, **{"label": "mine", "description": "d", "tags": ["t"], **changes}
    )


def upload(linode: Api, **changes: Any) -> tuple[dict[str, Any], str]:
    return linode.images.start_upload("us-east", **{"label": "mine", **changes})


def creates(api: ScriptedApi) -> int:
    return api.count("POST", "/images") + api.count("POST", "/images/upload")


def test_a_capture_sends_what_is_given_and_nothing_else(api: ScriptedApi, linode: Api) -> None:
    ImageService(api)
    linode.images.capture(7, label="a")
    linode.images.capture(8, label="b", description="d", cloud_init=True, tags=["x"], linode_id=3)
    assert [asked.json for asked in api.asked] == [
        {"disk_id": 7, "label": "a"},
        {"disk_id": 8, "label": "b", "description": "d", "cloud_init": True, "tags": ["x"]},
    ]


def test_an_upload_gives_image_and_url(api: ScriptedApi, linode: Api) -> None:
    ImageService(api)
    image, url = linode.images.start_upload("us-east", label="a", tags=["x"])
    assert image["status"] == "pending_upload"
    assert "upload_to" not in image
    assert url.startswith(f"{api.url}/storage/")
    assert api.asked[0].json == {"region": "us-east", "label": "a", "tags": ["x"]}


@pytest.mark.parametrize("sentence", LOSSES)
def test_a_capture_that_took_effect_is_adopted(
    service: ImageService, linode: Api, sentence: str
) -> None:
    service.faults = [lambda create: LOSSES[sentence](create())]
    image = capture(linode)
    assert [image] == list(service.images.values())
    assert creates(service.api) == 1


@pytest.mark.parametrize("sentence", LOSSES)
def test_a_capture_without_effect_is_asked_for_again(
    service: ImageService, linode: Api, sentence: str
) -> None:
    service.faults = [lambda _: LOSSES[sentence](Answer(200, {"id": "private/1"}))]
    image = capture(linode)
    assert [image] == list(service.images.values())
    assert creates(service.api) == 2


@pytest.mark.parametrize("sentence", LOSSES)
def test_an_upload_that_took_effect_is_deleted_and_started_anew(
    service: ImageService, linode: Api, sentence: str
) -> None:
    service.faults = [lambda create: LOSSES[sentence](create())]
    image, url = upload(linode)
    assert [image["id"]] == list(service.images)
    assert image["id"] in url
    assert service.api.count("DELETE", "/images/private/100") == 1


def test_an_effect_that_shows_late_is_seen(service: ImageService, linode: Api) -> None:
    service.hidden_looks = 2
    service.faults = [lambda create: LOSSES["an internal error"](create())]
    image = capture(linode)
    assert [image] == list(service.images.values())
    assert creates(service.api) == 1


def test_an_upload_that_shows_only_after_the_second_is_deleted(
    service: ImageService, linode: Api
) -> None:
    service.hidden_looks = 4
    service.faults = [lambda create: LOSSES["an internal error"](create())]
    image, _ = upload(linode)
    assert [image["id"]] == list(service.images)
    assert creates(service.api) == 2


REFUSED_FOR_NOW: dict[str, Answer] = {
    "busy": refused("Linode busy."),
    "rate limit": refused("Too many requests", status=429),
    "request timeout": Answer(408),
    "unavailable": Answer(503),
}


@pytest.mark.parametrize("sentence", REFUSED_FOR_NOW)
def test_a_create_that_was_refused_for_now_is_asked_for_again_without_looking(
    service: ImageService, linode: Api, sentence: str
) -> None:
    service.faults = [lambda _: REFUSED_FOR_NOW[sentence]] * 2
    capture(linode)
    assert service.api.lines() == ["POST /images"] * 3


def test_a_create_that_was_refused_is_told_at_once(service: ImageService, linode: Api) -> None:
    service.faults = [lambda _: refused("Disk is required.", "disk_id")]
    with pytest.raises(errors.ApiError, match="disk_id: Disk is required"):
        capture(linode)
    assert service.api.lines() == ["POST /images"]


NOT_OURS: dict[str, dict[str, Any]] = {
    "made an hour before": {
        "created": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 3600))
    },
    "made years before, and available": {
        "created": "2020-01-01T00:00:00",
        "status": "available",
    },
    "of another description": {"description": "other"},
    "of other tags": {"tags": ["t", "u"]},
    "of another user": {"created_by": "somebody"},
    "of another status": {"status": "pending_upload"},
    "made automatically": {"type": "automatic"},
    "of another label": {"label": "Mine"},
    "without a time": {"created": None},
}


@pytest.mark.parametrize("sentence", NOT_OURS)
def test_what_is_not_ours_is_never_adopted(
    service: ImageService, linode: Api, sentence: str
) -> None:
    fields = {"status": "creating", "description": "d", "tags": ["t"], **NOT_OURS[sentence]}
    others = service.add(**fields)
    service.faults = [lambda _: Answer(500)]
    image = capture(linode)
    assert image["id"] != others["id"]
    assert set(service.images) == {others["id"], image["id"]}


def test_a_time_that_cannot_be_true_does_not_count(service: ImageService, linode: Api) -> None:
    def made_without_a_clock(create: Callable[[], Answer]) -> Answer:
        create()
        for image in service.images.values():
            image["created"] = "2020-01-01T00:00:00"
        return Answer(500)

    service.faults = [made_without_a_clock]
    assert capture(linode)["id"] == "private/100"
    assert list(service.images) == ["private/100"]


def test_the_clock_of_linode_counts_not_ours(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api, clock_ahead=-7200.0)
    service.faults = [lambda create: LOSSES["a reset connection"](create())]
    assert capture(linode) == service.images["private/100"]
    assert creates(api) == 1


def test_without_the_clock_of_linode_ours_counts(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api, clock_ahead=-20.0)
    service.dated = False
    service.faults = [lambda create: LOSSES["a reset connection"](create())]
    assert capture(linode) == service.images["private/100"]


def test_two_that_fit_are_ambiguous_and_both_are_named(service: ImageService, linode: Api) -> None:
    def two(create: Create) -> Answer:
        service.add(status="creating", description="d", tags=["t"])
        create()
        return Answer(502)

    service.faults = [two]
    with pytest.raises(errors.AnswerLost) as caught:
        capture(linode)
    assert caught.value.candidates == ["private/100", "private/101"]
    assert "the image 'mine' was lost" in str(caught.value)
    assert "private/100 or private/101: import it, or delete it" in str(caught.value)
    assert isinstance(caught.value.cause, errors.ApiError)


def test_the_events_of_the_linode_tell_which_of_two_is_ours(
    service: ImageService, linode: Api
) -> None:
    def two(create: Create) -> Answer:
        service.add(status="creating", description="d", tags=["t"])
        create()
        service.events.append(captured_event(101, service.now()))
        return Answer(502)

    service.faults = [two]
    assert capture(linode, linode_id=3)["id"] == "private/101"
    (asked,) = service.api.to("GET", "/account/events")
    assert asked.filter == {
        "action": "disk_imagize",
        "entity.type": "linode",
        "+order": "desc",
        "+order_by": "created",
    }


def test_an_image_that_the_events_tell_to_be_of_another_linode_is_not_adopted(
    service: ImageService, linode: Api
) -> None:
    def others(_: Create) -> Answer:
        service.add(status="creating", description="d", tags=["t"])
        service.events.append(
            captured_event(100, service.now(), entity={"type": "linode", "id": 4})
        )
        return Answer(502)

    service.faults = [others]
    assert capture(linode, linode_id=3)["id"] == "private/101"


def test_where_events_tell_of_no_capture_an_image_is_adopted_by_itself(
    service: ImageService, linode: Api
) -> None:
    """An API that shows no events must not make us make two."""
    service.faults = [lambda create: LOSSES["a bad gateway"](create())]
    assert capture(linode, linode_id=3)["id"] == "private/100"
    assert creates(service.api) == 1


def test_an_image_of_which_no_user_is_told_is_adopted(service: ImageService, linode: Api) -> None:
    def unsigned(create: Create) -> Answer:
        create()
        service.images["private/100"]["created_by"] = None
        return Answer(502)

    service.faults = [unsigned]
    assert capture(linode)["id"] == "private/100"


def test_a_token_without_events_adopts_by_the_image_alone(
    service: ImageService, linode: Api
) -> None:
    service.api.on("GET", "/account/events", refused("no", status=403))
    service.faults = [lambda create: LOSSES["a bad gateway"](create())]
    assert capture(linode, linode_id=3)["id"] == "private/100"


def captured_event(image_number: int, created: str, **more: Any) -> dict[str, Any]:
    return {
        "action": "disk_imagize",
        "status": "started",
        "created": created,
        "entity": {"type": "linode", "id": 3},
        "secondary_entity": {"type": "image", "id": image_number},
        **more,
    }


def test_lost_twice_and_never_seen_is_told(service: ImageService, linode: Api) -> None:
    service.faults = [lambda _: Answer(500)] * 2
    with pytest.raises(errors.AnswerLost, match="Nothing that could be it was found") as caught:
        capture(linode)
    assert caught.value.candidates == []
    assert service.images == {}


def test_lost_twice_but_seen_at_last_is_adopted(service: ImageService, linode: Api) -> None:
    service.faults = [lambda _: Answer(500), lambda create: (create(), Answer(500))[1]]
    assert [capture(linode)] == list(service.images.values())


def test_a_refusal_of_the_second_try_is_told(service: ImageService, linode: Api) -> None:
    service.faults = [lambda _: Answer(500), lambda _: refused("Image limit reached.")]
    with pytest.raises(errors.ApiError, match="Image limit reached"):
        capture(linode)


def test_when_looking_fails_too_that_is_told(service: ImageService, linode: Api) -> None:
    service.faults = [lambda create: (create(), Answer(500))[1]]
    service.api.on("GET", "/images", refused("no", status=403))
    with pytest.raises(errors.AnswerLost, match="Looking for it failed too") as caught:
        capture(linode)
    assert isinstance(caught.value.unseen, errors.Forbidden)
    assert creates(service.api) == 1


def test_a_pending_image_that_cannot_be_deleted_is_named(
    service: ImageService, linode: Api
) -> None:
    service.faults = [lambda create: (create(), Answer(500))[1]]
    service.api.on("DELETE", "/images/private/100", refused("no", status=403))
    with pytest.raises(errors.AnswerLost, match="may be private/100"):
        upload(linode)
    assert creates(service.api) == 1


def test_looking_goes_on_without_a_filter_where_the_api_refuses_it(
    service: ImageService, linode: Api
) -> None:
    service.faults = [lambda create: (create(), Answer(500))[1]]
    service.api.on(
        "GET",
        "/images",
        refused("Could not apply filter", "X-Filter"),
        lambda asked: page(service.images.values(), asked),
    )
    assert capture(linode)["id"] == "private/100"


def test_a_create_lost_when_time_is_up_is_settled_all_the_same(
    service: ImageService, client: Client
) -> None:
    patience = Patience(0.3)

    def slow(create: Create) -> Answer:
        answer = create()
        time.sleep(patience.left() + 0.05)
        return answer._replace(fault="cut")

    service.faults = [slow]
    image = capture(client.within(patience))
    assert [image] == list(service.images.values())


def test_a_create_lost_when_stopped_looks_once_and_names_what_it_cannot_know(
    service: ImageService, client: Client
) -> None:
    stop = threading.Event()

    def stopping(_: Create) -> Answer:
        stop.set()
        return Answer(500)

    service.faults = [stopping]
    with pytest.raises(errors.AnswerLost) as caught:
        capture(client.within(Patience(60, stop)))
    assert isinstance(caught.value.unseen, errors.Interrupted)
    assert service.api.count("GET", "/images") == 1
