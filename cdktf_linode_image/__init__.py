"""Linode images as CDKTF constructs, in Python alone: no `cdktf get`, nothing generated.

Importing the package starts no Node.js; the first construct used does (PEP 562).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._node import use_bundled_node

if TYPE_CHECKING:
    from ._construct.together import errors_together as errors_together
    from .data_image import DataLinodeImage as DataLinodeImage
    from .data_images import DataLinodeImages as DataLinodeImages
    from .data_images import DataLinodeImagesFilter as DataLinodeImagesFilter
    from .errors import ArgumentError as ArgumentError
    from .errors import ArgumentErrors as ArgumentErrors
    from .errors import ArgumentTypeError as ArgumentTypeError
    from .image import LinodeImage as LinodeImage
    from .image import LinodeImageTimeouts as LinodeImageTimeouts
    from .instance import LinodeInstance as LinodeInstance
    from .instance import LinodeInstanceMetadata as LinodeInstanceMetadata
    from .instance import LinodeInstanceTimeouts as LinodeInstanceTimeouts
    from .provider import LinodeProvider as LinodeProvider

use_bundled_node()

_HOMES = {
    "ArgumentError": "errors",
    "ArgumentErrors": "errors",
    "ArgumentTypeError": "errors",
    "DataLinodeImage": "data_image",
    "DataLinodeImages": "data_images",
    "DataLinodeImagesFilter": "data_images",
    "LinodeImage": "image",
    "LinodeImageTimeouts": "image",
    "LinodeInstance": "instance",
    "LinodeInstanceMetadata": "instance",
    "LinodeInstanceTimeouts": "instance",
    "LinodeProvider": "provider",
    "errors_together": "_construct.together",
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
