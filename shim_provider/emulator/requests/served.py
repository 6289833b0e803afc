"""What stands before a world that is served: who may ask, how often, what goes wrong on the way.

Holds these parts together, for the process; none of it is in the folder of the world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .log import RequestLog
from .rate_limits import Rates

if TYPE_CHECKING:
    from ..faults.rules import Faults
    from ..world.world import World
    from .access import Access


class Served:
    """A `world`, and before it tokens, the `faults` in force, rates, and the `log` of requests."""

    def __init__(self, world: World, access: Access, faults: Faults) -> None:
        self.world = world
        self.access = access
        self.faults = faults
        self.rates = Rates(world.limits.rate)
        self.log = RequestLog()
