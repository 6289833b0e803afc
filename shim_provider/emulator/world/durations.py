"""How long things take, in seconds of the world's clock. What happens then is jobs.py's.

`realistic` follows what users of the service report (minutes for a capture or a replica); Linode
documents only the 24 hours within which the data of an upload must arrive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = 24 * 3600.0

_FAST = {
    "create": 0.2,
    "boot": 0.5,
    "first_boot": 0.5,
    "watchdog": 0.2,
    "shutdown": 0.2,
    "reboot": 0.5,
    "delete": 0.1,
    "rebuild": 0.3,
    "resize": 0.5,
    "migrate": 0.5,
    "clone": 0.5,
    "disk_create": 0.1,
    "disk_resize": 0.1,
    "disk_clone": 0.1,
    "disk_delete": 0.1,
    "capture": 0.5,
    "process_upload": 0.3,
    "replicate": 0.5,
    "remove_replica": 0.2,
    "upload_expiry": _DAY,
}
_REALISTIC = {
    "create": 15.0,
    "boot": 30.0,
    "first_boot": 240.0,
    "watchdog": 30.0,
    "shutdown": 12.0,
    "reboot": 40.0,
    "delete": 8.0,
    "rebuild": 30.0,
    "resize": 300.0,
    "migrate": 600.0,
    "clone": 100.0,
    "disk_create": 10.0,
    "disk_resize": 45.0,
    "disk_clone": 45.0,
    "disk_delete": 6.0,
    "capture": 180.0,
    "process_upload": 120.0,
    "replicate": 300.0,
    "remove_replica": 30.0,
    "upload_expiry": _DAY,
}
DURATIONS: dict[str, dict[str, float]] = {
    "fast": _FAST,
    "realistic": _REALISTIC,
    "zero": {**dict.fromkeys(_FAST, 0.0), "upload_expiry": _DAY},
}


def durations_of(choice: str | Mapping[str, float]) -> dict[str, float]:
    """A profile by name, or `fast` with some durations replaced.

    Raises ValueError for an unknown profile, an unknown name or a negative number.
    """
    if isinstance(choice, str):
        if choice not in DURATIONS:
            raise ValueError(f"unknown profile {choice!r}; there are {', '.join(DURATIONS)}")
        return dict(DURATIONS[choice])
    for name, seconds in choice.items():
        if name not in _FAST:
            raise ValueError(f"unknown duration {name!r}; there are {', '.join(_FAST)}")
        if seconds < 0:
            raise ValueError(f"duration {name!r} must not be negative, got {seconds!r}")
    return {**_FAST, **choice}
