"""Account events: https://techdocs.akamai.com/linode-api/reference/get-events"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..http.pagination import PAGE_SIZE, fetch_page, ordered

if TYPE_CHECKING:
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared

# The newest are wanted; more than this have not happened since a create of ours.
EVENTS_PER_LOOK = 100


class Events:
    """What happened on the account, for one operation."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience

    def list(
        self,
        action: str | None = None,
        *,
        entity_type: str | None = None,
        entity_id: int | None = None,
        since: str | None = None,
        tries: int | None = None,
    ) -> JsonList:
        """The newest events (one page) first; `since` is a time of the API's own format."""
        terms = {
            "action": action,
            "entity.type": entity_type,
            "entity.id": entity_id,
            "created": {"+gte": since} if since else None,
        }
        filter = {key: value for key, value in terms.items() if value is not None}
        page = fetch_page(
            self._shared.calls,
            self._patience,
            "/account/events",
            page_size=EVENTS_PER_LOOK,
            filter=ordered(filter, "desc", "created"),
            tries=tries,
        )
        return page.data

    def history(self, action: str) -> JsonList:
        """The newest events of an action, as many as fit into the largest page."""
        return fetch_page(
            self._shared.calls,
            self._patience,
            "/account/events",
            page_size=PAGE_SIZE,
            filter=ordered({"action": action}, "desc", "created"),
        ).data

    def of_capture(self, linode_id: int, since: str | None) -> JsonList:
        """The captures of a Linode's disks. Their entity is the Linode, not the image."""
        return self.list("disk_imagize", entity_type="linode", entity_id=linode_id, since=since)

    def why_image_failed(
        self, linode_id: int | None, image_id: str, since: str | None
    ) -> str | None:
        """What the failed event of that imaging or upload says; None if there is none."""
        if linode_id is not None:
            events, unnamed = self.of_capture(linode_id, since), True
        else:
            events, unnamed = self.list(since=since), False
        for event in events:
            if unnamed and not _of_capture(event, linode_id):
                continue  # not every stand-in of the API keeps to the filter
            named = names_image(event, image_id)
            if event.get("status") == "failed" and (unnamed if named is None else named):
                message = event.get("message")
                told = f': "{message}"' if message else ""
                return f"its event {event.get('action')} failed{told}"
        return None


def linode_of(event: Json) -> int | None:
    """The number of the Linode that the event is about; None if it is about none."""
    entity = event.get("entity")
    told = entity.get("id") if isinstance(entity, dict) and entity.get("type") == "linode" else None
    return told if isinstance(told, int) else None


def percent_of(event: Json | None) -> int | None:
    """How much of it is done, where that is told."""
    told = (event or {}).get("percent_complete")
    return told if isinstance(told, int) else None


def _of_capture(event: Json, linode_id: int | None) -> bool:
    entity = event.get("entity") or {}
    return event.get("action") == "disk_imagize" and entity.get("id") in (None, linode_id)


def names_image(event: Json, image_id: str) -> bool | None:
    """Whether the event is about that image; None if it names no image.

    Events give an image's bare number or its id, as `entity` (image_upload) or as
    `secondary_entity` (disk_imagize); Cloud Manager reads both forms, too.
    """
    named = [_image_number(event.get(key)) for key in ("entity", "secondary_entity")]
    numbers = [number for number in named if number is not None]
    return _number(image_id) in numbers if numbers else None


def image_number(event: Json) -> str | None:
    """The bare number of the image that the event names; None if it names none."""
    return _image_number(event.get("entity")) or _image_number(event.get("secondary_entity"))


def _image_number(entity: Any) -> str | None:
    if not isinstance(entity, dict) or entity.get("type") != "image":
        return None
    return _number(str(entity.get("id")))


def _number(image_id: str) -> str:
    return image_id.rpartition("/")[2]
