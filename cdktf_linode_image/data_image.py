"""`DataLinodeImage`, for apps that import from here; nothing is added to it."""

from __future__ import annotations

from ._generated.data_image import DataLinodeImage

__all__ = ["DataLinodeImage"]
