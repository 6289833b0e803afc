"""What it means that an image is available, replicated, settled or gone.

Judges the image as each look shows it; when to look is `waits/polling.py`'s business, and how an
image is read that of `images.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ..creates.creating import made_at
from ..errors import ImageVanished, LinodeError, Stuck, TimeUp
from ..waits.polling import Intervals
from . import percents
from .events import Events

if TYPE_CHECKING:
    from ..http.transport import Json
    from ..patience import Patience
    from .shared import Shared

T = TypeVar("T")

#: Reads the image of that id, by one try; None if there is none.
Read = Callable[[str], "Json | None"]

# Looks in a row that must miss a region seen before, until its replication counts as dropped.
DROPPED_LOOKS = 3

# How long to look for the cause of a failure, even if time is up.
CAUSE_SECONDS = 15.0

# The event of a capture is looked for from so many seconds before its image was made.
EVENT_MARGIN = 60.0

UNTOLD = "imaging failed, and Linode told no cause"
LIKELY_CAUSE = (
    "likely the image is larger than the account's image size limit (6 GB unless raised), or its"
    " disk cannot be read: raw, encrypted, or without a file system to boot from"
)


def available(shared: Shared, patience: Patience, image_id: str, read: Read) -> Json:
    """See `Images.wait_available`."""
    patience.report.step("waiting for the image")
    intervals, seen = Intervals(shared.settings.poll_seconds), False

    def judge(image: Json | None) -> Json | None:
        nonlocal seen
        if image is None:
            if seen or not intervals.young():
                raise vanished(shared, patience, image_id)
            return None
        seen = True
        return image if image.get("status") == "available" else None

    return _wait(shared, patience, image_id, read, "to be available", judge)


def replicated(
    shared: Shared, patience: Patience, image_id: str, read: Read, regions: Sequence[str]
) -> Json:
    """See `Images.wait_replicated`."""
    presence = Presence(Intervals(shared.settings.poll_seconds))

    def judge(image: Json | None) -> Json | None:
        if image is None:
            raise vanished(shared, patience, image_id)
        found = replica_statuses(image)
        there = sum(found.get(region) == "available" for region in regions)
        patience.report.step(f"replicating, {there} of {len(regions)} done")
        dropped = [region for region in regions if presence.lost(region, region in found)]
        if dropped:
            raise Stuck(
                f"image {image_id} is not replicated to {', '.join(dropped)}: Linode dropped it"
            )
        return image if there == len(regions) else None

    return _wait(shared, patience, image_id, read, f"to be in {', '.join(regions)}", judge)


class Presence:
    """Tells a region that is dropped from one that does not show yet."""

    def __init__(self, intervals: Intervals) -> None:
        self._intervals = intervals
        self._absent: dict[str, int] = {}

    def lost(self, region: str, present: bool) -> bool:
        """Whether a region is dropped, now that a look showed it or not."""
        if present:
            self._absent[region] = 0
        elif region in self._absent:
            self._absent[region] += 1
            return self._absent[region] >= DROPPED_LOOKS
        return not present and not self._intervals.young()


def settled(shared: Shared, patience: Patience, image_id: str, read: Read) -> Json | None:
    """See `Images.wait_settled`."""
    patience.report.step("waiting until nothing of the image is under way")

    def judge(image: Json | None) -> tuple[Json | None] | None:
        return None if image is not None and in_progress(image) else (image,)

    return _wait(shared, patience, image_id, read, "to settle", judge)[0]


def gone(shared: Shared, patience: Patience, image_id: str, read: Read) -> None:
    """See `Images.wait_gone`."""
    _wait(shared, patience, image_id, read, "to be gone", lambda image: image is None or None)


def replica_statuses(image: Json) -> dict[str, str]:
    """Region to status: `available`, `pending replication`, ..."""
    return {replica["region"]: replica["status"] for replica in image.get("regions") or []}


def in_progress(image: Json) -> bool:
    """Whether Linode is at work on the image or on a replica of it."""
    replicas = replica_statuses(image).values()
    return image.get("status") == "creating" or any(one != "available" for one in replicas)


def vanished(shared: Shared, patience: Patience, image_id: str) -> ImageVanished:
    """The error, with the cause that the account's events tell, or else the likely one."""
    note = shared.notes.get(image_id)
    last_words = patience.at_least(CAUSE_SECONDS)
    try:
        told = Events(shared, last_words.at_most(CAUSE_SECONDS)).why_image_failed(
            note.linode_id, image_id, _before(note.created)
        )
    except LinodeError:
        told = None  # no events:read_only, or the API is down: the likely cause must do
    return ImageVanished(image_id, f"{told or UNTOLD}; {LIKELY_CAUSE}")


def _before(created: str | None) -> str | None:
    """A time of the API's format, a little earlier: the event may be older than its image."""
    made = made_at({"created": created})
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(made - EVENT_MARGIN)) if made else None


def _wait(
    shared: Shared,
    patience: Patience,
    image_id: str,
    read: Read,
    to_be: str,
    judge: Callable[[Json | None], T | None],
) -> T:
    last: Json | None = None

    def judge_and_note(image: Json | None) -> T | None:
        nonlocal last
        last = image
        judged = judge(image)
        if judged is None:
            percents.tell_of_image(shared, patience, image_id)
        return judged

    try:
        return shared.poller.wait(
            shared.calls,
            patience,
            image_id,
            f"image {image_id} {to_be}",
            judge_and_note,
            read_singly=lambda: read(image_id),
            label=shared.notes.get(image_id).label,
        )
    except TimeUp as up:
        raise TimeUp(f"{up.waited_for}{_state_of(last)}", up.seconds, up.last) from None


def _state_of(image: Json | None) -> str:
    if image is None:
        return ""
    replicas = ", ".join(f"{region} {status}" for region, status in replica_statuses(image).items())
    return f" (it is {image.get('status')}{'; ' + replicas if replicas else ''})"
