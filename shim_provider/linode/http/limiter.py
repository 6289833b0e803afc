"""One gate for all threads of a client: after a 429 nobody sends until Linode takes requests again.

Without it, each of 50 parallel operations would meet the limit, wait and meet it again by
itself. Knows nothing of HTTP.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ..errors import TimeUp

if TYPE_CHECKING:
    from ..patience import Patience

# Those who waited leave one after the other, this far apart: together they would use up the new
# allowance at once.
SPACING_SECONDS = 0.02

_WAITED_FOR = "Linode's rate limit to pass"


class Limiter:
    """Open, until `hold` closes it for a while."""

    def __init__(self, spacing: float = SPACING_SECONDS) -> None:
        self._spacing = spacing
        self._lock = threading.Lock()
        self._held_until = 0.0
        self._next_place = 0.0

    def hold(self, seconds: float) -> None:
        """Let nobody through for `seconds`; a longer hold that is on already stays."""
        with self._lock:
            self._held_until = max(self._held_until, time.monotonic() + seconds)
            self._next_place = max(self._next_place, self._held_until)

    def held(self) -> bool:
        """Whether nobody may pass now."""
        return time.monotonic() < self._held_until

    def admit(self, patience: Patience) -> None:
        """Return when it is one's turn.

        Raises `TimeUp` at once if the turn comes after patience has run out, `Interrupted` on stop.
        """
        place = 0.0
        while True:
            with self._lock:
                now = time.monotonic()
                if place < self._held_until and now < self._next_place:
                    place = self._take_place()
                if place <= now:
                    return
            if place - now > patience.left():
                raise TimeUp(_WAITED_FOR, patience.seconds)
            patience.sleep(place - now, _WAITED_FOR)

    def _take_place(self) -> float:
        place = self._next_place
        self._next_place = place + self._spacing
        return place
