"""The parts of one emulated world, held together; and settling what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import lifecycle
from .access import Access
from .clock import Clock
from .durations import durations_of
from .faults import Faults
from .limits import Limits
from .rates import Rates
from .requestlog import RequestLog
from .store import Store
from .transfers import Transfers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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
        self.signing_key = self.store.meta("signing").encode()

    def settle(self, now: float) -> None:
        """Let everything happen that is due. Writes only when something is."""
        with self.store.read() as tables:
            due = lifecycle.anything_due(tables, now)
        if due:
            with self.store.write() as tables:
                lifecycle.advance(tables, now)

    def close(self) -> None:
        self.store.close()
