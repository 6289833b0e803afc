"""A wait of tests for what is bound to happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

#: Seconds.
PATIENCE = 20.0


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait until the condition holds, and return what it found."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)
    return found
