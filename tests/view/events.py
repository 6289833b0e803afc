"""The engine's lines, as `terraform apply -json` writes them, and a screen to see them on."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console


def event(type: str, address: str, action: str = "create", **more: Any) -> dict[str, Any]:
    """A line about a resource under way."""
    resource = {"addr": address, "resource_type": address.partition(".")[0]}
    return {"type": type, "hook": {"resource": resource, "action": action, **more}}


def screen(width: int = 80, **how: Any) -> tuple[Console, io.StringIO]:
    """A console, and what is written there."""
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, markup=False, emoji=False, **how)
    return console, out


class Clock:
    """Seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now
