"""One thread's wait for one thing: look, sleep, look again.

A look that fails in passing is no news; only patience ends a wait. What many threads wait for at
once, images, is `polling.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ..errors import LinodeError, TimeUp
from .polling import Intervals, passing

if TYPE_CHECKING:
    from ..patience import Patience

T = TypeVar("T")


def wait(
    patience: Patience, poll_seconds: float, waiting_for: str, look: Callable[[], T | str]
) -> T:
    """What `look` gives once it is not a text; the text says how things stand.

    Raises what `look` raises for good, `TimeUp` with the last failure, `Interrupted`.
    """
    intervals = Intervals(poll_seconds)
    state, last = "", None
    try:
        while True:
            try:
                found = look()
            except LinodeError as failure:
                if not passing(failure):
                    raise
                last = failure
            else:
                if not isinstance(found, str):
                    return found
                state, last = f" ({found})", None
            patience.sleep(intervals.left(), waiting_for)
            intervals.looked()
    except TimeUp as up:
        raise TimeUp(waiting_for + state, patience.seconds, last or up.last) from None
