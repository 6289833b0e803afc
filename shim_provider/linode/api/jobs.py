"""Resizing and migrating a Linode: jobs that are asked for once, and waited for.

A job has an event, which alone tells that it failed and why, and shows in the Linode's status. A
token without the scope for events is told by the status and the outcome.
https://techdocs.akamai.com/linode-api/reference/post-resize-linode-instance,
post-migrate-linode-instance
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..creates.creating import made_at
from ..errors import ApiError, BadReply, Interrupted, LinodeError, Stuck, TimeUp, Vanished
from ..http.retry import uncertain
from ..waits.polling import Intervals, passing
from ..waits.waiting import wait
from .events import Events, linode_of, percent_of
from .instances import Instances

if TYPE_CHECKING:
    from ..http.transport import Json
    from ..patience import Patience
    from .shared import Shared

#: Statuses in which nothing is done to a Linode.
AT_REST = ("running", "offline")

# Looks in a row at a Linode at rest, once it was seen at work, until a job without an event has
# failed: what it changes may show a little later.
LOOKS_AT_REST = 3

# Tries for one look at events: there is another look.
EVENT_TRIES = 3

# Resizing and migrating take minutes, with large disks hours.
LONGEST_SECONDS = 24 * 3600.0


class Job(NamedTuple):
    """What is asked of a Linode; it has taken effect once `field` of the Linode is `value`.

    `done` and `status`: in words, and as the Linode's status while it is being done.
    """

    done: str
    status: str
    action: str
    path: str
    body: Json
    field: str
    value: str

    def took_effect(self, linode: Json) -> bool:
        """Whether the Linode shows what was asked for."""
        return linode.get(self.field) == self.value

    def at_work(self, linode: Json) -> bool:
        """Whether the Linode shows that it is being done."""
        return linode.get("status") == self.status


class Jobs:
    """The jobs of the account's Linodes, for one operation."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._patience = patience
        self._poll_seconds = shared.settings.poll_seconds
        self._calls = shared.calls
        self._instances = Instances(shared, patience)
        self._events = Events(shared, patience)

    def resize(self, linode_id: int, type: str, *, grow_disk: bool, migration_type: str) -> Json:
        """The Linode on another plan. `grow_disk`: its one disk takes the room of a larger one.

        A job under way is waited for first, and not asked for again. Linode boots the Linode again
        if it ran; that is not waited for. Raises the API's refusal, `Stuck` when the job failed,
        `Vanished`, `TimeUp`, `Interrupted`.
        """
        body = {
            "type": type,
            # The API's own default is to grow it.
            "allow_auto_disk_resize": grow_disk,
            "migration_type": migration_type,
        }
        return self._do(
            linode_id, Job("resized", "resizing", "linode_resize", "resize", body, "type", type)
        )

    def migrate(self, linode_id: int, region: str, *, migration_type: str) -> Json:
        """The Linode in another region; otherwise as `resize`.

        Linode documents `warm` for moves within a region only: where it is refused, it is `cold`.
        """
        action, body = "linode_migrate_datacenter", {"region": region, "type": migration_type}
        job = Job("migrated", "migrating", action, "migrate", body, "region", region)
        try:
            return self._do(linode_id, job)
        except ApiError as refused:
            if migration_type == "cold" or "type" not in [field for field, _ in refused.reasons]:
                raise
        return self._do(linode_id, job._replace(body={**body, "type": "cold"}))

    def _do(self, linode_id: int, job: Job) -> Json:
        watch = _Watch(self._events, linode_id, job)
        self._patience.report.step(job.status)
        linode = self._under_way(watch)
        if job.took_effect(linode):
            return linode
        wait(self._patience, self._poll_seconds, f"events of Linode {linode_id}", watch.before)
        self._ask(watch)
        return self._wait(watch, lambda: self._outcome(watch))

    def _outcome(self, watch: _Watch) -> Json | str:
        found, event = watch.outcome(self._linode(watch.linode_id))
        self._patience.report.percent(percent_of(event))
        return found

    def _ask(self, watch: _Watch) -> None:
        """Ask for the job; once more only where the answer was lost and nothing has begun."""
        linode_id, job = watch.linode_id, watch.job
        try:
            self._instances.order(linode_id, job.path, job.body, once=True)
        except LinodeError as failure:
            if not uncertain(failure):
                raise
            if not watch.begun(self._instances.get(linode_id)):
                self._ask_again(watch)

    def _ask_again(self, watch: _Watch) -> None:
        """It may begin a little later all the same: then this is busy, and refused in the end."""
        linode_id, job = watch.linode_id, watch.job
        try:
            self._instances.order(linode_id, job.path, job.body)
        except ApiError as refused:
            if refused.status != 400 or not job.took_effect(self._linode(linode_id)):
                raise

    def _under_way(self, watch: _Watch) -> Json:
        """The Linode, once no such job is under way: an interrupted apply may have left one."""

        def look() -> Json | str:
            linode, event = self._linode(watch.linode_id), watch.event()
            under_way = watch.job.at_work(linode) or (event is not None and self._is_open(event))
            if not under_way:
                return linode
            self._patience.report.percent(percent_of(event))
            return watch.told(linode, event)

        return self._wait(watch, look)

    def _is_open(self, event: Json) -> bool:
        """Whether the event tells of a job under way. No job takes a day: it was left so."""
        age = (self._calls.server_time() or time.time()) - made_at(event)
        return event.get("status") in ("scheduled", "started") and age < LONGEST_SECONDS

    def wait_up(self, linode_id: int) -> Json:
        """A Linode that ran before a job, once it runs again; or as it is, when it stays off.

        After a job it is `offline` for a moment, until Linode boots it.
        """
        self._patience.report.step("waiting until it runs again")
        intervals = Intervals(self._poll_seconds)

        def look() -> Json | str:
            linode = self._linode(linode_id)
            status = linode.get("status")
            stays_off = status == "offline" and not intervals.young()
            return linode if status == "running" or stays_off else f"it is {status}"

        return wait(self._patience, self._poll_seconds, f"Linode {linode_id} to run again", look)

    def _linode(self, linode_id: int) -> Json:
        linode = self._instances.get(linode_id, tries=1)
        if linode is None:
            raise Vanished(f"Linode {linode_id}")
        return linode

    def _wait(self, watch: _Watch, look: Callable[[], Json | str]) -> Json:
        waiting_for = f"Linode {watch.linode_id} to be {watch.job.done}"
        try:
            return wait(self._patience, self._poll_seconds, waiting_for, look)
        except (Interrupted, TimeUp) as cut:
            cut.goes_on = True
            raise


class _Watch:
    """One job of one Linode, as its event and the Linode show it."""

    def __init__(self, events: Events, linode_id: int, job: Job) -> None:
        self._events = events
        self._blind = False
        #: The newest event of that action before it was asked for.
        self._since = 0
        self._seen_at_work = False
        self._looks_at_rest = 0
        self.linode_id = linode_id
        self.job = job

    def before(self) -> Json:
        """What is there before the job is asked for is not its own: that newest event, or nothing.

        Raises `Unreachable`: without it, a failure of former times would be taken for this one's.
        """
        try:
            event = self._newest() or {}
        except (ApiError, BadReply):
            self._blind, event = True, {}
        self._since = int(event.get("id", 0))
        return event

    def begun(self, linode: Json | None) -> bool:
        """Whether the job is there, though its answer was not heard."""
        if linode is not None and (self.job.at_work(linode) or self.job.took_effect(linode)):
            return True
        return self.event() is not None

    def event(self) -> Json | None:
        """The newest event of the job; None where there is none, or it is not shown."""
        if self._blind:
            return None
        try:
            return self._newest()
        except (ApiError, BadReply) as failure:
            # No events:read_only; what fails in passing is left to the next look.
            self._blind = not passing(failure)
            return None

    def _newest(self) -> Json | None:
        found = self._events.list(
            self.job.action, entity_type="linode", entity_id=self.linode_id, tries=EVENT_TRIES
        )
        # Not every stand-in of the API keeps to the filter.
        ours = [
            event
            for event in found
            if event.get("action") == self.job.action
            and linode_of(event) == self.linode_id
            and int(event["id"]) > self._since
        ]
        return max(ours, key=lambda event: int(event["id"]), default=None)

    def outcome(self, linode: Json) -> tuple[Json | str, Json | None]:
        """The Linode when the job is done, or how it stands; and its event. Raises `Stuck`."""
        event = self.event()
        status = event["status"] if event else None
        if event and status in ("failed", "canceled"):
            raise Stuck(f"its event {self.job.action} {status}{_message(event)}")
        took_effect = self.job.took_effect(linode)
        at_rest = linode.get("status") in AT_REST
        if took_effect and (status == "finished" or (at_rest and event is None)):
            return linode, event
        if not took_effect and event is None and self._given_up(linode, at_rest):
            raise Stuck(
                f"it is {linode['status']} again, and its {self.job.field} is still"
                f" {linode.get(self.job.field)}; no event told why"
            )
        return self.told(linode, event), event

    def _given_up(self, linode: Json, at_rest: bool) -> bool:
        """Whether a job without an event is over: it was seen at work, and is so no more."""
        self._seen_at_work |= self.job.at_work(linode)
        self._looks_at_rest = self._looks_at_rest + 1 if at_rest and self._seen_at_work else 0
        return self._looks_at_rest >= LOOKS_AT_REST

    def told(self, linode: Json, event: Json | None) -> str:
        """How things stand."""
        percent = percent_of(event)
        share = f", {percent} % done" if percent is not None else ""
        return f"it is {linode.get('status')}{share}"


def _message(event: Json) -> str:
    message = event.get("message")
    return f': "{message}"' if message else ", and Linode told no cause"
