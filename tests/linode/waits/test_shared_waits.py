"""Waits for many images at once: they share their looks, and the others survive one's end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.http.pagination import Page
from shim_provider.linode.patience import Patience
from shim_provider.linode.waits.polling import pause_after

from ..conftest import at_once
from ..image_service import ImageService
from ..scripted_api import Answer, Asked, ScriptedApi, page, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client


def capturing(linode: Api, count: int) -> list[dict[str, Any]]:
    return [linode.images.capture(7, label=f"image-{number}") for number in range(count)]


def wait_for_all(linode: Api, images: list[dict[str, Any]]) -> list[Any]:
    return at_once(*[partial(linode.images.wait_available, one["id"]) for one in images])


def finish_after(service: ImageService, seconds: float) -> threading.Timer:
    def finish() -> None:
        with service.lock:
            for image in service.images.values():
                image["status"] = "available"

    timer = threading.Timer(seconds, finish)
    timer.start()
    return timer


def test_many_waits_share_their_looks(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    images = capturing(linode, 30)
    timer = finish_after(service, 0.4)
    assert {one["status"] for one in wait_for_all(linode, images)} == {"available"}
    timer.join()
    looks = [line for line in api.lines() if line.startswith("GET")]
    # Some 11 intervals: alone, each image would take as many looks. Latecomers look for few.
    assert len(looks) < 30 * 10
    listed = [asked for asked in api.to("GET", "/images") if asked.filter]
    assert listed
    assert all(asked.filter["is_public"] is False for asked in listed)
    assert all(len(asked.filter["+or"]) >= 3 for asked in listed)


def test_two_waits_look_singly(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    images = capturing(linode, 2)
    timer = finish_after(service, 0.1)
    wait_for_all(linode, images)
    timer.join()
    assert api.count("GET", "/images") == 0


def test_a_list_that_hides_an_image_is_not_believed(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    images = capturing(linode, 10)
    hidden = images[4]["id"]
    api.on(
        "GET",
        "/images",
        lambda asked: page([one for one in images if one["id"] != hidden], asked),
    )
    timer = finish_after(service, 0.1)
    for image in images:
        image["status"] = "available"
    got = wait_for_all(linode, images)
    timer.join()
    assert [one["id"] for one in got] == [one["id"] for one in images]


def test_an_image_that_vanishes_among_others_is_told_and_the_others_go_on(
    api: ScriptedApi, linode: Api
) -> None:
    service = ImageService(api)
    images = capturing(linode, 10)

    def lose_one() -> None:
        with service.lock:
            del service.images[images[4]["id"]]

    loss, end = threading.Timer(0.15, lose_one), finish_after(service, 0.4)
    loss.start()
    got = wait_for_all(linode, images)
    loss.join()
    end.join()
    assert isinstance(got.pop(4), errors.ImageVanished)
    assert {one["status"] for one in got} == {"available"}


LIST_FAILURES: dict[str, Answer] = {
    "an internal error": Answer(500),
    "a refused filter": refused("Could not apply filter", "X-Filter"),
    "no permission": refused("Unauthorized", status=403),
    "not a list": Answer(200, {}),
}


@pytest.mark.parametrize("sentence", LIST_FAILURES)
def test_waits_survive_a_list_that_fails(api: ScriptedApi, linode: Api, sentence: str) -> None:
    service = ImageService(api)
    images = capturing(linode, 6)
    api.on(
        "GET",
        "/images",
        *[LIST_FAILURES[sentence]] * 3,
        lambda asked: page(service.images.values(), asked),
    )
    timer = finish_after(service, 0.1)
    assert {one["status"] for one in wait_for_all(linode, images)} == {"available"}
    timer.join()


def limited_lists(service: ImageService) -> Callable[[Asked], Answer]:
    """Six lists are left for the next 60 s: one every 10 s."""

    def answer(asked: Asked) -> Answer:
        headers = {
            "X-RateLimit-Limit": "20",
            "X-RateLimit-Remaining": "6",
            "X-RateLimit-Reset": str(int(time.time()) + 60),
        }
        return page(service.images.values(), asked, headers)

    return answer


def test_a_few_waits_read_singly_while_lists_are_nearly_spent(
    api: ScriptedApi, linode: Api
) -> None:
    service = ImageService(api)
    images = capturing(linode, 10)
    api.on("GET", "/images", limited_lists(service))
    timer = finish_after(service, 0.3)
    assert {one["status"] for one in wait_for_all(linode, images)} == {"available"}
    timer.join()
    assert api.count("GET", "/images") <= 5


def test_many_waits_wait_for_their_list(api: ScriptedApi, client: Client) -> None:
    service = ImageService(api)
    images = capturing(client.within(Patience(20)), 30)
    api.on("GET", "/images", limited_lists(service))
    looking = client.within(Patience(0.8))
    waits = [partial(looking.images.wait_available, one["id"]) for one in images]
    assert {type(one) for one in at_once(*waits)} == {errors.TimeUp}
    assert api.count("GET", "/images") <= 6
    assert len([line for line in api.lines() if line.startswith("GET /images/")]) <= 60


PAUSES: dict[str, tuple[dict[str, str], float]] = {
    "no limit is told": ({}, 0.0),
    "more than half is left": ({"limit": "20", "remaining": "11", "reset": "1060"}, 0.0),
    "what is left is spread": ({"limit": "20", "remaining": "10", "reset": "1060"}, 6.0),
    "nothing is left": ({"limit": "20", "remaining": "0", "reset": "1030"}, 30.0),
    "it is renewed already": ({"limit": "20", "remaining": "0", "reset": "900"}, 0.0),
    "a clock far off": ({"limit": "20", "remaining": "2", "reset": "999999"}, 60.0),
    "nonsense": ({"limit": "20", "remaining": "many", "reset": "1060"}, 0.0),
}


@pytest.mark.parametrize("sentence", PAUSES)
def test_pauses_between_lists(sentence: str) -> None:
    told, pause = PAUSES[sentence]
    headers = {f"X-RateLimit-{name.capitalize()}": value for name, value in told.items()}
    assert pause_after(Page([], 1, headers), server_time=1000.0) == pause
