"""One request on its way to a handler: what was asked, by whom, when, and the open transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..world.clock import wire_time
from ..world.moment import Moment
from ..world.refusals import busy
from . import lists
from .access import Caller, invalid_token
from .errors import ApiError, not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..world.tables import Parameters, Row, Tables
    from .filters import Fields
    from .served import Served


class Call:
    """What a handler gets. `now` is the world's time at which the transaction began."""

    def __init__(
        self,
        served: Served,
        *,
        method: str,
        path: str,
        query: Mapping[str, str],
        x_filter: str | None,
        body: dict[str, Any],
        caller: Caller | None,
        base_url: str,
    ) -> None:
        self.served = served
        self.world = served.world
        self.method = method
        self.path = path
        self.query = query
        self.x_filter = x_filter
        self.body = body
        self._caller = caller
        self.base_url = base_url
        self.now = 0.0
        self.tables: Tables

    @property
    def anonymous(self) -> bool:
        return self._caller is None

    @property
    def caller(self) -> Caller:
        """Raises ApiError 401 when the request carries no token."""
        if self._caller is None:
            raise invalid_token()
        return self._caller

    @property
    def account(self) -> str:
        return self.caller.account

    @property
    def wire_now(self) -> str:
        return wire_time(self.now)

    @property
    def moment(self) -> Moment:
        """For what makes things happen. Raises ApiError 401 when the request carries no token."""
        caller = self.caller
        return Moment(self.tables, self.now, self.world.durations, caller.account, caller.username)

    def listing(
        self,
        kind: str,
        allowed: Fields,
        scope: tuple[str, Parameters],
        show: Callable[[Row], dict[str, Any]] = lambda row: row.doc,
        unsorted: str = "seq",
    ) -> dict[str, Any]:
        """The page of a list that this request asks for."""
        return lists.listing(
            self.tables, kind, self.query, self.x_filter, allowed, scope, show, unsorted
        )

    def own(self, kind: str, id: str | int, parent: str | int | None = None) -> Row:
        """A thing of the caller's account. Raises ApiError 404, also for somebody else's.

        And RefusedError when a Linode is to be changed that is being deleted: what was acknowledged
        would be gone with it.
        """
        row = self._found(kind, id, parent)
        if row is None:
            raise not_found()
        return row

    def named(self, kind: str, id: str | int, field: str, parent: str | int | None = None) -> Row:
        """As `own`, of what a field of the body names. Raises ApiError 400 where there is none."""
        row = self._found(kind, id, parent)
        if row is None:
            raise ApiError(400, f"{field} is not valid", field)
        return row

    def _found(self, kind: str, id: str | int, parent: str | int | None) -> Row | None:
        row = self.tables.find(kind, id)
        if row is None or row.account != self.account or parent not in (None, row.parent):
            return None
        if self.method in ("POST", "PUT") and row.doc.get("status") == "deleting":
            raise busy()
        return row

    def reread(self, row: Row) -> Row:
        """The row as the transaction has it by now. Raises ApiError 404 when it is gone."""
        fresh = self.tables.find(row.kind, row.id)
        if fresh is None:
            raise not_found()
        return fresh

    def service_fault(self, kind: str, label: str = "") -> bool:
        """`label`: of the Linode that it would befall."""
        return self.served.faults.service(kind, self.method, self.path, self.account, label)
