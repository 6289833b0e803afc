"""Regions, types, and who the token belongs to.

https://techdocs.akamai.com/linode-api/reference/get-regions, get-linode-types, get-profile
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ..errors import NotFound
from ..http.pagination import fetch_all

if TYPE_CHECKING:
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared


class Regions:
    """The regions; the same for the life of the client."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience

    def all(self) -> JsonList:
        """Every region, asked for once per client."""
        return self._shared.remembered(
            "/regions", lambda: fetch_all(self._shared.calls, self._patience, "/regions")
        )


class Types:
    """The types of Linodes; the same for the life of the client."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience

    def all(self) -> JsonList:
        """Every type, asked for once per client."""
        path = "/linode/types"
        return self._shared.remembered(
            path, lambda: fetch_all(self._shared.calls, self._patience, path)
        )

    def get(self, type_id: str) -> Json | None:
        """One type, also one that the list leaves out; None if there is none."""
        path = f"/linode/types/{quote(type_id, safe='')}"
        try:
            return self._shared.calls.send(self._patience, "GET", path)
        except NotFound:
            return None


class Account:
    """Who the token belongs to, and what it may do."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience

    def profile(self) -> Json:
        """The token's user, asked for once per client. Raises `Unauthorized` for a bad token."""
        return self._shared.remembered(
            "/profile", lambda: self._shared.calls.send(self._patience, "GET", "/profile")
        )

    def scopes(self) -> frozenset[str] | None:
        """The token's scopes as the API told them (X-OAuth-Scopes), such as `images:read_write`
        or `*`; None if no answer has told them."""
        return self._shared.calls.scopes
