"""The client: what is shared by all operations on one account, and the view of one operation.

`Client(settings)` holds what threads share; `client.within(patience)` is the API as one
operation sees it. Loads requests at the first request, not before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .notes import Notes

if TYPE_CHECKING:
    from .account import Account, Regions, Types
    from .calls import Calls
    from .creating import Creations
    from .events import Events
    from .images import Images
    from .instances import Instances
    from .jobs import Jobs
    from .patience import Patience
    from .polling import Poller
    from .refresh import Refresher
    from .transport import Transport

T = TypeVar("T")


class Settings(NamedTuple):
    """How to reach the API. Times in seconds.

    `poll_seconds`: how often a wait looks, once its first quick looks are over.
    `min_retry_seconds`, `max_retry_seconds`: bounds of the delay before a failed request is tried
    again; a longer Retry-After of the API is obeyed.
    """

    url: str = "https://api.linode.com"
    api_version: str = "v4"
    token: str = ""
    ca_path: str | None = None
    user_agent: str = "linode-shim"
    poll_seconds: float = 4.0
    min_retry_seconds: float = 0.1
    max_retry_seconds: float = 30.0

    def __repr__(self) -> str:
        """Without the token."""
        return f"Settings(url={self.url!r}, api_version={self.api_version!r})"


class Client:
    """One account's API, for any number of threads.

    `transport` replaces the network; by default it is `session.Session`.
    """

    def __init__(self, settings: Settings, transport: Transport | None = None) -> None:
        self.settings = settings
        self.notes = Notes()
        self._transport = transport
        self._shared: _Shared | None = None
        self._opening = threading.Lock()
        self._remembered: dict[str, Any] = {}
        self._remembering = threading.Lock()

    def within(self, patience: Patience) -> Api:
        """The API, for one operation bounded by `patience`. Cheap."""
        return Api(self, patience)

    def close(self) -> None:
        """Close the connections."""
        with self._opening:
            if self._shared is not None:
                self._shared.calls.transport.close()

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

    def remembered(self, key: str, ask: Callable[[], T]) -> T:
        """What `ask` answered the first time. Whoever wants it meanwhile waits for that answer."""
        if key not in self._remembered:
            with self._remembering:
                if key not in self._remembered:
                    self._remembered[key] = ask()
        answer: T = self._remembered[key]
        return answer

    def _open(self) -> _Shared:
        """The only place that loads the rest of the room: 60 ms, most of it requests."""
        if self._shared is None:
            from .calls import Calls
            from .creating import Creations
            from .polling import Poller
            from .refresh import Refresher
            from .retry import Delays

            with self._opening:
                if self._shared is None:
                    delays = Delays(
                        self.settings.min_retry_seconds, self.settings.max_retry_seconds
                    )
                    self._shared = _Shared(
                        Calls(self._transport or self._session(), delays),
                        Refresher(),
                        Poller(self.settings.poll_seconds),
                        Creations(),
                    )
        return self._shared

    def _session(self) -> Transport:
        from .session import Session

        return Session(self.settings)


class _Shared(NamedTuple):
    calls: Calls
    refresher: Refresher
    poller: Poller
    creations: Creations


class Api:
    """The API as one operation sees it: every call and wait is bounded by its patience."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self.client = client
        self.patience = patience

    @cached_property
    def images(self) -> Images:
        from .images import Images

        return Images(self.client, self.patience)

    @cached_property
    def instances(self) -> Instances:
        from .instances import Instances

        return Instances(self.client, self.patience)

    @cached_property
    def jobs(self) -> Jobs:
        from .jobs import Jobs

        return Jobs(self.client, self.patience)

    @cached_property
    def events(self) -> Events:
        from .events import Events

        return Events(self.client, self.patience)

    @cached_property
    def regions(self) -> Regions:
        from .account import Regions

        return Regions(self.client, self.patience)

    @cached_property
    def types(self) -> Types:
        from .account import Types

        return Types(self.client, self.patience)

    @cached_property
    def account(self) -> Account:
        from .account import Account

        return Account(self.client, self.patience)
