"""Rate limits, and the headers that tell of them. In memory, per process and account.

Limits as recorded from the service: 20 a minute for the list of images, 10 per 30 seconds for new
Linodes, 400 a minute for each other command; and, as documented, 800 in 2 minutes for all together.
A command is a method and a route, whichever thing it is asked of.
"""

from __future__ import annotations

import threading
import time
from typing import NamedTuple

from .errors import ApiError


class _Rate(NamedTuple):
    limit: int
    seconds: int


TOGETHER = _Rate(800, 120)
EACH = _Rate(400, 60)
SPECIAL = {
    ("GET", "/images"): _Rate(20, 60),
    ("POST", "/linode/instances"): _Rate(10, 30),
}


class _Window(NamedTuple):
    """`used` requests of `rate.limit`, until `reset` (UTC seconds)."""

    rate: _Rate
    used: int
    reset: int


class Rates:
    """Counts requests. Only with `enforced` is any refused; the headers are always given."""

    def __init__(self, enforced: bool) -> None:
        self.enforced = enforced
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str, str], tuple[float, int]] = {}

    def count(self, account: str, method: str, route: str) -> dict[str, str]:
        """Headers for this request. Raises ApiError 429 with Retry-After when it is one too many.

        `route`: the pattern of its path. The headers tell of the command, and of all together when
        that is what refuses. Measured in real time: a held clock must not lock a client out for
        ever.
        """
        now = time.time()
        together = self._used((account, "", ""), TOGETHER, now)
        command = self._used((account, method, route), SPECIAL.get((method, route), EACH), now)
        for window in (command, together):
            if self.enforced and window.used > window.rate.limit:
                raise _too_many(window, now)
        return _headers(command)

    def _used(self, key: tuple[str, str, str], rate: _Rate, now: float) -> _Window:
        """The window as it is with this request in it."""
        with self._lock:
            begun, used = self._windows.get(key, (now, 0))
            if now - begun >= rate.seconds:
                begun, used = now, 0
            self._windows[key] = (begun, used + 1)
        return _Window(rate, used + 1, reset=int(begun + rate.seconds) + 1)


def _headers(window: _Window) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(window.rate.limit),
        "X-RateLimit-Remaining": str(max(0, window.rate.limit - window.used)),
        "X-RateLimit-Reset": str(window.reset),
    }


def _too_many(window: _Window, now: float) -> ApiError:
    refusal = ApiError(429, "Too many requests")
    seconds = max(1, window.reset - int(now))
    refusal.headers = {**_headers(window), "Retry-After": str(seconds)}
    return refusal
