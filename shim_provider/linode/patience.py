"""One bound for a whole operation: every request, retry, wait and upload of it draws on this.

Knows time, the wish to stop, and who is told how it goes on; knows no HTTP and no Linode.
"""

from __future__ import annotations

import threading
import time

from .errors import Interrupted, TimeUp
from .reports import Report, Silent


class Patience:
    """`seconds` from now on; `stop`, when set, ends every wait at once."""

    def __init__(
        self,
        seconds: float,
        stop: threading.Event | None = None,
        report: Report | None = None,
    ) -> None:
        self.seconds = seconds
        self.stop = stop or threading.Event()
        self.report = report or Silent()
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; 0.0 when time is up."""
        return max(0.0, self._end - time.monotonic())

    def at_most(self, seconds: float) -> Patience:
        """A part of this patience: at most `seconds`, the same wish to stop."""
        return Patience(min(seconds, self.left()), self.stop, self.report)

    def at_least(self, seconds: float) -> Patience:
        """For what is to be done even when time is up: so long at least."""
        return Patience(max(seconds, self.left()), self.stop, self.report)

    def check(self, waiting_for: str) -> None:
        """Raise `Interrupted` or `TimeUp` if it is time to; both say what was waited for."""
        if self.stop.is_set():
            raise Interrupted(waiting_for)
        if not self.left():
            raise TimeUp(waiting_for, self.seconds)

    def sleep(self, seconds: float, waiting_for: str = "Linode") -> None:
        """Sleep for `seconds`, or for what is left if that is less; awake at once on stop.

        Raises `Interrupted`, or `TimeUp` if nothing was left to sleep.
        """
        self.check(waiting_for)
        if self.stop.wait(min(seconds, self.left())):
            raise Interrupted(waiting_for)
