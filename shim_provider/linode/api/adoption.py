"""Which images at Linode may be the result of a create whose answer was lost, or never awaited.

Compares what was asked for with what is there. For a request of this process
`creates/creating.py` decides by time and by claims; for one of a process that was killed,
`creates/killed.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..creates.creating import made_at
from ..errors import ApiError, LinodeError
from ..http.pagination import fetch_all
from .events import Events, linode_of, names_image

if TYPE_CHECKING:
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared


class Wish(NamedTuple):
    """What was asked for; `linode_id` if it is the capture of a disk and known."""

    label: str
    description: str
    tags: tuple[str, ...]
    linode_id: int | None


def captured(shared: Shared, patience: Patience, wish: Wish) -> JsonList:
    """Images that may be that capture, by their fields and by what the events tell.

    Where the events tell of no capture about then, of any Linode, they tell nothing: an image
    that was made and not adopted would be made twice.
    """
    images = [image for image in _alike(shared, patience, wish) if _is_captured(image)]
    if not images or wish.linode_id is None:
        return images
    try:
        events = Events(shared, patience).list("disk_imagize", entity_type="linode")
    except ApiError:
        return images  # a token without events:read_only
    ours = [event for event in events if linode_of(event) == wish.linode_id]
    told = [image for image in images if _told_by(ours, image)]
    return told or [image for image in images if not _told_by(events, image)]


def pending(shared: Shared, patience: Patience, wish: Wish) -> JsonList:
    """Images that may be that upload, still without data."""
    images = _alike(shared, patience, wish)
    return [image for image in images if image.get("status") == "pending_upload"]


def _alike(shared: Shared, patience: Patience, wish: Wish) -> JsonList:
    user = _username(shared, patience)
    return [
        image
        for image in _labelled(shared, patience, wish.label)
        if (image.get("description") or "") == wish.description
        and sorted(image.get("tags") or []) == sorted(wish.tags)
        and (user is None or image.get("created_by") in (None, user))
    ]


def _labelled(shared: Shared, patience: Patience, label: str) -> JsonList:
    try:
        found = fetch_all(
            shared.calls, patience, "/images", filter={"is_public": False, "label": label}
        )
    except ApiError as refusal:
        if not refusal.filter_refused:
            raise
        found = fetch_all(shared.calls, patience, "/images")
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


def _username(shared: Shared, patience: Patience) -> str | None:
    """Who we are; None if the token may not ask."""
    from .account import Account  # most creates lose no answer

    try:
        return str(Account(shared, patience).profile()["username"])
    except (LinodeError, KeyError):
        return None
