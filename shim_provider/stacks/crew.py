"""The engines under way in a run: all are told to end when somebody presses Ctrl-C."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .failures import Failure
from .terraform import Done, Event, Running


class Interrupted(Failure):
    """Somebody has asked for the end; what was begun has ended in order."""


class Crew:
    """Runs engines, each in a thread of its caller's."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        # A signal's handler may come in between, in the same thread.
        self._lock = threading.RLock()
        self._running: set[Running] = set()
        self.is_ending = False

    def run(
        self,
        directory: Path,
        arguments: Sequence[str],
        listener: Callable[[Event], None],
        variables: Mapping[str, str | None] | None = None,
    ) -> Done:
        """Run one to its end; `variables`: others than those of the environment, None for none.

        Raises:
            Interrupted: an end was asked for before it began.
        """
        with self._lock:
            if self.is_ending:
                raise Interrupted("interrupted")
            environment = {**self._environment, **(variables or {})}
            given = {name: each for name, each in environment.items() if each is not None}
            running = Running(arguments, directory, given)
            self._running.add(running)
        try:
            return running.wait(listener)
        finally:
            with self._lock:
                self._running.discard(running)

    def end(self) -> None:
        """Begin no more; each that is at work is interrupted once. The second time, it is killed.

        Interrupted, Terraform ends what it has begun and writes its state.
        """
        with self._lock:
            for each in self._running:
                (each.kill if self.is_ending else each.interrupt)()
            self.is_ending = True
