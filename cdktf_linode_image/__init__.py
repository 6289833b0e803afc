"""Linode images as constructs, in Python alone: no `get`, no assembly of jsii.

Two packages have this source: `cdktf_linode_image` is for apps of CDKTF, `cdktn_linode_image` for
those of CDK Terrain. Importing one starts no Node.js; the first construct used does (PEP 562).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._binding import need_core
from ._names import _HOMES as _WRITTEN
from ._node import use_bundled_node

if TYPE_CHECKING:
    from ._construct.together import errors_together as errors_together
    from ._names import *  # noqa: F403
    from .errors import ArgumentError as ArgumentError
    from .errors import ArgumentErrors as ArgumentErrors
    from .errors import ArgumentTypeError as ArgumentTypeError
    from .image_family import ImageFamily as ImageFamily

need_core()
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

if not TYPE_CHECKING:  # which takes the names from above
    __all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
