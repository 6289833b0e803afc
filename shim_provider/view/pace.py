"""How fast an upload is, by its last few seconds."""

from __future__ import annotations

from collections import deque

#: Seconds over which it is measured, and the least of them.
_WINDOW, _LEAST = 10.0, 0.2


class Pace:
    """Bytes by time, as they are seen."""

    def __init__(self, began: float) -> None:
        self._seen: deque[tuple[float, int]] = deque([(began, 0)])

    def reached(self, at: float, done: int) -> None:
        """So many bytes were sent at that time. Fewer than before: it was begun anew."""
        seen = self._seen
        if seen and done < seen[-1][1]:
            seen.clear()
        if not seen or at > seen[-1][0]:
            seen.append((at, done))
        while len(seen) > 2 and at - seen[0][0] > _WINDOW:
            seen.popleft()

    @property
    def rate(self) -> float | None:
        """Bytes in a second; None where too little was seen."""
        if len(self._seen) < 2:
            return None
        (began, first), (ended, last) = self._seen[0], self._seen[-1]
        return (last - first) / (ended - began) if ended - began >= _LEAST else None

    def seconds_left(self, total: int) -> float | None:
        """Until all is sent, at that pace."""
        rate = self.rate
        return (total - self._seen[-1][1]) / rate if rate else None
