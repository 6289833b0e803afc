"""Images of a process that was killed: found by what it had asked for, never guessed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode import errors, notes

from .image_service import ImageService
from .scripted_api import ScriptedApi, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

ASKED: dict[str, Any] = {"label": "mine", "description": "d", "tags": ["t"]}


def find(linode: Api, **more: Any) -> dict[str, Any] | None:
    return linode.images.find_made(since=time.time() - 5, **{**ASKED, **more})


def test_a_capture_is_found(api: ScriptedApi, linode: Api) -> None:
    image = ImageService(api).add(status="creating", **ASKED)
    assert find(linode) == image


def test_an_upload_is_found_and_is_no_capture(api: ScriptedApi, linode: Api) -> None:
    image = ImageService(api).add(status="pending_upload", **ASKED)
    assert find(linode) is None
    assert find(linode, upload=True) == image


def test_what_this_process_made_is_not_the_others(api: ScriptedApi, linode: Api) -> None:
    ImageService(api)
    linode.images.capture(7, **ASKED)
    assert find(linode) is None


def test_what_was_found_once_is_not_found_again(api: ScriptedApi, linode: Api) -> None:
    ImageService(api).add(status="available", **ASKED)
    assert find(linode) is not None
    assert find(linode) is None


def test_an_image_from_before_is_not_found(api: ScriptedApi, linode: Api) -> None:
    ImageService(api).add(status="available", created="2020-01-01T00:00:00", **ASKED)
    assert find(linode) is None


@pytest.mark.parametrize("hours", [-2, 2])
def test_clocks_may_differ(api: ScriptedApi, linode: Api, hours: int) -> None:
    service = ImageService(api, clock_ahead=hours * 3600.0)
    image = service.add(status="available", **ASKED)
    assert find(linode) == image


def test_an_old_image_is_not_found_when_our_clock_is_behind(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api, clock_ahead=7200.0)
    hour_ago = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 3600))
    service.add(status="available", created=hour_ago, **ASKED)
    assert find(linode) is None


def test_several_are_named(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    service.add(status="creating", **ASKED)
    service.add(status="available", **ASKED)
    with pytest.raises(errors.AnswerLost, match="private/100 or private/101"):
        find(linode)


def test_a_token_that_may_not_tell_its_user_finds_by_the_rest(
    api: ScriptedApi, linode: Api
) -> None:
    image = ImageService(api).add(status="creating", created_by="somebody", **ASKED)
    api.on("GET", "/profile", refused("Unauthorized", status=403))
    assert find(linode) == image


def test_notes_are_kept_for_the_newest_images_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "NOTES", 2)
    kept = notes.Notes()
    for number in range(3):
        kept.add({"id": f"private/{number}", "label": f"image {number}"}, number)
    assert kept.get("private/0") == notes.Note()
    assert kept.get("private/2") == notes.Note("image 2", 2, None)
