"""Uploads whose data are arriving at this process right now. Forgets each at its end."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Transfer(NamedTuple):
    """`number`: of the image. `received`, `length`: bytes; the length of a chunked body is None."""

    number: int
    received: int
    length: int | None


class Transfers:
    """What is under way. Safe to read while uploads run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[object, Transfer] = {}

    @contextmanager
    def watched(self, number: int, length: int | None) -> Iterator[Callable[[int], None]]:
        """Yields what is to be told, again and again, how many bytes have come so far."""
        key = object()

        def arrived(total: int) -> None:
            with self._lock:
                self._under_way[key] = Transfer(number, total, length)

        try:
            yield arrived
        finally:
            with self._lock:
                self._under_way.pop(key, None)

    def listed(self) -> list[Transfer]:
        with self._lock:
            return list(self._under_way.values())
