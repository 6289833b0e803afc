"""What stands before a world that is served: who may ask, how often, what goes wrong on the way.

Holds these parts together, for the process; none of it is in the folder of the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..faults.rules import Faults
from .access import Access
from .log import RequestLog
from .rates import Rates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..world.world import World


class Gate:
    """A `world`, and before it the `faults` in force, tokens, rates, and the `log` of requests."""

    def __init__(
        self,
        world: World,
        *,
        faults: Faults | None = None,
        token: str | Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.world = world
        self.faults = faults or Faults()
        self.access = Access(token)
        self.rates = Rates(world.limits.rate)
        self.log = RequestLog()
