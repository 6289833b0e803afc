"""Images of a process that was killed: found by what it had asked for and when, never guessed."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from shim_provider.linode import errors
from shim_provider.linode.creates import killed, notes
from shim_provider.linode.patience import Patience

from ..conftest import at_once
from ..image_service import ImageService
from ..scripted_api import Answer, ScriptedApi, page, refused

if TYPE_CHECKING:
    from shim_provider.linode.client import Api, Client

ASKED: dict[str, Any] = {"label": "mine", "description": "d", "tags": ["t"]}

#: A time after which no request of a process killed by then can take effect any more.
LONG = killed.EFFECT_SECONDS + 1


class Trail(NamedTuple):
    """What the process had noted."""

    tries: tuple[tuple[float, float | None], ...] | None
    id: str | None = None
    asked: float = 0.0
    others: tuple[str, ...] = ()


def tried(*seconds_ago: float, ahead: float = 0.0, **more: Any) -> Trail:
    """Tries of so many seconds ago; `ahead` is Linode's clock before ours."""
    now = time.time()
    return Trail(tuple((now - ago, now - ago + ahead) for ago in seconds_ago), **more)


def find(linode: Api, trail: Trail | None = None, **more: Any) -> dict[str, Any] | None:
    return linode.images.find_made(trail or tried(LONG), **{**ASKED, **more})


def ago(seconds: float, ahead: float = 0.0) -> str:
    """A time as Linode tells it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - seconds + ahead))


def test_a_capture_is_found(api: ScriptedApi, linode: Api) -> None:
    image = ImageService(api).add(status="creating", created=ago(LONG), **ASKED)
    assert find(linode) == image


def test_an_upload_is_found_and_is_no_capture(api: ScriptedApi, linode: Api) -> None:
    image = ImageService(api).add(status="pending_upload", created=ago(LONG), **ASKED)
    assert find(linode) is None
    assert find(linode, upload=True) == image


def test_by_its_id_it_is_found_whatever_it_is_called_by_now(api: ScriptedApi, linode: Api) -> None:
    image = ImageService(api).add(label="renamed", created=ago(9999))
    assert find(linode, tried(LONG, id=image["id"])) == image
    assert find(linode, tried(LONG, id="private/9")) is None
    assert api.count("GET", "/images") == 0


def test_one_just_made_that_is_not_shown_yet_is_waited_for(api: ScriptedApi, linode: Api) -> None:
    image = {"id": "private/7", **ASKED}
    api.on("GET", "/images/private/7", refused("Not found", status=404), Answer(200, image))
    assert find(linode, tried(0, id="private/7")) == image


def test_what_this_process_made_is_not_the_others(api: ScriptedApi, linode: Api) -> None:
    ImageService(api)
    linode.images.capture(7, **ASKED)
    assert find(linode, tried(LONG - 1)) is None


def test_what_was_found_once_is_not_found_again(api: ScriptedApi, linode: Api) -> None:
    ImageService(api).add(status="available", created=ago(LONG), **ASKED)
    assert sum(found is not None for found in at_once(*[lambda: find(linode)] * 4)) == 1
    assert find(linode) is None


def test_what_the_killed_process_had_made_of_others_is_not_it(
    api: ScriptedApi, linode: Api
) -> None:
    service = ImageService(api)
    for _ in range(2):
        service.add(status="available", created=ago(LONG), **ASKED)
    found = find(linode, tried(LONG, others=("private/100",)))
    assert found == service.images["private/101"]


# Seconds between the request and the image, and whether the request can have made it.
WHEN: dict[str, tuple[float, bool]] = {
    "an hour before": (-3600, False),
    "shortly before": (-5, False),
    "at once": (0, True),
    "in the last moment": (killed.EFFECT_SECONDS, True),
    "when the request must have ended": (killed.EFFECT_SECONDS + 5, False),
    "ten minutes after": (600, False),
}


@pytest.mark.parametrize("ahead", [0.0, -7200.0, 7200.0], ids=["", "behind", "ahead"])
@pytest.mark.parametrize("sentence", WHEN)
def test_only_what_was_made_while_the_request_was_under_way_is_found(
    api: ScriptedApi, linode: Api, sentence: str, ahead: float
) -> None:
    seconds, is_found = WHEN[sentence]
    service = ImageService(api, clock_ahead=ahead)
    image = service.add(status="available", created=ago(1000 - seconds, ahead), **ASKED)
    assert find(linode, tried(1000, ahead=ahead)) == (image if is_found else None)


def test_each_try_has_its_time(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    between = service.add(status="available", created=ago(500), **ASKED)
    assert find(linode, tried(1000, 200)) is None
    between["created"] = ago(180)
    assert find(linode, tried(1000, 200)) == between


def test_a_process_that_sent_nothing_has_made_nothing(api: ScriptedApi, linode: Api) -> None:
    ImageService(api).add(status="available", **ASKED)
    assert find(linode, tried()) is None


@pytest.mark.parametrize("ahead", [-7200.0, 7200.0])
def test_where_linodes_clock_was_not_known_it_is_compared_now(
    api: ScriptedApi, linode: Api, ahead: float
) -> None:
    service = ImageService(api, clock_ahead=ahead)
    image = service.add(status="available", created=ago(LONG, ahead), **ASKED)
    assert find(linode, Trail(((time.time() - LONG, None),))) == image
    assert find(linode, Trail(((time.time() - LONG - 3600, None),))) is None


def test_a_version_that_noted_no_tries_may_have_made_it_within_a_quarter_of_an_hour(
    api: ScriptedApi, linode: Api
) -> None:
    image = ImageService(api).add(status="available", created=ago(1000), **ASKED)
    assert find(linode, Trail(None, asked=time.time() - 1000 - 1000)) is None
    assert find(linode, Trail(None, asked=time.time() - 1000 - 800)) == image


def test_an_old_image_is_not_found_when_our_clock_is_behind(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api, clock_ahead=7200.0)
    service.add(status="available", created=ago(-3600), **ASKED)
    assert find(linode, Trail(((time.time(), None),))._replace(tries=())) is None
    assert find(linode, Trail(((time.time() - LONG, None),))) is None


def test_several_are_named(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    service.add(status="creating", **ASKED)
    service.add(status="available", **ASKED)
    with pytest.raises(errors.AnswerLost, match="private/100 or private/101"):
        find(linode, tried(0))


def test_one_that_has_been_the_only_one_is_believed_at_once(api: ScriptedApi, linode: Api) -> None:
    alone = killed.ALONE_SECONDS + 2
    image = ImageService(api).add(status="creating", created=ago(alone), **ASKED)
    began = time.monotonic()
    assert find(linode, tried(alone + 1)) == image
    assert time.monotonic() - began < killed.ALONE_SECONDS / 2


def test_one_that_was_made_just_now_is_not_believed_at_once(api: ScriptedApi, linode: Api) -> None:
    """Another's shows first: ours may be yet to come, and then both are named."""
    service = ImageService(api)
    service.add(status="creating", **ASKED)
    shown: list[dict[str, Any]] = list(service.images.values())
    api.on("GET", "/images", lambda asked: page(shown, asked))
    later = threading.Timer(0.2, lambda: shown.append(service.add(status="creating", **ASKED)))
    later.start()
    with pytest.raises(errors.AnswerLost, match="private/100 or private/101"):
        find(linode, tried(killed.EFFECT_SECONDS - 3))
    later.join()


def test_it_is_waited_for_until_linodes_clock_says_so(api: ScriptedApi, linode: Api) -> None:
    service = ImageService(api)
    service.add(status="creating", **ASKED)
    threading.Timer(0.2, lambda: setattr(service, "clock_ahead", LONG)).start()
    began = time.monotonic()
    assert find(linode, tried(0)) is not None
    assert 0.15 < time.monotonic() - began < 10


def test_the_wait_ends_with_patience(api: ScriptedApi, client: Client) -> None:
    ImageService(api).add(status="creating", **ASKED)
    with pytest.raises(errors.TimeUp):
        find(client.within(Patience(0.2)), tried(0))


def test_a_token_that_may_not_tell_its_user_finds_by_the_rest(
    api: ScriptedApi, linode: Api
) -> None:
    image = ImageService(api).add(
        status="creating", created=ago(LONG), created_by="somebody", **ASKED
    )
    api.on("GET", "/profile", refused("Unauthorized", status=403))
    assert find(linode) == image


def test_notes_are_kept_for_the_newest_images_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "NOTES", 2)
    kept = notes.Notes()
    for number in range(3):
        kept.add({"id": f"private/{number}", "label": f"image {number}"}, number)
    assert kept.get("private/0") == notes.Note()
    assert kept.get("private/2") == notes.Note("image 2", 2, None)
