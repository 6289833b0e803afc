"""Account events: https://techdocs.akamai.com/linode-api/reference/get-events"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import Client
    from .patience import Patience
    from .transport import JsonList


class Events:
    """What happened on the account, for one operation."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    def list(
        self,
        action: str | None = None,
        *,
        entity_type: str | None = None,
        entity_id: int | None = None,
        since: str | None = None,
    ) -> JsonList:
        """The newest events (one page) first; `since` is a time of the API's own format."""
        raise NotImplementedError

    def why_image_failed(
        self, linode_id: int | None, image_id: str, since: str | None
    ) -> str | None:
        """What the failed event of that imaging or upload says; None if there is none."""
        raise NotImplementedError
