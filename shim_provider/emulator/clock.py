"""What time it is in the emulated world, and how Linode writes it. Never sleeps."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone


class Clock:
    """A clock that can be held still, moved and sped up.

    `at`: the world's time in Unix seconds to begin with, by default the machine's.
    `held`: True begins with time standing still.
    `speed`: seconds of the world per real second, more than 0.
    """

    def __init__(self, at: float | None = None, *, held: bool = False, speed: float = 1.0) -> None:
        self._lock = threading.Lock()
        self._origin = time.time() if at is None else at
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
        """Change the speed from now on. Raises ValueError unless it is more than 0."""
        self._restart(speed=_checked(speed))

    def move(self, seconds: float) -> None:
        """Jump ahead; back is refused with ValueError, since what has happened stays."""
        if seconds < 0:
            raise ValueError(f"time moves forward only, got {seconds!r}")
        self._restart(ahead=seconds)

    def _read(self) -> float:
        return (
            self._origin
            if self._held
            else (self._origin + (time.time() - self._since) * self._speed)
        )

    def _restart(
        self, *, held: bool | None = None, ahead: float = 0.0, speed: float | None = None
    ) -> None:
        with self._lock:
            self._origin = self._read() + ahead
            self._since = time.time()
            self._held = self._held if held is None else held
            self._speed = self._speed if speed is None else speed


def _checked(speed: float) -> float:
    if not speed > 0:
        raise ValueError(f"speed must be more than 0, got {speed!r}")
    return speed


def wire_time(at: float) -> str:
    """Linode's form: UTC without zone and fraction; linodego parses nothing else."""
    return datetime.fromtimestamp(at, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
