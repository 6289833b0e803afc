"""Modules that libraries import at their start, and use only where something fails.

`dataclasses`, which h2 imports, takes `inspect` for classes without a docstring; `logging` takes
`traceback` for exceptions. With what they import in turn, they take a tenth of a cold launch.
"""

from __future__ import annotations

import sys
from types import ModuleType

_NAMES = ("inspect", "traceback")


def defer() -> None:
    """What is imported from here on finds a stand-in for each that is not there."""
    for name in _NAMES:
        sys.modules.setdefault(name, _StandIn(name))


def restore() -> None:
    """What is imported from here on finds the modules themselves, as ever."""
    for name in _NAMES:
        _remove(name, sys.modules.get(name))


class _StandIn(ModuleType):
    """Loads the module as soon as something is asked of it."""

    def __getattr__(self, name: str) -> object:
        _remove(self.__name__, self)
        __import__(self.__name__)
        return getattr(sys.modules[self.__name__], name)


def _remove(name: str, stand_in: ModuleType | None) -> None:
    """Another thread may do so at the same time."""
    if isinstance(stand_in, _StandIn) and sys.modules.get(name) is stand_in:
        sys.modules.pop(name, None)
