"""`DataLinodeImages` and what belongs to it, from where they are imported."""

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
