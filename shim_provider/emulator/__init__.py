"""A Linode APIv4 emulator: images, uploads, replicas, instances and what surrounds them.

    from shim_provider.emulator import Emulator

    with Emulator(Path("world")) as emulator:
        requests.get(emulator.url + "/v4/images", headers={"Authorization": "Bearer any"})

Knows Linode's documented API and nothing of the rest of this package: no schema, no client.
Importing it loads neither werkzeug, cheroot nor sqlite3; the first use of a name below does.

- `Emulator(data, *, host, port, clock, durations, faults, token, limits, seed)`: served.
- `create_app(data, *, clock, durations, faults, token, limits)`: the same as a WSGI application.
- `Clock()`, `Faults()`, `Limits()`, `DURATIONS`: what a test holds in its hands.
- `StoreError`: the data folder is of a newer version, damaged, or no data folder at all.
- `SeedError`: the file describes no world.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import create_app
    from .faults.rules import Faults
    from .seeds import SeedError
    from .server import Emulator
    from .world.clock import Clock
    from .world.durations import DURATIONS
    from .world.limits import Limits
    from .world.store import StoreError

_HOME = {
    "Clock": "world.clock",
    "DURATIONS": "world.durations",
    "Emulator": "server",
    "Faults": "faults.rules",
    "Limits": "world.limits",
    "SeedError": "seeds",
    "StoreError": "world.store",
    "create_app": "app",
}

__all__ = [
    "DURATIONS",
    "Clock",
    "Emulator",
    "Faults",
    "Limits",
    "SeedError",
    "StoreError",
    "create_app",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
