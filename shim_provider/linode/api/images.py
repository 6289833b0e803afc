"""Images: https://techdocs.akamai.com/linode-api/reference/get-images

Every call on images. What is known of how they end is `image_waits.py`'s; how to look is that of
`waits/`, how not to make two that of `creates/`, how to send a file `uploads.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from ..creates.creating import Order, create_once
from ..errors import BadReply, NotFound
from ..http.pagination import PAGE_SIZE, fetch_all, ordered
from . import adoption, image_waits
from .uploads import send_file

if TYPE_CHECKING:
    from ..creates.killed import Trail
    from ..http.calls import Noting
    from ..http.transport import Json, JsonList
    from ..patience import Patience
    from .shared import Shared


class Images:
    """The images of the account, for one operation. Every dict is the API's own object."""

    def __init__(self, shared: Shared, patience: Patience) -> None:
        self._shared = shared
        self._patience = patience

    def get(self, image_id: str) -> Json | None:
        """The image as it is now; None if there is none. Raises `BadReply` for anything else."""
        try:
            return self._asked_for(image_id, "GET", path_of(image_id))
        except NotFound:
            return None

    def refresh(self, image_id: str) -> Json | None:
        """As `get`, but concurrent calls are answered by a list where that is as good."""
        return self._shared.refresher.read(
            self._shared.calls, self._patience, image_id, lambda: self.get(image_id)
        )

    def list(
        self,
        filter: Json | None = None,
        *,
        order: str | None = None,
        order_by: str | None = None,
        page_size: int = PAGE_SIZE,
    ) -> JsonList:
        """All images that pass `filter` (X-Filter grammar), of all pages.

        `order` is "asc" or "desc". An `ApiError` with `filter_refused` means: filter by yourself.
        """
        return fetch_all(
            self._shared.calls,
            self._patience,
            "/images",
            page_size=page_size,
            filter=ordered(filter, order, order_by),
        )

    def capture(
        self,
        disk_id: int,
        *,
        label: str,
        description: str = "",
        cloud_init: bool = False,
        tags: Sequence[str] = (),
        linode_id: int | None = None,
        noting: Noting | None = None,
    ) -> Json:
        """Capture a disk; returns the new image, `creating`. Never makes two.

        `linode_id`, the disk's Linode, lets lost answers be settled and failures be explained by
        its events. `noting` is told of each try. Raises `AnswerLost` if it cannot be known whether
        the image was made.
        """
        body = {"disk_id": disk_id, **_described(label, description, cloud_init, tags)}
        wish = adoption.Wish(label, description, tuple(tags), linode_id)
        order = Order(
            "image",
            label,
            ask=lambda: self._made(self._post("/images", body, noting)),
            alike=lambda patience: adoption.captured(self._shared, patience, wish),
        )
        image = create_once(self._shared.calls, self._patience, self._shared.creations, order)
        self._shared.notes.add(image, linode_id)
        return image

    def start_upload(
        self,
        region: str,
        *,
        label: str,
        description: str = "",
        cloud_init: bool = False,
        tags: Sequence[str] = (),
        noting: Noting | None = None,
    ) -> tuple[Json, str]:
        """A new image, `pending_upload`, and the URL for `send_file`. Leaves no second one.

        An image whose answer, and thus URL, was lost is deleted, and another one made.
        """
        body = {"region": region, **_described(label, description, cloud_init, tags)}
        wish = adoption.Wish(label, description, tuple(tags), None)
        order = Order(
            "image",
            label,
            ask=lambda: self._upload_made(self._post("/images/upload", body, noting)),
            alike=lambda patience: adoption.pending(self._shared, patience, wish),
            discard=lambda image, patience: Images(self._shared, patience).delete(image["id"]),
        )
        image = create_once(self._shared.calls, self._patience, self._shared.creations, order)
        url = str(image.pop("upload_to"))
        self._shared.notes.add(image, None)
        return image, url

    def find_made(
        self,
        trail: Trail,
        *,
        label: str,
        description: str = "",
        tags: Sequence[str] = (),
        linode_id: int | None = None,
        upload: bool = False,
    ) -> Json | None:
        """The image that a killed process had asked for, if any: see `creates/killed.py`.

        By its id where that was heard. Raises `AnswerLost` when several fit.
        """
        from ..creates.killed import Search  # 0.6 ms, and few applies follow one that was killed

        shared, patience, image_id = self._shared, self._patience, trail.id
        seconds = shared.settings.poll_seconds
        search = Search(shared.calls, patience, shared.creations, seconds, "image", trail)
        if image_id is not None:
            return search.heard_of(lambda: self.get(image_id))
        wish = adoption.Wish(label, description, tuple(tags), linode_id)
        fitting = adoption.pending if upload else adoption.captured
        return search.made_of(label, lambda: fitting(shared, patience, wish))

    def send_file(
        self,
        url: str,
        path: str | Path,
        md5_expected: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Stream the file to the URL of `start_upload`, in constant memory.

        `progress(sent, total)` is called per chunk. Raises `UploadRefused`, `FileChanged` (the
        MD5 or the size differs; the upload is then left incomplete, so nothing wrong becomes an
        image), `FileUnreadable`, `Unreachable`, `TimeUp`, `Interrupted`.
        """
        send_file(self._shared.calls, self._patience, url, path, md5_expected, progress)

    def update(self, image_id: str, changes: Json) -> Json:
        """Change label, description, tags; only those given."""
        return self._asked_for(image_id, "PUT", path_of(image_id), changes)

    def replicate(self, image_id: str, regions: Sequence[str]) -> Json:
        """Make `regions` the complete set of regions that hold the image."""
        # Asking twice is asking once: the whole set is told.
        path = f"{path_of(image_id)}/regions"
        return self._asked_for(image_id, "POST", path, {"regions": [*regions]})

    def delete(self, image_id: str) -> None:
        """Delete the image and its replicas; already gone is success."""
        try:
            self._shared.calls.send(self._patience, "DELETE", path_of(image_id))
        except NotFound:
            return

    def wait_available(self, image_id: str) -> Json:
        """The image once it is `available`. Raises `ImageVanished` with the likely cause."""
        return image_waits.available(self._shared, self._patience, image_id, self._look)

    def wait_replicated(self, image_id: str, regions: Sequence[str]) -> Json:
        """The image once every one of `regions` holds an available replica.

        Raises `Stuck` naming the regions whose replication was dropped.
        """
        return image_waits.replicated(self._shared, self._patience, image_id, self._look, regions)

    def wait_settled(self, image_id: str) -> Json | None:
        """The image once nothing is in progress, neither itself nor a replica; None if gone."""
        return image_waits.settled(self._shared, self._patience, image_id, self._look)

    def wait_gone(self, image_id: str) -> None:
        """Return once the image does not exist."""
        image_waits.gone(self._shared, self._patience, image_id, self._look)

    def _look(self, image_id: str) -> Json | None:
        """One try: a failure is the poller's to judge, and the next look is the next try."""
        try:
            return self._shared.calls.send(self._patience, "GET", path_of(image_id), tries=1)
        except NotFound:
            return None

    def _asked_for(self, image_id: str, method: str, path: str, body: Json | None = None) -> Json:
        """The image in the answer, which must be the one that was asked for."""
        answer = self._shared.calls.send(self._patience, method, path, body=body)
        if answer.get("id") != image_id:
            raise BadReply(f"{method} {unquote(path)}: the answer is not image {image_id}")
        return answer

    def _post(self, path: str, body: Json, noting: Noting | None) -> Json:
        return self._shared.calls.send(
            self._patience, "POST", path, body=body, create=True, noting=noting
        )

    def _made(self, answer: Json) -> Json:
        if not isinstance(answer.get("id"), str):
            raise BadReply("POST /images: the answer holds no image")
        return answer

    def _upload_made(self, answer: Json) -> Json:
        image, url = answer.get("image"), answer.get("upload_to")
        if not isinstance(image, dict) or not isinstance(url, str):
            raise BadReply("POST /images/upload: the answer holds no image and URL")
        return {**self._made(image), "upload_to": url}


def path_of(image_id: str) -> str:
    """The path of `private/1`: its slash is encoded, as linodego sends it.

    The service takes a plain slash too; what stands in for it need not.
    """
    return f"/images/{quote(image_id, safe='')}"


def _described(label: str, description: str, cloud_init: bool, tags: Sequence[str]) -> Json:
    body: Json = {"label": label}
    if description:
        body["description"] = description  # "" is refused: 1 to 65000 characters
    if cloud_init:
        body["cloud_init"] = True
    if tags:
        body["tags"] = [*tags]
    return body
