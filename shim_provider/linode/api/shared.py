"""What the pages of one client share, from any thread. Knows none of the pages.

Loads requests at the first request, not before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..creates.creating import Creations
    from ..creates.notes import Notes
    from ..http.calls import Calls
    from ..http.transport import Transport
    from ..settings import Settings
    from ..waits.polling import Poller
    from ..waits.refresh import Refresher

T = TypeVar("T")


class Shared:
    """The calls, the looks and the creates of one account, for any number of threads.

    `transport` replaces the network; by default it is `http.session.Session`.
    """

    def __init__(self, settings: Settings, transport: Transport | None = None) -> None:
        self.settings = settings
        self._transport = transport
        self._opened: _Opened | None = None
        self._opening = threading.Lock()
        self._remembered: dict[str, Any] = {}
        self._remembering = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        with self._opening:
            if self._opened is not None:
                self._opened.calls.transport.close()

    @property
    def calls(self) -> Calls:
        return self._open().calls

    @property
    def refresher(self) -> Refresher:
        return self._open().refresher

    @property
    def poller(self) -> Poller:
        return self._open().poller

    @property
    def creations(self) -> Creations:
        return self._open().creations

    @property
    def notes(self) -> Notes:
        return self._open().notes

    def remembered(self, key: str, ask: Callable[[], T]) -> T:
        """What `ask` answered the first time. Whoever wants it meanwhile waits for that answer."""
        if key not in self._remembered:
            with self._remembering:
                if key not in self._remembered:
                    self._remembered[key] = ask()
        answer: T = self._remembered[key]
        return answer

    def _open(self) -> _Opened:
        if self._opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = _Opened(self.settings, self._transport)
        return self._opened


class _Opened:
    """What is made at the first request: only here the other rooms are loaded.

    That takes 60 ms, most of it for requests.
    """

    def __init__(self, settings: Settings, transport: Transport | None) -> None:
        from ..creates.creating import Creations
        from ..creates.notes import Notes
        from ..http.calls import Calls
        from ..http.retry import Delays
        from ..waits.polling import Poller
        from ..waits.refresh import Refresher

        delays = Delays(settings.min_retry_seconds, settings.max_retry_seconds)
        self.calls = Calls(transport or _session(settings), delays)
        self.refresher = Refresher()
        self.poller = Poller(settings.poll_seconds)
        self.creations = Creations()
        self.notes = Notes()


def _session(settings: Settings) -> Transport:
    from ..http.session import Session

    return Session(settings)
