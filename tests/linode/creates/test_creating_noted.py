"""Each try of a create is noted before it is sent, and struck out if it had no effect."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from shim_provider.linode import errors

from ..image_service import ImageService
from ..scripted_api import Answer, ScriptedApi, page, refused
from .test_creating import LOSSES
from .test_creating_linodes import BODY, LINODE

if TYPE_CHECKING:
    from collections.abc import Callable

    from shim_provider.linode.client import Api


class Notes:
    """What was noted; `sent` counts the requests that the API has seen by then."""

    def __init__(self, sent: Callable[[], int]) -> None:
        self.open: list[float | None] = []
        self.all: list[tuple[str, int]] = []
        self._sent = sent

    def trying(self, theirs: float | None) -> None:
        self.open.append(theirs)
        self.all.append(("trying", self._sent()))

    def failed(self) -> None:
        self.open.pop()
        self.all.append(("failed", self._sent()))


@pytest.fixture
def service(api: ScriptedApi) -> ImageService:
    return ImageService(api)


@pytest.fixture
def notes(api: ScriptedApi) -> Notes:
    return Notes(lambda: sum(one.method == "POST" for one in api.asked))


def test_a_try_is_noted_before_it_is_sent(api: ScriptedApi, linode: Api, notes: Notes) -> None:
    ImageService(api)
    linode.images.capture(7, label="mine", noting=notes)
    linode.images.start_upload("us-east", label="mine", noting=notes)
    assert notes.all == [("trying", 0), ("trying", 1)]


def test_a_linodes_too(api: ScriptedApi, linode: Api, notes: Notes) -> None:
    api.on("POST", "/linode/instances", refused("Linode busy."), Answer(200, LINODE))
    linode.instances.create(BODY, noting=notes)
    assert notes.all == [("trying", 0), ("failed", 1), ("trying", 1)]


def test_linodes_clock_is_noted_once_an_answer_has_told_it(
    api: ScriptedApi, linode: Api, notes: Notes
) -> None:
    ImageService(api, clock_ahead=7200.0)
    linode.images.capture(7, label="mine", noting=notes)
    linode.images.capture(7, label="mine", noting=notes)
    before, after = notes.open
    assert before is None
    assert after is not None
    assert abs(after - time.time() - 7200.0) < 5


REFUSED: dict[str, Answer] = {
    "busy": refused("Linode busy."),
    "rate limit": refused("Too many requests", status=429),
    "unavailable": Answer(503),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_try_that_was_refused_for_now_is_struck_out(
    service: ImageService, linode: Api, notes: Notes, sentence: str
) -> None:
    service.faults = [lambda _: REFUSED[sentence]]
    linode.images.capture(7, label="mine", noting=notes)
    assert notes.all == [("trying", 0), ("failed", 1), ("trying", 1)]


@pytest.mark.parametrize("sentence", LOSSES)
def test_a_try_whose_answer_was_lost_stays(
    service: ImageService, linode: Api, notes: Notes, sentence: str
) -> None:
    service.faults = [
        lambda _: LOSSES[sentence](Answer(200, {"id": "private/1"})),
        lambda _: refused("Image limit reached."),
    ]
    with pytest.raises(errors.ApiError, match="Image limit reached"):
        linode.images.capture(7, label="mine", noting=notes)
    assert len(notes.open) == 1


def test_what_was_refused_or_never_sent_leaves_no_try(
    api: ScriptedApi, linode: Api, notes: Notes
) -> None:
    api.on("POST", "/images", refused("Disk is required.", "disk_id"))
    with pytest.raises(errors.ApiError):
        linode.images.capture(7, label="mine", noting=notes)
    api.on("POST", "/linode/instances", refused("no", status=401))
    api.on("GET", "/linode/instances", lambda asked: page([], asked))
    with pytest.raises(errors.Unauthorized):
        linode.instances.create(BODY, noting=notes)
    assert notes.open == []
