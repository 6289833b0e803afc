"""The client: one account's API, and the view of it that one operation has.

`Client(settings)` holds what threads share; `client.within(patience)` is the API as one
operation sees it. The only file that knows all pages; each is loaded when it is first asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .api.shared import Shared

if TYPE_CHECKING:
    from .api.account import Account, Regions, Types
    from .api.builders import Builders
    from .api.events import Events
    from .api.images import Images
    from .api.instances import Instances
    from .api.jobs import Jobs
    from .http.transport import Transport
    from .patience import Patience
    from .settings import Settings


class Client:
    """One account's API, for any number of threads.

    `transport` replaces the network; by default it is `http.session.Session`.
    """

    def __init__(self, settings: Settings, transport: Transport | None = None) -> None:
        self._shared = Shared(settings, transport)

    def within(self, patience: Patience) -> Api:
        """The API, for one operation bounded by `patience`. Cheap."""
        return Api(self._shared, patience)

    def close(self) -> None:
        """Close the connections."""
        self._shared.close()


class Api:
    """The API as one operation sees it: every call and wait is bounded by its patience."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self.shared = shared
        self.patience = patience

    def at_last(self, seconds: float) -> Api:
        """The API for what is to be done even when the operation's time is up: so long at least."""
        return Api(self.shared, self.patience.at_least(seconds))

    @cached_property
    def images(self) -> Images:
        from .api.images import Images

        return Images(self.shared, self.patience)

    @cached_property
    def instances(self) -> Instances:
        from .api.instances import Instances

        return Instances(self.shared, self.patience)

    @cached_property
    def builders(self) -> Builders:
        from .api.builders import Builders

        return Builders(self.shared, self.patience)

    @cached_property
    def jobs(self) -> Jobs:
        from .api.jobs import Jobs

        return Jobs(self.shared, self.patience)

    @cached_property
    def events(self) -> Events:
        from .api.events import Events

        return Events(self.shared, self.patience)

    @cached_property
    def regions(self) -> Regions:
        from .api.account import Regions

        return Regions(self.shared, self.patience)

    @cached_property
    def types(self) -> Types:
        from .api.account import Types

        return Types(self.shared, self.patience)

    @cached_property
    def account(self) -> Account:
        from .api.account import Account

        return Account(self.shared, self.patience)
