"""The client: what is shared by all operations on one account, and the view of one operation.

`Client(settings)` holds what threads share; `client.within(patience)` is the API as one
operation sees it. Loads requests at the first request, not before.
"""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .account import Account, Regions, Types
    from .events import Events
    from .images import Images
    from .instances import Instances
    from .patience import Patience
    from .transport import Transport


class Settings(NamedTuple):
    """How to reach the API. Times in seconds."""

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
        self._transport = transport
        self._opening = threading.Lock()

    def within(self, patience: Patience) -> Api:
        """The API, for one operation bounded by `patience`. Cheap."""
        return Api(self, patience)

    def close(self) -> None:
        """Close the connections."""


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
