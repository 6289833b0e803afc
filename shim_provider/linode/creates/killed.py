"""Creates of a process that was killed, or ended without an answer: what did they make?

Such a create may have taken effect while its request was under way, and at no other time. What
was made then, and fits, is taken for its result; two that fit are both named. Knows times; what
fits besides, the API's pages know (`api/adoption.py`, `api/instances.py`).

Two processes that ask for the very same at the same time cannot be told apart by what Linode
keeps (user, label, description, time): neither adopts as long as both their things are there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from ..errors import AnswerLost, Unreachable
from ..http.calls import ANSWER_SECONDS
from ..http.transport import CONNECT_SECONDS
from ..waits.polling import UNSEEN_INTERVALS
from .creating import BLIND_MARGIN, CLOCK_MARGIN, made_at

if TYPE_CHECKING:
    from ..http.calls import Calls
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .creating import Creations

# A request can take effect for so long after it was noted, in seconds: as long as we ourselves
# would have waited for the connection and then for the answer, which Linode gives once it is done.
# A kill does not shorten that, as the kernel still sends what was written.
EFFECT_SECONDS = CONNECT_SECONDS + ANSWER_SECONDS

# What fits and has been the only one for so long since it was made, in seconds, is taken for it: of
# requests that were under way together, the effects are seconds apart.
ALONE_SECONDS = 10.0

# Where only the beginning of a creation was noted (the first version noted no tries), it may have
# waited for its turn and tried again for so long.
UNNOTED_SECONDS = 15 * 60.0

# One look in so many polling intervals: lists are few where others wait, too.
LOOK_EACH = 2

#: A try: when it was sent, by our clock and, where that was known, by Linode's.
Sent = tuple[float, "float | None"]


class Trail(Protocol):
    """What the killed process noted of one create (an entry of the journal is one)."""

    @property
    def id(self) -> str | None:
        """Of what was made, where that was heard."""

    @property
    def asked(self) -> float:
        """When it began, by our clock."""

    @property
    def tries(self) -> Sequence[Sent] | None:
        """Those that may have taken effect; None where tries were not noted."""

    @property
    def others(self) -> Collection[str]:
        """Ids that are known not to be of its result."""


def may_have_made(trail: Trail, thing: Json, calls: Calls) -> bool:
    """Whether one of its tries can have made that, by the time and the id of it."""
    if str(thing["id"]) in trail.others:
        return False
    return any(first <= made_at(thing) <= last for first, last in _windows(trail, calls))


def pending(trail: Trail, calls: Calls) -> float:
    """For how many seconds from now a try may still take effect."""
    now, theirs_now = time.time(), calls.server_time()
    ends = [
        ours + EFFECT_SECONDS - now
        if theirs is None or theirs_now is None
        else theirs + EFFECT_SECONDS - theirs_now
        for ours, theirs in trail.tries or ()
    ]
    return min(EFFECT_SECONDS, max([0.0, *ends]))


def _windows(trail: Trail, calls: Calls) -> list[tuple[float, float]]:
    """First and last moment of each try by Linode's clock, as `created` is."""
    ahead = (calls.server_time() or time.time()) - time.time()
    if trail.tries is None:
        asked = trail.asked + ahead
        return [(asked - BLIND_MARGIN, asked + UNNOTED_SECONDS)]
    return [
        (ours + ahead - BLIND_MARGIN, ours + ahead + EFFECT_SECONDS + BLIND_MARGIN)
        if theirs is None
        else (theirs - CLOCK_MARGIN, theirs + EFFECT_SECONDS + CLOCK_MARGIN)
        for ours, theirs in trail.tries
    ]


class Search:
    """The search for what one create of a killed process has made: a thing of that kind."""

    def __init__(
        self,
        calls: Calls,
        patience: Patience,
        creations: Creations,
        poll_seconds: float,
        kind: str,
        trail: Trail,
    ) -> None:
        self._calls = calls
        self._patience = patience
        self._creations = creations
        self._poll_seconds = poll_seconds
        self._kind = kind
        self._trail = trail

    def made_of(self, label: str, alike: Callable[[], JsonList]) -> Json | None:
        """The one thing among those `alike` that the create has made; None if there is none.

        Where none is there, waits until no try of it can take effect any more; where one is, for a
        moment: it may be another's, and its own yet to come. Raises `AnswerLost` when several fit:
        none of them is known to be it.
        """
        pause = LOOK_EACH * self._poll_seconds
        # A clock that was set back must not keep us waiting.
        end = time.monotonic() + EFFECT_SECONDS
        found = self._look(label, alike)
        # By Linode's clock, which each look tells anew.
        while (seconds := self._doubtful(found)) and time.monotonic() < end:
            self._patience.sleep(
                min(seconds, pause), f"the {self._kind} {label!r}, asked for before, to show"
            )
            found = self._look(label, alike)
        return found if found is not None and self._creations.claim(self._kind, found) else None

    def heard_of(self, get: Callable[[], Json | None]) -> Json | None:
        """The thing whose id was heard, by `get`: what is new may not be shown at first."""
        found = get()
        if found is None and (seconds := pending(self._trail, self._calls)):
            unseen = self._poll_seconds * UNSEEN_INTERVALS
            self._patience.sleep(
                min(seconds, unseen), f"the {self._kind} {self._trail.id}, made before, to show"
            )
            found = get()
        if found is not None:
            self._creations.claim(self._kind, found)
        return found

    def _look(self, label: str, alike: Callable[[], JsonList]) -> Json | None:
        found = [
            thing
            for thing in alike()
            if may_have_made(self._trail, thing, self._calls)
            and not self._creations.claimed(self._kind, thing)
        ]
        if len(found) > 1:
            killed = Unreachable("the process that asked was killed", sent=True)
            raise AnswerLost(
                f"the {self._kind} {label!r}", [str(one["id"]) for one in found], killed
            )
        return found[0] if found else None

    def _doubtful(self, found: Json | None) -> float:
        """For how many seconds what there is does not settle it."""
        seconds = pending(self._trail, self._calls)
        if found is None:
            return seconds
        age = (self._calls.server_time() or time.time()) - made_at(found)
        return min(seconds, max(0.0, ALONE_SECONDS - age))
