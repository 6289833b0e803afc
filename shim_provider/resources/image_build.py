"""`linode_image_build`: an image built on a Linode of its own."""

from __future__ import annotations

from .image import import_state as import_state
