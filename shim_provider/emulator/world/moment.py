"""A moment of the world, in a transaction, and whose it is: what it takes to make things happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .clock import wire_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .tables import Tables


class Moment(NamedTuple):
    """What a new thing, a job or an event is made with.

    `now`: the world's time at which the transaction began. `account`, `username`: who acts, and
    owns what is made.
    """

    tables: Tables
    now: float
    durations: Mapping[str, float]
    account: str
    username: str

    @property
    def wire_now(self) -> str:
        return wire_time(self.now)
