"""A Linode that does its work in its first boot and then switches itself off: a builder.

It is booted once, however often an answer is lost: a second boot would find its work done, and the
Linode would stay on. That it was booted, its events tell; that it is off, its status. A token
without the scope for events is told by the status alone.
https://techdocs.akamai.com/linode-api/reference/post-boot-linode-instance, get-events
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..creates.creating import made_at
from ..errors import ApiError, BadReply, LinodeError, Stuck, Vanished
from ..http.retry import uncertain
from ..waits.waiting import wait
from .events import Events, image_number, linode_of
from .images import Images
from .instances import Instances

if TYPE_CHECKING:
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared

BOOTS = ("linode_boot", "linode_reboot", "lassie_reboot")

#: Statuses of a Linode that has begun to boot.
UP = ("booting", "running", "rebooting", "shutting_down")

# A Linode that stays off for so many seconds after it was asked to boot, and whose events may not
# be read, has been on meanwhile.
BLIND_SECONDS = 30.0

# Looks for a boot whose answer was lost, before it is asked for again, at these times.
LOOKS = (0.0, 1.0, 2.0, 4.0)

# Tries for one look at events of several: there is another look.
EVENT_TRIES = 3

#: So many of its last events are told where a build fails.
LAST_EVENTS = 4


class Builders:
    """The builders of the account, for one operation."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience
        self._poll_seconds = shared.settings.poll_seconds
        self._instances = Instances(shared, patience)
        self._events = Events(shared, patience)

    def now(self) -> float:
        """Linode's clock, in seconds since the epoch; ours as long as it has told no time."""
        return self._shared.calls.server_time() or time.time()

    def made_at(self, linode: Json) -> float:
        """When it was made, by that clock."""
        return made_at(linode) or self.now()

    def boot(self, linode_id: int) -> None:
        """Boot it, once. Raises the API's refusal, `Unreachable`, `Interrupted`, `TimeUp`."""
        try:
            self._instances.order(linode_id, "boot", {}, once=True)
        except LinodeError as failure:
            if not uncertain(failure):
                raise
            if not self._has_begun(linode_id):
                self._instances.order(linode_id, "boot", {}, once=True)

    def was_booted(self, linode: Json) -> bool | None:
        """Whether it was ever asked to boot; None where nothing tells."""
        if linode.get("status") in UP:
            return True
        boots = self._boots(int(linode["id"]), tries=None)
        return None if boots is None else bool(boots)

    def wait_off(self, linode_id: int, *, just_booted: bool) -> Json:
        """The Linode once it was booted and has switched itself off.

        Raises `Stuck` where the boot failed, `Vanished`, `TimeUp`, `Interrupted`.
        """
        seen_up, blind_until = not just_booted, time.monotonic() + BLIND_SECONDS

        def look() -> Json | str:
            nonlocal seen_up
            linode = self._instances.get(linode_id, tries=1)
            if linode is None:
                raise Vanished(f"Linode {linode_id}")
            status = linode.get("status")
            seen_up = seen_up or status in UP
            blind = seen_up or time.monotonic() > blind_until
            off = status == "offline" and self._has_been_up(linode_id, seen_up, blind)
            return linode if off else f"it is {status}"

        waiting_for = f"Linode {linode_id} to switch itself off"
        return wait(self._patience, self._poll_seconds, waiting_for, look)

    def captured(self, linode_id: int) -> Json | None:
        """The image that was captured from it and is still there, by its events."""
        images = Images(self._shared, self._patience)
        for event in self._list(linode_id, tries=None) or ():
            number = image_number(event) if event.get("action") == "disk_imagize" else None
            image = images.get(f"private/{number}") if number else None
            if image is not None:
                return image
        return None

    def last_events(self, linode_id: int) -> list[str]:
        """Its newest events in words, the newest last; nothing where they may not be read."""
        events = (self._list(linode_id) or [])[:LAST_EVENTS]
        return [_told(event) for event in reversed(events)]

    def _has_begun(self, linode_id: int) -> bool:
        """Whether a boot shows whose answer was lost."""
        for pause in LOOKS:
            if pause:
                pace = min(1.0, self._shared.calls.delays.least * 10)
                self._patience.sleep(pause * pace, f"a sight of the boot of Linode {linode_id}")
            linode = self._instances.get(linode_id)
            if linode is None:
                raise Vanished(f"Linode {linode_id}")
            if self.was_booted(linode):
                return True
        return False

    def _has_been_up(self, linode_id: int, seen_up: bool, blind: bool) -> bool:
        """Whether what is off now was on before: its events decide.

        `blind`: what is so where they cannot be read. Raises `Stuck` where it could not boot.
        """
        boots = self._boots(linode_id)
        if not boots:
            return blind if boots is None else seen_up
        status = boots[0].get("status")
        if status == "failed":
            raise Stuck(f"Linode {linode_id} did not boot: its event {_told(boots[0])}")
        return status not in ("scheduled", "started")

    def _boots(self, linode_id: int, tries: int | None = EVENT_TRIES) -> JsonList | None:
        """The events of its boots, the newest first; None where events cannot be read."""
        events = self._list(linode_id, tries)
        if events is None:
            return None
        return [event for event in events if event.get("action") in BOOTS]

    def _list(self, linode_id: int, tries: int | None = EVENT_TRIES) -> JsonList | None:
        try:
            found = self._events.list(entity_type="linode", entity_id=linode_id, tries=tries)
        except (ApiError, BadReply):
            return None  # such as a token without events:read_only
        # Not every stand-in of the API keeps to the filter.
        ours = [event for event in found if linode_of(event) == linode_id]
        return sorted(ours, key=lambda event: int(event["id"]), reverse=True)


def _told(event: Json) -> str:
    message = event.get("message")
    told = f' ("{message}")' if message else ""
    return f"{event.get('action')} {event.get('status')}{told}"
