"""What this client knows of the images it has made, while that helps to wait for them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..http.transport import Json

# Far more than are in progress at once; a note that was dropped costs a single read.
NOTES = 4096


class Note(NamedTuple):
    """An image's label, the Linode it was captured from, and when it was made (API's time)."""

    label: str | None = None
    linode_id: int | None = None
    created: str | None = None


class Notes:
    """The notes of one client, by image id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notes: OrderedDict[str, Note] = OrderedDict()

    def add(self, image: Json, linode_id: int | None) -> None:
        note = Note(image.get("label"), linode_id, image.get("created"))
        with self._lock:
            self._notes[image["id"]] = note
            if len(self._notes) > NOTES:
                self._notes.popitem(last=False)

    def get(self, image_id: str) -> Note:
        """The note; an empty one if there is none."""
        with self._lock:
            return self._notes.get(image_id, Note())
