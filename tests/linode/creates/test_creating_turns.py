"""Creates of one label take turns; others do not wait for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors
from shim_provider.linode.patience import Patience

from ..conftest import at_once
from ..image_service import ImageService
from ..scripted_api import Answer, Asked, ScriptedApi
from .test_creating import capture

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client


@pytest.fixture
def service(api: ScriptedApi) -> ImageService:
    return ImageService(api)


def test_creates_of_one_label_take_turns_so_that_losses_stay_certain(
    service: ImageService, linode: Api
) -> None:
    """Ten of one label and text at once, every second answer lost after taking effect."""
    service.faults = [
        (lambda create: (create(), Answer(502))[1]) if number % 2 else (lambda create: create())
        for number in range(10)
    ]
    made = at_once(*[lambda: capture(linode)] * 10)
    assert sorted(image["id"] for image in made) == sorted(service.images)
    assert len(service.images) == 10


def test_creates_of_different_labels_do_not_wait_for_each_other(
    service: ImageService, linode: Api
) -> None:
    both_here = threading.Barrier(2)
    service.api.fallback = lambda asked: service.answer(asked)

    def meeting(asked: Any) -> Answer:
        both_here.wait(10)
        return service.answer(asked)

    service.api.on("POST", "/images", meeting)
    made = at_once(lambda: capture(linode, label="a"), lambda: capture(linode, label="b"))
    assert {image["label"] for image in made} == {"a", "b"}


def test_waiting_for_a_turn_is_bounded(service: ImageService, client: Client) -> None:
    started, ended = threading.Event(), threading.Event()

    def slow(asked: Asked) -> Answer:
        started.set()
        ended.wait(20)
        return service.answer(asked)

    service.api.on("POST", "/images", slow)
    first = threading.Thread(target=capture, args=(client.within(Patience(20)),))
    first.start()
    started.wait(20)
    with pytest.raises(errors.TimeUp, match="another creation of the image 'mine'"):
        capture(client.within(Patience(0.05)))
    ended.set()
    first.join()
