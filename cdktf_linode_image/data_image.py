"""`DataLinodeImage`, from where it is imported."""

from __future__ import annotations

from ._generated.data_image import DataLinodeImage

__all__ = ["DataLinodeImage"]
