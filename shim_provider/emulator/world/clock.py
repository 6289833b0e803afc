"""What time it is in the emulated world, and how Linode writes it. Never sleeps."""

from __future__ import annotations

import math
import threading
import time
from datetime import datetime, timezone

#: The beginning of the year 9000: the calendar ends with 9999, and what begins has yet to end.
END = 221_845_392_000.0


class Clock:
    """A clock that can be held still, moved and sped up. It stands still at END.

    `at`: the world's time in Unix seconds to begin with, by default the machine's. In a folder that
    was written to at a later time, it begins there.
    `held`: True begins with time standing still.
    `speed`: seconds of the world per real second, more than 0.

    Raises ValueError for a time after END, and a speed that is none.
    """

    def __init__(self, at: float | None = None, *, held: bool = False, speed: float = 1.0) -> None:
        self._lock = threading.Lock()
        self._origin = _within(time.time() if at is None else at)
        self._since = time.time()
        self._held = held
        self._speed = _checked(speed)

    @property
    def held(self) -> bool:
        return self._held

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> float:
        """The world's time, in Unix seconds."""
        with self._lock:
            return self._read()

    def hold(self) -> None:
        """Let time stand still from now on."""
        self._restart(held=True)

    def release(self) -> None:
        """Let time run on from where it stands."""
        self._restart(held=False)

    def run_at(self, speed: float) -> None:
        """Change the speed from now on. Raises ValueError unless it is finite and more than 0."""
        self._restart(speed=_checked(speed))

    def move(self, seconds: float) -> None:
        """Jump ahead. Raises ValueError for back, since what has happened stays, and past END."""
        if not seconds >= 0:
            raise ValueError(f"time moves forward only, got {seconds!r}")
        self._restart(ahead=seconds)

    def reach(self, moment: float) -> None:
        """Jump ahead to a moment, in Unix seconds, unless it has passed; held or running as before.

        Raises ValueError for a moment after END.
        """
        with self._lock:
            if self._read() < moment:
                self._origin, self._since = _within(moment), time.time()

    def _read(self) -> float:
        if self._held:
            return self._origin
        return min(END, self._origin + (time.time() - self._since) * self._speed)

    def _restart(
        self, *, held: bool | None = None, ahead: float = 0.0, speed: float | None = None
    ) -> None:
        with self._lock:
            self._origin = _within(self._read() + ahead)
            self._since = time.time()
            self._held = self._held if held is None else held
            self._speed = self._speed if speed is None else speed


def _checked(speed: float) -> float:
    if not 0 < speed < math.inf:
        raise ValueError(f"speed must be more than 0 and finite, got {speed!r}")
    return speed


def _within(at: float) -> float:
    if not at <= END:
        raise ValueError("time ends with the beginning of the year 9000")
    return at


def wire_time(at: float) -> str:
    """Linode's form: UTC without zone and fraction; linodego parses nothing else."""
    return datetime.fromtimestamp(at, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
