"""Linode images as CDKTF constructs, in Python alone: no `cdktf get`, no assembly of jsii.

Importing the package starts no Node.js; the first construct used does (PEP 562).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._names import _HOMES as _WRITTEN
from ._node import use_bundled_node

if TYPE_CHECKING:
    from ._construct.together import errors_together as errors_together
    from ._names import *  # noqa: F403
    from .errors import ArgumentError as ArgumentError
    from .errors import ArgumentErrors as ArgumentErrors
    from .errors import ArgumentTypeError as ArgumentTypeError
    from .image_family import ImageFamily as ImageFamily

use_bundled_node()

#: Name -> the module that has it.
_HOMES = {
    "ArgumentError": "errors",
    "ArgumentErrors": "errors",
    "ArgumentTypeError": "errors",
    "ImageFamily": "image_family",
    "errors_together": "_construct.together",
    **_WRITTEN,
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
