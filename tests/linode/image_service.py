"""A scripted image service with a memory: just enough of Linode for the tests of this room.

The tests set its state and its faults; it keeps no rules of its own beyond what is written here
(the emulator does).
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

from .scripted_api import Answer, Asked, ScriptedApi, page, refused

Image = dict[str, Any]


class ImageService:
    """Images by id, served by `api`. `faults` are used up by the creates, one each.

    A fault is given the function that does the create, and answers as it likes: it may do it
    or not.
    """

    def __init__(self, api: ScriptedApi, clock_ahead: float = 0.0) -> None:
        self.api = api
        self.images: dict[str, Image] = {}
        self.faults: list[Callable[[Callable[[], Answer]], Answer]] = []
        self.hidden_looks = 0
        self.clock_ahead = clock_ahead
        self.dated = True
        self.events: list[dict[str, Any]] = []
        self.lock = threading.RLock()
        api.fallback = self.answer

    def add(self, **fields: Any) -> Image:
        with self.lock:
            number = 100 + len(self.images)
            image = {
                "id": f"private/{number}",
                "label": "mine",
                "description": "",
                "tags": [],
                "status": "available",
                "type": "manual",
                "is_public": False,
                "created": self.now(),
                "created_by": "me",
                "regions": [],
                **fields,
            }
            self.images[image["id"]] = image
            return image

    def now(self) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + self.clock_ahead))

    def answer(self, asked: Asked) -> Answer:
        with self.lock:
            return self._dated(self._answer(asked))

    def _dated(self, answer: Answer) -> Answer:
        seconds = time.gmtime(time.time() + self.clock_ahead)
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", seconds)
        date = date if self.dated else "unknown"
        return answer._replace(headers={"Date": date, **answer.headers})

    def _answer(self, asked: Asked) -> Answer:
        if asked.method == "POST" and asked.path in ("/images", "/images/upload"):
            return self._create(asked)
        if asked.path == "/images":
            return self._list(asked)
        if asked.path == "/profile":
            return Answer(200, {"username": "me"})
        if asked.path == "/account/events":
            return page(self.events, asked)
        found = re.fullmatch(r"/images/(private/\d+)", asked.path)
        if not found or found[1] not in self.images:
            return refused("Not found", status=404)
        if asked.method == "DELETE":
            del self.images[found[1]]
            return Answer(200, {})
        return Answer(200, self.images[found[1]])

    def _list(self, asked: Asked) -> Answer:
        if self.hidden_looks:
            self.hidden_looks -= 1
            return page([], asked)
        wanted = asked.filter or {}
        labels = [one["label"] for one in wanted.get("+or", [])] or [wanted.get("label")]
        found = [image for image in self.images.values() if image["label"] in labels]
        return page(found if any(labels) else self.images.values(), asked)

    def _create(self, asked: Asked) -> Answer:
        def create() -> Answer:
            uploading = asked.path.endswith("upload")
            body = asked.json
            image = self.add(
                label=body["label"],
                description=body.get("description", ""),
                tags=body.get("tags", []),
                status="pending_upload" if uploading else "creating",
            )
            url = f"{self.api.url}/storage/{image['id']}?Signature=hush"
            return Answer(200, {"image": image, "upload_to": url} if uploading else image)

        return self.faults.pop(0)(create) if self.faults else create()
