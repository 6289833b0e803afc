"""Creates that never make two, and never lose one.

A create is sent once. If its answer is lost (see `http/retry.py`), we look for what it may have
made before asking once more. What counts as ours:

- it has the label and everything else that was asked for (the order's `alike` decides);
- it was made since the request began, by Linode's own clock (the Date header);
- no other create of this client has made it: creates of equal label take turns, so no other one
  is under way, and those before have claimed theirs.

Two that fit are ambiguous: `AnswerLost` names them. Knows no paths and no fields except `id`
and `created`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from ..errors import AnswerLost, LinodeError
from ..http.retry import uncertain

if TYPE_CHECKING:
    from ..http.calls import Calls
    from ..http.transport import Json, JsonList
    from ..patience import Patience

# Looks for what a lost create may have made, at these times after the first, in seconds: the
# service may show it a little later than it failed to answer.
LOOKS = (0.0, 1.0, 2.0, 4.0)

# Settling may take this long even if the operation's time is up: the alternative is an orphan.
SETTLE_SECONDS = 30.0

# `created` and Date are whole seconds, each cut.
CLOCK_MARGIN = 2.0

# What is in the making for longer has a time that is not true.
TIMELESS_SECONDS = 48 * 3600.0

# The margin without a Date header to compare clocks by.
BLIND_MARGIN = 30.0


class Order(NamedTuple):
    """One thing to create.

    `ask` sends the create and returns the thing; `alike` lists what exists and fits;
    `discard`, if given, removes a found thing that cannot be used (an upload without its URL).
    """

    kind: str
    label: str
    ask: Callable[[], Json]
    alike: Callable[[Patience], JsonList]
    discard: Callable[[Json, Patience], None] | None = None

    def __str__(self) -> str:
        return f"the {self.kind} {self.label!r}"


class Creations:
    """What one client has created and is creating."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[tuple[str, str], tuple[threading.Lock, int]] = {}
        self._claimed: set[tuple[str, object]] = set()

    @contextlib.contextmanager
    def turn(self, order: Order, patience: Patience) -> Iterator[None]:
        """Alone with this kind and label."""
        turn = self._enter(order)
        try:
            while not turn.acquire(timeout=min(0.2, patience.left())):
                patience.check(f"another creation of {order}")
            try:
                yield
            finally:
                turn.release()
        finally:
            self._leave(order)

    def claim(self, kind: str, thing: Json) -> bool:
        """Take it for one creation; False if another one has it."""
        with self._lock:
            free = (kind, thing["id"]) not in self._claimed
            self._claimed.add((kind, thing["id"]))
            return free

    def claimed(self, kind: str, thing: Json) -> bool:
        with self._lock:
            return (kind, thing["id"]) in self._claimed

    def _enter(self, order: Order) -> threading.Lock:
        with self._lock:
            turn, users = self._turns.get(order[:2], (threading.Lock(), 0))
            self._turns[order[:2]] = (turn, users + 1)
            return turn

    def _leave(self, order: Order) -> None:
        with self._lock:
            turn, users = self._turns.pop(order[:2])
            if users > 1:
                self._turns[order[:2]] = (turn, users - 1)


def create_once(calls: Calls, patience: Patience, creations: Creations, order: Order) -> Json:
    """The new thing. Raises the API's refusal, or `AnswerLost`."""
    with creations.turn(order, patience):
        began = time.monotonic()
        try:
            made = order.ask()
        except LinodeError as failure:
            if not uncertain(failure):
                raise
            grace = patience.at_least(SETTLE_SECONDS)
            made = _Settling(calls, grace, creations, order, began).settle(failure)
        creations.claim(order.kind, made)
        return made


class _Settling(NamedTuple):
    calls: Calls
    patience: Patience
    creations: Creations
    order: Order
    began: float

    def settle(self, cause: LinodeError) -> Json:
        """Adopt what the lost create made, or create it after all."""
        found = self._look(cause)
        if found is not None:
            return found
        try:
            made = self.order.ask()
        except LinodeError as again:
            found = self._look(again)
            if found is not None:
                return found
            raise (AnswerLost(str(self.order), [], again) if uncertain(again) else again) from None
        self._discard_others(made, cause)
        return made

    def _look(self, cause: LinodeError) -> Json | None:
        """The one thing that fits; None if there is none, or it was discarded."""
        for pause in LOOKS:
            found = self._fitting(pause, cause)
            if len(found) > 1:
                raise AnswerLost(str(self.order), [str(one["id"]) for one in found], cause)
            if found and self.order.discard:
                self._discard(found[0], cause)
                return None
            if found:
                return found[0]
        return None

    def _fitting(self, pause: float, cause: LinodeError) -> JsonList:
        try:
            if pause:
                self.patience.sleep(pause * self._pace(), f"a sight of {self.order}")
            things = self.order.alike(self.patience)
        except LinodeError as unseen:
            raise AnswerLost(str(self.order), [], cause, unseen) from None
        since = self._since()
        return [
            thing
            for thing in things
            if (made_at(thing) >= since or timeless(thing))
            and not self.creations.claimed(self.order.kind, thing)
        ]

    def _since(self) -> float:
        """When the request began, by Linode's clock, less a margin."""
        now = self.calls.server_time()
        margin = BLIND_MARGIN if now is None else CLOCK_MARGIN
        return (time.time() if now is None else now) - (time.monotonic() - self.began) - margin

    def _pace(self) -> float:
        """1.0 with the usual delays; less with shorter ones."""
        return min(1.0, self.calls.delays.least * 10)

    def _discard(self, thing: Json, cause: LinodeError) -> None:
        assert self.order.discard is not None
        try:
            self.order.discard(thing, self.patience)
        except LinodeError as unseen:
            raise AnswerLost(str(self.order), [str(thing["id"])], cause, unseen) from None

    def _discard_others(self, made: Json, cause: LinodeError) -> None:
        """What the lost create made after all, later than we looked."""
        if not self.order.discard:
            return
        others = [one for one in self._fitting(0.0, cause) if one["id"] != made["id"]]
        if len(others) == 1:
            self._discard(others[0], cause)


def timeless(thing: Json) -> bool:
    """Whether `created` cannot be true: nothing is in the making for more than a day.

    Linode deletes an upload without data after 24 hours; stand-ins of the API know no clock.
    """
    return (
        thing.get("status") in ("pending_upload", "creating")
        and 0.0 < made_at(thing) < time.time() - TIMELESS_SECONDS
    )


def made_at(thing: Json) -> float:
    """`created`, in seconds since the epoch; 0.0 if it has none. The API's times are UTC."""
    try:
        text = str(thing.get("created"))[:19]
        return datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        return 0.0
