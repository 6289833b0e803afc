"""Looks at what the provider notes, now and then, and says that somebody watches."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..progress.reader import Reader
    from .course import Course

#: Seconds between two looks.
EVERY = 0.25


class Looking:
    """Of one run of one or several stacks, each in its folder."""

    def __init__(
        self, folders: Mapping[str, Path], clock: Callable[[], float], every: float
    ) -> None:
        from ..progress.reader import Reader

        self._readers: dict[str, Reader] = {
            stack: Reader(folder, os.environ, every=every) for stack, folder in folders.items()
        }
        self._clock = clock
        self._next = 0.0

    def look(self, course: Course) -> None:
        """Give the course what is noted, unless it was looked for just now."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + EVERY
        for stack, reader in self._readers.items():
            course.notes(stack, [seen.note for seen in reader.look().changes if seen.lives])
