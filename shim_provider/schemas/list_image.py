"""List resource `linode_image`: the private images `terraform query` finds (Terraform 1.14)."""

from __future__ import annotations

from .data_images import DATA_IMAGES
from .language import Schema

LIST_IMAGE = Schema(
    name="linode_image",
    doc="Every private image of the account that matches all filters.",
    attributes={},
    blocks={"filter": DATA_IMAGES.blocks["filter"]},
    timeouts={"read": "5m"},
)
