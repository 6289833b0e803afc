"""Which images at Linode may be the result of a create whose answer was lost, or never awaited.

Compares what was asked for with what is there. For a request of this process `creating.py` decides
by time and by claims; for one of a process that was killed, `of_killed_process` does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from .creating import BLIND_MARGIN, made_at
from .errors import AnswerLost, ApiError, LinodeError, Unreachable
from .events import linode_of, names_image
from .pages import fetch_all

if TYPE_CHECKING:
    from .client import Client
    from .patience import Patience
    from .transport import Json, JsonList


# The longest a killed process may have waited, in seconds, between noting that it asks and
# being answered: what was made later is somebody else's.
KILLED_WITHIN = 15 * 60.0


class Wish(NamedTuple):
    """What was asked for; `linode_id` if it is the capture of a disk and known."""

    label: str
    description: str
    tags: tuple[str, ...]
    linode_id: int | None


def captured(client: Client, patience: Patience, wish: Wish) -> JsonList:
    """Images that may be that capture, by their fields and by what the events tell.

    Where the events tell of no capture about then, of any Linode, they tell nothing: an image
    that was made and not adopted would be made twice.
    """
    images = [image for image in _alike(client, patience, wish) if _is_captured(image)]
    if not images or wish.linode_id is None:
        return images
    try:
        events = client.within(patience).events.list("disk_imagize", entity_type="linode")
    except ApiError:
        return images  # a token without events:read_only
    ours = [event for event in events if linode_of(event) == wish.linode_id]
    told = [image for image in images if _told_by(ours, image)]
    return told or [image for image in images if not _told_by(events, image)]


def pending(client: Client, patience: Patience, wish: Wish) -> JsonList:
    """Images that may be that upload, still without data."""
    images = _alike(client, patience, wish)
    return [image for image in images if image.get("status") == "pending_upload"]


def of_killed_process(
    client: Client, patience: Patience, wish: Wish, since: float, upload: bool
) -> Json | None:
    """The image that a process killed after `since` (Unix time, our clock) had asked for.

    Raises `AnswerLost` when several fit: none of them is known to be it.
    """
    alike = (pending if upload else captured)(client, patience, wish)
    now = time.time()
    since += (client.calls.server_time() or now) - now
    found = [
        image
        for image in alike
        if since - BLIND_MARGIN <= made_at(image) <= since + KILLED_WITHIN
        and not client.creations.claimed("image", image)
    ]
    if len(found) > 1:
        ids = [str(image["id"]) for image in found]
        killed = Unreachable("the process that asked was killed", sent=True)
        raise AnswerLost(f"the image {wish.label!r}", ids, killed)
    if found:
        client.creations.claim("image", found[0])
    return found[0] if found else None


def _alike(client: Client, patience: Patience, wish: Wish) -> JsonList:
    user = _username(client, patience)
    return [
        image
        for image in _labelled(client, patience, wish.label)
        if (image.get("description") or "") == wish.description
        and sorted(image.get("tags") or []) == sorted(wish.tags)
        and (user is None or image.get("created_by") in (None, user))
    ]


def _labelled(client: Client, patience: Patience, label: str) -> JsonList:
    try:
        found = fetch_all(
            client.calls, patience, "/images", filter={"is_public": False, "label": label}
        )
    except ApiError as refusal:
        if not refusal.filter_refused:
            raise
        found = fetch_all(client.calls, patience, "/images")
    return [image for image in found if image.get("label") == label]


def _is_captured(image: Json) -> bool:
    return image.get("type") == "manual" and image.get("status") in ("creating", "available")


def _told_by(events: JsonList, image: Json) -> bool:
    """Whether one of the Linode's captures made it.

    An event without a secondary entity could be of any image made about then.
    """
    return any(
        names_image(event, image["id"]) is not False and made_at(event) >= made_at(image) - 60
        for event in events
    )


def _username(client: Client, patience: Patience) -> str | None:
    """Who we are; None if the token may not ask."""
    try:
        return str(client.within(patience).account.profile()["username"])
    except (LinodeError, KeyError):
        return None
