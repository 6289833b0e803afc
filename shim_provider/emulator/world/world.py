"""The parts of one emulated world, held together; its time, which never goes back; what is due.

The folder keeps the time of the latest write. Whoever opens it or asks, in this process or in
another one, finds the clock there or later.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from ..faults.rules import Faults
from ..requests.access import Access
from ..requests.log import RequestLog
from ..requests.rates import Rates
from . import jobs as lifecycle
from .clock import Clock
from .durations import durations_of
from .limits import Limits
from .store import Store
from .transfers import Transfers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .tables import Tables

# In the folder's `meta`: Unix seconds.
_LATEST = "latest"


class World:
    """Store, clock, durations, faults, limits, tokens, request log, and uploads under way."""

    def __init__(
        self,
        data: Path,
        *,
        clock: Clock | None = None,
        durations: str | Mapping[str, float] = "fast",
        faults: Faults | None = None,
        token: str | Mapping[str, Mapping[str, str]] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.durations = durations_of(durations)
        self.faults = faults or Faults()
        self.limits = limits or Limits()
        self.access = Access(token)
        self.rates = Rates(self.limits.rate)
        self.requests = RequestLog()
        self.transfers = Transfers()
        self.store = Store(data)
        with self.store.read() as tables:
            self.signing_key = tables.meta("signing").encode()
            self._moment(tables)

    @contextlib.contextmanager
    def write(self) -> Iterator[tuple[Tables, float]]:
        """A transaction as of the store, and its moment, by which everything due has happened."""
        with self.store.write() as tables:
            now = self._moment(tables)
            tables.set_meta(_LATEST, repr(now))
            lifecycle.advance(tables, now)
            yield tables, now

    def settle(self) -> float:
        """Let everything happen that is due now; returns that moment. Writes only what is due."""
        with self.store.read() as tables:
            now = self._moment(tables)
            due = lifecycle.anything_due(tables, now)
        if due:
            with self.write() as (_, now):
                return now
        return now

    def keep_time(self) -> None:
        """What time it is now, it will be at least for whoever opens or serves the folder."""
        with self.write():
            return

    def _moment(self, tables: Tables) -> float:
        """The time it is, not before that of any write that these tables show."""
        self.clock.reach(float(tables.meta(_LATEST) or 0))
        return self.clock.now()

    def close(self) -> None:
        self.store.close()
