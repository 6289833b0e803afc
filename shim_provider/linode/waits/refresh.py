"""Reads of many images at once, answered by a few lists.

Terraform refreshes images a handful at a time (its -parallelism). A read that is alone goes out
as a single GET. Reads that come together share pages of `GET /images`, and what a page brought
answers later reads of the same refresh for a few seconds. The rules that keep it as true and as
cheap as single reads:

- an image answered from a page is finished: available, no replica in progress, with every key that
  a single read has shown. All others are read singly.
- any write through this client makes the pages invalid (`Calls.writes`).
- after the first, pages are fetched only if all that are left cost no more than the single reads
  that wait and were made lately: an account with thousands of images is not listed for two.
- a list that fails is no failure: each image is then read singly.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import Interrupted, LinodeError, TimeUp
from ..http.pagination import fetch_page

if TYPE_CHECKING:
    from ..http.calls import Calls
    from ..http.transport import Json
    from ..patience import Patience

log = logging.getLogger(__name__)

# Reads that arrive within this time are taken together. It delays a read that stays alone.
GATHER_SECONDS = 0.004

# How long a page answers reads. Terraform refreshes a thousand images in a few seconds.
SNAPSHOT_SECONDS = 5.0

# Single reads within SNAPSHOT_SECONDS after which even a lone read takes a page: -parallelism=1.
LONE_READS = 3

# Tries of a page before the images are read singly.
LIST_TRIES = 3

OWN_IMAGES = {"is_public": False}


class Group:
    """Reads taken together; `done` is set when their pages have come, or failed to."""

    def __init__(self) -> None:
        self.wanted: set[str] = set()
        self.reads = 0
        self.done = threading.Event()


class Snapshot:
    """The pages of one list so far, and when and after how many writes it began."""

    def __init__(self, writes: int) -> None:
        self.writes = writes
        self.began = time.monotonic()
        self.images: dict[str, Json] = {}
        self.pages = 1
        self.pages_read = 0


class Refresher:
    """Shared by all threads of a client."""

    def __init__(
        self,
        gather_seconds: float = GATHER_SECONDS,
        snapshot_seconds: float = SNAPSHOT_SECONDS,
    ) -> None:
        self._gather_seconds = gather_seconds
        self._snapshot_seconds = snapshot_seconds
        self._lock = threading.Lock()
        self._fetching = threading.Lock()
        self._gathering: Group | None = None
        self._listing: Group | None = None
        self._snapshot = Snapshot(-1)
        self._lone: list[float] = []
        self._keys: frozenset[str] = frozenset()

    def read(
        self,
        calls: Calls,
        patience: Patience,
        image_id: str,
        read_singly: Callable[[], Json | None],
    ) -> Json | None:
        """The image as `read_singly` would give it, for a share of a page if possible.

        It may be handed to several readers: they must not change it.
        """
        image = self._await_listing(calls, patience, image_id)
        if image is None and not calls.down:
            self._gather(calls, patience, image_id, read_singly)
            image = self._known(calls, image_id)
        if image is not None:
            return image
        image = read_singly()
        self._note_single(image)
        return image

    def _await_listing(self, calls: Calls, patience: Patience, image_id: str) -> Json | None:
        """From the pages that are here, or from those on their way."""
        image = self._known(calls, image_id)
        listing = self._listing
        if image is None and listing is not None:
            listing.done.wait(patience.left())
            image = self._known(calls, image_id)
        return image

    def _known(self, calls: Calls, image_id: str) -> Json | None:
        with self._lock:
            if not self._valid(calls):
                return None
            image = self._snapshot.images.get(image_id)
        return image if image is not None and self._finished(image) else None

    def _valid(self, calls: Calls) -> bool:
        age = time.monotonic() - self._snapshot.began
        return self._snapshot.writes == calls.writes and age < self._snapshot_seconds

    def _finished(self, image: Json) -> bool:
        replicas = image.get("regions") or []
        return (
            image.get("status") == "available"
            and all(replica.get("status") == "available" for replica in replicas)
            and bool(self._keys)
            and self._keys <= image.keys()
        )

    def _gather(
        self,
        calls: Calls,
        patience: Patience,
        image_id: str,
        read_singly: Callable[[], Json | None],
    ) -> None:
        """Wait for company; one of those who came together fetches pages for all."""
        with self._lock:
            leading = self._gathering is None
            group = self._gathering = self._gathering or Group()
            group.wanted.add(image_id)
            group.reads += 1
        if not leading:
            group.done.wait(patience.left())
            return
        try:
            patience.sleep(self._gather_seconds, f"image {image_id}")
            if self._close(group) and self._knows_keys(read_singly):
                self._fetch(calls, patience, group)
        finally:
            self._open(group)
            group.done.set()

    def _knows_keys(self, read_singly: Callable[[], Json | None]) -> bool:
        """Read one image singly, the first time, to know what a page must not lack."""
        if not self._keys:
            with contextlib.suppress(LinodeError):
                self._note_single(read_singly())
        return bool(self._keys)

    def _close(self, group: Group) -> bool:
        """Let nobody in any more; whether a list is worth it. From here, newcomers await it."""
        lone = self._recent_lone_reads()
        with self._lock:
            self._gathering = None
            worth = group.reads > 1 or lone >= LONE_READS
            self._listing = group if worth else self._listing
            return worth

    def _open(self, group: Group) -> None:
        with self._lock:
            self._gathering = None if self._gathering is group else self._gathering
            self._listing = None if self._listing is group else self._listing

    def _fetch(self, calls: Calls, patience: Patience, group: Group) -> None:
        if not self._fetching.acquire(timeout=patience.left()):
            return
        try:
            while self._worth_a_page(calls, group):
                self._fetch_next(calls, patience)
        except (TimeUp, Interrupted):
            raise
        except LinodeError as failure:
            # No harm: each image is read singly, and tells by itself what is wrong.
            log.debug("no list of images: %s", failure)
            self._snapshot.pages = self._snapshot.pages_read
        finally:
            self._fetching.release()

    def _worth_a_page(self, calls: Calls, group: Group) -> bool:
        """Whether a page is missing, and costs no more than the single reads it may replace."""
        lone = self._recent_lone_reads()
        with self._lock:
            if not self._valid(calls):
                self._snapshot = Snapshot(calls.writes)
            unread = len(group.wanted - self._snapshot.images.keys())
            left = self._snapshot.pages - self._snapshot.pages_read
            first = self._snapshot.pages_read == 0
            return unread > 0 and left > 0 and (first or left <= unread + lone)

    def _fetch_next(self, calls: Calls, patience: Patience) -> None:
        snapshot = self._snapshot
        page = snapshot.pages_read + 1
        got = fetch_page(calls, patience, "/images", page=page, filter=OWN_IMAGES, tries=LIST_TRIES)
        with self._lock:
            snapshot.images.update({str(image.get("id")): image for image in got.data})
            snapshot.pages_read, snapshot.pages = page, got.pages

    def _recent_lone_reads(self) -> int:
        oldest = time.monotonic() - self._snapshot_seconds
        with self._lock:
            self._lone = [when for when in self._lone if when > oldest]
            return len(self._lone)

    def _note_single(self, image: Json | None) -> None:
        with self._lock:
            self._lone.append(time.monotonic())
            if image is not None and image.get("is_public") is False:
                self._keys = frozenset(image)
