"""How far Linode is with what is waited for, as its events tell: `percent_complete`.

Asked only while somebody watches, and by one request for all waits of the client, at most as often
as a wait looks. A token without the scope for events is told nothing, and nothing fails of it.
https://techdocs.akamai.com/linode-api/reference/get-events
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ..errors import LinodeError
from ..waits.polling import passing
from .events import Events, linode_of, names_image, percent_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared

#: The least seconds between two requests, and the most that one may take.
_LEAST, _MOST = 1.0, 5.0

_OPEN = ("scheduled", "started")


def tell_of_image(shared: Shared, patience: Patience, image_id: str) -> None:
    """Report how far Linode is with the image, where somebody watches."""
    _tell(shared, patience, lambda event: names_image(event, image_id) is True)


def tell_of_linode(shared: Shared, patience: Patience, linode_id: int) -> None:
    """Report how far it is with what it does to the Linode just now, where somebody watches."""
    _tell(shared, patience, lambda event: linode_of(event) == linode_id)


def _tell(shared: Shared, patience: Patience, fits: Callable[[Json], bool]) -> None:
    if patience.report.watched():
        percents: _Percents = shared.remembered("percents", _Percents)
        patience.report.percent(percents.of(shared, patience, fits))


class _Percents:
    """The newest events, for all who wait."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._looked = 0.0
        self._events: JsonList = []
        self._blind = False

    def of(self, shared: Shared, patience: Patience, fits: Callable[[Json], bool]) -> int | None:
        """Of the newest event under way that fits; None where there is none, or it has none."""
        self._look(shared, patience)
        fitting = [one for one in self._events if one.get("status") in _OPEN and fits(one)]
        newest = max(fitting, key=lambda event: int(event["id"]), default={})
        return percent_of(newest)

    def _look(self, shared: Shared, patience: Patience) -> None:
        """Ask, unless that was done just now, or is being done for another wait."""
        pause = max(_LEAST, shared.settings.poll_seconds)
        if self._blind or time.monotonic() - self._looked < pause:
            return
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            self._events = Events(shared, patience.at_most(_MOST)).list(tries=1)
        except LinodeError as failure:
            self._blind = not passing(failure)
        finally:
            self._looking.release()
