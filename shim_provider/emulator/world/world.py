"""The parts of one emulated world, held together; its time, which never goes back; what is due.

The folder keeps the time of the latest write. Whoever opens it or asks, in this process or in
another one, finds the clock there or later.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from . import jobs
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
    """Store, clock, durations, limits, and uploads under way."""

    def __init__(
        self,
        data: Path,
        *,
        clock: Clock | None = None,
        durations: str | Mapping[str, float] = "fast",
        limits: Limits | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.durations = durations_of(durations)
        self.limits = limits or Limits()
        self.transfers = Transfers()
        self.store = Store(data)
        with self.store.read() as tables:
            self.signing_key = tables.meta("signing").encode()
            self._time(tables)

    @contextlib.contextmanager
    def write(self) -> Iterator[tuple[Tables, float]]:
        """A transaction as of the store, and its moment, by which everything due has happened."""
        with self.store.write() as tables:
            now = self._time(tables)
            tables.set_meta(_LATEST, repr(now))
            jobs.advance(tables, now)
            yield tables, now

    def settle(self) -> float:
        """Let everything happen that is due now; returns that moment. Writes only what is due."""
        with self.store.read() as tables:
            now = self._time(tables)
            due = jobs.anything_due(tables, now)
        if due:
            with self.write() as (_, now):
                return now
        return now

    def keep_time(self) -> None:
        """What time it is now, it will be at least for whoever opens or serves the folder."""
        with self.write():
            return

    def _time(self, tables: Tables) -> float:
        """The time it is, not before that of any write that these tables show."""
        self.clock.reach(float(tables.meta(_LATEST) or 0))
        return self.clock.now()

    def close(self) -> None:
        self.store.close()
