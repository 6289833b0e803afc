"""Waiting for images: one look for all that wait, as often as it pays.

Every waiting thread sleeps until its own next look is due. The first to wake looks for all whose
look is due about then: by one list of their labels when they are several, else by a single GET.
Looks come quickly at first, then every `poll_seconds`. A look that fails in passing (5xx, no
connection, 429) is no news, not an end: only patience ends a wait.

Knows when and how to look; what is waited for is the caller's question. No thread of its own.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..errors import ApiError, LinodeError, TimeUp
from ..http.pagination import Page, fetch_page
from ..http.retry import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..http.calls import Calls
    from ..http.transport import Json
    from ..patience import Patience

T = TypeVar("T")

# The first look, and the interval after it, which then doubles; in seconds.
FIRST_LOOK = 0.02
FIRST_INTERVAL = 0.1

# What was just created may not be shown yet for so many polling intervals (10 s by default).
UNSEEN_INTERVALS = 2.5

# From so many on, one list is cheaper than single reads.
LIST_FROM = 3

# While the rate limit of lists is nearly spent, up to so many images are read singly: at one look
# in four seconds they stay below the limit of single reads, 400 in a minute. More wait for a list.
SINGLE_UP_TO = 20

# So many labels fit into one X-Filter header (8 KB is a usual limit for all headers).
LABELS_PER_LIST = 50


class Intervals:
    """When to look next: quickly at first, then every `poll_seconds`."""

    def __init__(self, poll_seconds: float) -> None:
        self.poll_seconds = poll_seconds
        self.began = time.monotonic()
        self.interval = min(FIRST_INTERVAL, poll_seconds)
        self.due = time.monotonic() + min(FIRST_LOOK, poll_seconds)

    def young(self) -> bool:
        """Whether what was never seen may still show."""
        return time.monotonic() - self.began < self.poll_seconds * UNSEEN_INTERVALS

    def looked(self) -> None:
        self.due = time.monotonic() + self.interval
        self.interval = min(self.interval * 2, self.poll_seconds)

    def left(self) -> float:
        return max(0.0, self.due - time.monotonic())


class Watch(Intervals):
    """One thread's wait for one image."""

    def __init__(self, image_id: str, label: str | None, poll_seconds: float) -> None:
        super().__init__(poll_seconds)
        self.image_id = image_id
        self.label = label
        #: Set while another thread's look includes this image.
        self.look: threading.Event | None = None
        #: What that look brought: the image, a failure, or nothing.
        self.news: Json | LinodeError | None = None

    def unlooked(self) -> bool:
        """Whether a list can show it, and nobody has looked for it yet."""
        return self.label is not None and self.look is None and self.news is None


class Company(NamedTuple):
    """Watches that one list looks for; `look` is set when it is done."""

    look: threading.Event
    watches: list[Watch]


class Poller:
    """Shared by all threads of a client."""

    def __init__(self, poll_seconds: float) -> None:
        self._poll_seconds = poll_seconds
        self._lock = threading.Lock()
        self._watches: set[Watch] = set()
        self._lists = True
        self._list_after = 0.0

    def wait(
        self,
        calls: Calls,
        patience: Patience,
        image_id: str,
        waiting_for: str,
        judge_image: Callable[[Json | None], T | None],
        *,
        read_singly: Callable[[], Json | None],
        label: str | None = None,
    ) -> T:
        """What `judge_image` makes of the image, once that is not None.

        It is given None when the image does not exist. Raises what it raises, refusals by the API,
        `TimeUp` with the last failure, `Interrupted`.
        """
        last: LinodeError | None = None
        with self._watching(Watch(image_id, label, self._poll_seconds)) as watch:
            try:
                while True:
                    patience.sleep(watch.left(), waiting_for)
                    seen = self._seen(calls, patience, watch, read_singly)
                    last = seen if isinstance(seen, LinodeError) else None
                    if not isinstance(seen, LinodeError):
                        result = judge_image(seen)
                        if result is not None:
                            return result
                    self._schedule(watch)
            except TimeUp:
                raise TimeUp(waiting_for, patience.seconds, last) from None

    @contextlib.contextmanager
    def _watching(self, watch: Watch) -> Iterator[Watch]:
        with self._lock:
            self._watches.add(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.discard(watch)

    def _schedule(self, watch: Watch) -> None:
        watch.looked()
        if len(self._watches) > SINGLE_UP_TO:
            watch.due = max(watch.due, self._list_after)

    def _seen(
        self,
        calls: Calls,
        patience: Patience,
        watch: Watch,
        read_singly: Callable[[], Json | None],
    ) -> Json | LinodeError | None:
        """What a look shows: the image, None if there is none, or a failure that will pass."""
        try:
            return self._look(calls, patience, watch, read_singly)
        except LinodeError as failure:
            if not passing(failure):
                raise
            return failure

    def _look(
        self,
        calls: Calls,
        patience: Patience,
        watch: Watch,
        read_singly: Callable[[], Json | None],
    ) -> Json | None:
        """News of the image, by whoever looks. A list that does not show it is not believed."""
        with self._lock:
            others_look, company = watch.look, self._company(watch)
        if others_look is not None:
            others_look.wait(patience.left())
        elif company is not None:
            self._look_for_all(calls, patience, company)
        news, watch.news = watch.news, None
        if isinstance(news, LinodeError):
            raise news
        if news is None:
            news = read_singly()
        if news is not None:
            watch.label = news.get("label")
        return news

    def _company(self, watch: Watch) -> Company | None:
        """Those to look for together, `watch` first; None if one looks alone. Needs the lock."""
        now = time.monotonic()
        if not self._lists or now < self._list_after or not watch.unlooked():
            return None
        others = [
            one
            for one in self._watches
            if one is not watch and one.unlooked() and one.due <= now + one.interval / 4
        ]
        if len(others) + 1 < LIST_FROM:
            return None
        company = Company(threading.Event(), [watch, *others[: LABELS_PER_LIST - 1]])
        for one in company.watches:
            one.look = company.look
        return company

    def _look_for_all(self, calls: Calls, patience: Patience, company: Company) -> None:
        news: Mapping[str, Json | LinodeError] = {}
        try:
            news = self._news(calls, patience, company.watches)
        finally:
            with self._lock:
                for watch in company.watches:
                    watch.news, watch.look = news.get(watch.image_id), None
            company.look.set()

    def _news(
        self, calls: Calls, patience: Patience, watches: list[Watch]
    ) -> Mapping[str, Json | LinodeError]:
        labels = sorted({watch.label for watch in watches if watch.label is not None})
        filter = {"is_public": False, "+or": [{"label": label} for label in labels]}
        try:
            page = fetch_page(calls, patience, "/images", filter=filter, tries=1)
        except LinodeError as failure:
            if passing(failure):
                return dict.fromkeys((watch.image_id for watch in watches), failure)
            self._lists = not isinstance(failure, ApiError)
            return {}
        self._list_after = time.monotonic() + pause_after(page, calls.server_time())
        return {str(image.get("id")): image for image in page.data}


def passing(failure: LinodeError) -> bool:
    """Whether a later look may succeed."""
    if isinstance(failure, ApiError) and failure.status >= 500:
        return True
    return judge(failure, create=False) is Verdict.AGAIN


def pause_after(page: Page, server_time: float | None) -> float:
    """Seconds to leave between lists so that the rate limit the API tells is not met.

    Lists of images have the tightest one, 20 in a minute. Nothing while more than half is left;
    then what is left is spread over the time until it is renewed.
    """
    try:
        limit = int(page.headers["X-RateLimit-Limit"])
        remaining = int(page.headers["X-RateLimit-Remaining"])
        reset = float(page.headers["X-RateLimit-Reset"])
    except (KeyError, ValueError):
        return 0.0
    if remaining * 2 > limit:
        return 0.0
    seconds = reset - (time.time() if server_time is None else server_time)
    return min(max(seconds, 0.0), 120.0) / max(remaining, 1)
