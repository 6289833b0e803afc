"""`DataLinodeImages` and its parts, for apps that import from here; nothing is added to them."""

from __future__ import annotations

from ._generated.data_images import (
    DataLinodeImages,
    DataLinodeImagesFilter,
    DataLinodeImagesFilterReference,
    Filter,
    FoundImage,
)

__all__ = [
    "DataLinodeImages",
    "DataLinodeImagesFilter",
    "DataLinodeImagesFilterReference",
    "Filter",
    "FoundImage",
]
