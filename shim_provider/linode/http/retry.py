"""May a failed request be asked again, and when? Pure rules; nothing is sent here.

- The API refused before doing anything: 408, 429, 503 without maintenance, 400 "Linode busy.",
  or no connection was made. Ask again, whatever the request was.
- It is uncertain whether it took effect: 500, 502, 504, a connection lost after sending, a broken
  reply. Ask again if asking twice is the same as asking once; a create is *lost*, to be settled
  by looking (`creates/creating.py`).
- Anything else is final.

Retry-After is obeyed (urllib3 reads it: seconds or HTTP date), else the delay doubles, with
jitter. How long one goes on is not decided here: by the caller's patience, and `calls.py`.
"""

from __future__ import annotations

import enum
import random
from collections.abc import Callable
from typing import NamedTuple

import urllib3
from urllib3.util import Retry

from ..errors import ApiError, BadReply, LinodeError, Unreachable

# Linodego retries the same: https://github.com/linode/linodego/blob/main/retries.go
_REFUSED_FOR_NOW = frozenset({408, 429})
_UNCERTAIN = frozenset({500, 502, 504})
BUSY = "Linode busy."

# A host that has never answered is more likely misspelt, or this machine offline, than briefly
# away: say so after this many seconds, not after an operation's 20 minutes.
FIRST_CONTACT_SECONDS = 15.0

# The first delay when the least delay is set to 0: doubling must start from something.
_FIRST_DELAY = 0.001


class Verdict(enum.Enum):
    """What to do about a failure."""

    AGAIN = "again"
    LOST = "lost"
    FINAL = "final"


class Delays(NamedTuple):
    """The bounds of a delay that the API did not choose, in seconds."""

    least: float = 0.1
    most: float = 30.0


def judge(failure: LinodeError, *, create: bool) -> Verdict:
    """What to do about `failure`; `create` says that asking twice may make two."""
    if refused_for_now(failure):
        return Verdict.AGAIN
    if not uncertain(failure):
        return Verdict.FINAL
    return Verdict.LOST if create else Verdict.AGAIN


def refused_for_now(failure: LinodeError) -> bool:
    """Whether it is certain that nothing was done, and worth asking again."""
    if isinstance(failure, Unreachable):
        return not failure.sent and not failure.lasting
    if not isinstance(failure, ApiError):
        return False
    if failure.status == 503:
        return not failure.maintenance
    if failure.status == 400:
        return [reason for _, reason in failure.reasons] == [BUSY]
    return failure.status in _REFUSED_FOR_NOW


def uncertain(failure: LinodeError) -> bool:
    """Whether the request may have taken effect although it failed."""
    if isinstance(failure, Unreachable):
        return failure.sent
    if isinstance(failure, ApiError):
        return failure.status in _UNCERTAIN
    return isinstance(failure, BadReply)


def asked_delay(retry_after: str | None) -> float | None:
    """Seconds that a Retry-After header asks for; None without one that can be understood."""
    if not retry_after:
        return None
    try:
        return Retry().parse_retry_after(retry_after)
    except urllib3.exceptions.InvalidHeader:
        return None


def delay(
    tries: int,
    asked: float | None,
    delays: Delays,
    chance: Callable[[], float] = random.random,
) -> float:
    """Seconds to wait after `tries` failures in a row.

    What the API asked for, however long; else twice as long each time, half of it by chance, so
    that those who failed together do not come back together.
    """
    if asked:
        return max(asked, delays.least)
    doubled = max(delays.least, _FIRST_DELAY) * 2.0 ** min(tries - 1, 30)
    full = min(doubled, max(delays.most, delays.least))
    return max(delays.least, full / 2 + full / 2 * chance())
