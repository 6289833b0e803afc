"""A run as lines of text, for logs: when a change begins, how it goes on, how it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import words
from .course import Course, Happening
from .looking import Looking

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from rich.console import Console

    from ..progress.notes import Note
    from ..progress.reader import Seen
    from .names import Names


class PlainView:
    """A context manager; events come from any thread.

    `folders`: where each stack's engine works, for what the provider notes there.
    """

    #: Seconds between two looks: the engine tells so often that something goes on.
    _EVERY = 10.0

    def __init__(
        self,
        console: Console,
        folders: Mapping[str, Path] | None = None,
        names: Mapping[str, Names] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.course = Course(names, clock)
        self._console = console
        self._clock = clock
        #: Whether stacks have to be told apart.
        self.several = len(folders or {}) > 1
        self._looking = Looking(folders or {}, clock, self._EVERY)
        self._lock = threading.Lock()

    def __enter__(self) -> PlainView:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is left to be said."""

    def expect(self, stack: str, steps: Mapping[str, int]) -> None:
        """What is planned: in how many steps each address changes, two for a replacement."""
        with self._lock:
            self.course.expect(stack, steps)

    def event(self, stack: str, event: Mapping[str, Any]) -> None:
        """A line of the engine's `-json` output."""
        with self._lock:
            self._looking.look(self.course)
            happened = self.course.event(stack, event)
        self._say_all(happened)

    def seen(self, stack: str, changes: Iterable[Seen], name: Callable[[Note], str]) -> None:
        """All that is noted of a stack, where there is no engine's output: of another's run."""
        with self._lock:
            happened = self.course.seen(stack, changes, name)
        self._say_all(happened)

    def say(self, text: object) -> None:
        """Something else that is to be read, whole: above what is under way."""
        self._console.print(text, soft_wrap=isinstance(text, str))

    def _say_all(self, happened: Iterable[Happening]) -> None:
        """Without our lock: rich draws with one of its own held, and drawing takes ours."""
        for happening in happened:
            self._say(happening)

    def _say(self, happening: Happening) -> None:
        line, now = happening.line, self._clock()
        told = words.ended if happening.what == "ended" else words.progress
        text = words.doing(line) if happening.what == "began" else told(line, now)
        style = "red" if line.outcome == "failed" else None
        name = words.named(line, several=self.several)
        self._console.print(f"{name}: {text}", style=style, soft_wrap=True)
