"""Rate limits, and the headers that tell of them. In memory, per process and account.

Limits as recorded from the service: 20 a minute for the list of images, 10 per 30 seconds for new
Linodes, 400 a minute for everything else.
"""

from __future__ import annotations

import threading
import time
from typing import NamedTuple

from .errors import ApiError


class _Rate(NamedTuple):
    limit: int
    seconds: int


_GENERAL = _Rate(400, 60)
_SPECIAL = {
    ("GET", "/images"): _Rate(20, 60),
    ("POST", "/linode/instances"): _Rate(10, 30),
}


class Rates:
    """Counts requests. Only with `enforced` is any refused; the headers are always given."""

    def __init__(self, enforced: bool) -> None:
        self.enforced = enforced
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, tuple[str, str] | None], tuple[float, int]] = {}

    def count(self, account: str, method: str, path: str) -> dict[str, str]:
        """Headers for this request. Raises ApiError 429 with Retry-After when it is one too many.

        Measured in real time: a held clock must not lock a client out for ever.
        """
        key = (method, path) if (method, path) in _SPECIAL else None
        rate = _SPECIAL[key] if key else _GENERAL
        now = time.time()
        with self._lock:
            begun, used = self._windows.get((account, key), (now, 0))
            if now - begun >= rate.seconds:
                begun, used = now, 0
            self._windows[(account, key)] = (begun, used + 1)
        reset = int(begun + rate.seconds) + 1
        headers = _headers(rate, used + 1, reset)
        if self.enforced and used >= rate.limit:
            raise _too_many(headers, max(1, reset - int(now)))
        return headers


def _headers(rate: _Rate, used: int, reset: int) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(rate.limit),
        "X-RateLimit-Remaining": str(max(0, rate.limit - used)),
        "X-RateLimit-Reset": str(reset),
    }


def _too_many(headers: dict[str, str], seconds: int) -> ApiError:
    refusal = ApiError(429, "Too many requests")
    refusal.headers = {**headers, "Retry-After": str(seconds)}
    return refusal
