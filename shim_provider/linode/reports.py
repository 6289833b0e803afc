"""Who is told how an operation goes on. What becomes of that the client does not know."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Told by the thread that is at work; none of it may fail, or take long."""

    def step(self, words: str) -> None:
        """What is done now: a part of a sentence, such as "uploading"."""

    def sent(self, done: int, total: int) -> None:
        """So many bytes of the step's upload."""

    def percent(self, percent: int | None) -> None:
        """How much of the step is done; None: that is not known."""

    def watched(self) -> bool:
        """Whether somebody wants to know a percentage, which takes a request."""


class Silent:
    """Told to nobody."""

    def step(self, words: str) -> None:
        """To nobody."""

    def sent(self, done: int, total: int) -> None:
        """To nobody."""

    def percent(self, percent: int | None) -> None:
        """To nobody."""

    def watched(self) -> bool:
        """Nobody does."""
        return False
