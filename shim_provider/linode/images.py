"""Images: https://techdocs.akamai.com/linode-api/reference/get-images"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import Client
    from .patience import Patience
    from .transport import Json, JsonList


class Images:
    """The images of the account, for one operation. Every dict is the API's own object."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    def get(self, image_id: str) -> Json | None:
        """The image as it is now; None if there is none."""
        raise NotImplementedError

    def refresh(self, image_id: str) -> Json | None:
        """As `get`, but concurrent calls are answered by a list where that is as good."""
        raise NotImplementedError

    def list(
        self,
        filter: Json | None = None,
        *,
        order: str | None = None,
        order_by: str | None = None,
        page_size: int = 500,
    ) -> JsonList:
        """All images that pass `filter` (X-Filter grammar), of all pages.

        `order` is "asc" or "desc". An `ApiError` with `filter_refused` means: filter by yourself.
        """
        raise NotImplementedError

    def capture(
        self,
        disk_id: int,
        *,
        label: str,
        description: str = "",
        cloud_init: bool = False,
        tags: Sequence[str] = (),
        linode_id: int | None = None,
    ) -> Json:
        """Capture a disk; returns the new image, `creating`. Never makes two.

        `linode_id`, the disk's Linode, lets failures be explained by its events.
        Raises `AnswerLost` if it cannot be known whether the image was made.
        """
        raise NotImplementedError

    def start_upload(
        self,
        region: str,
        *,
        label: str,
        description: str = "",
        cloud_init: bool = False,
        tags: Sequence[str] = (),
    ) -> tuple[Json, str]:
        """A new image, `pending_upload`, and the URL for `send_file`. Leaves no second one."""
        raise NotImplementedError

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
        raise NotImplementedError

    def update(self, image_id: str, changes: Json) -> Json:
        """Change label, description, tags; only those given."""
        raise NotImplementedError

    def replicate(self, image_id: str, regions: Sequence[str]) -> Json:
        """Make `regions` the complete set of regions that hold the image."""
        raise NotImplementedError

    def delete(self, image_id: str) -> None:
        """Delete the image and its replicas; already gone is success."""
        raise NotImplementedError

    def wait_available(self, image_id: str) -> Json:
        """The image once it is `available`. Raises `ImageVanished` with the likely cause."""
        raise NotImplementedError

    def wait_replicated(self, image_id: str, regions: Sequence[str]) -> Json:
        """The image once every one of `regions` holds an available replica.

        Raises `Stuck` naming the regions whose replication was dropped.
        """
        raise NotImplementedError

    def wait_settled(self, image_id: str) -> Json | None:
        """The image once nothing is in progress, neither itself nor a replica; None if gone."""
        raise NotImplementedError

    def wait_gone(self, image_id: str) -> None:
        """Return once the image does not exist."""
        raise NotImplementedError
