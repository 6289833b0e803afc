"""Data source `linode_image`: what Linode says of one image.

Names and types are those of the official provider's data source
(https://registry.terraform.io/providers/linode/linode/latest/docs/data-sources/image).
"""

from __future__ import annotations

from .image import FACTS
from .language import TEXT, Attribute, Check, Schema, computed, list_of, required, set_of


def _no_id(value: str) -> str | None:
    if value and not value.isspace():
        return None
    return f"must be the id of an image, such as `linode/debian12`, not {value!r}"


ID = Check("the id of an image, such as `linode/debian12` or `private/12345`", _no_id)

#: What both data sources show beside the id; in the data sources capabilities are a set.
SHOWN: dict[str, Attribute] = {
    "label": computed(TEXT, "The name shown in lists; need not be unique."),
    "description": computed(TEXT, "What the image is for; empty if nobody said."),
    "tags": computed(list_of(TEXT), "Its tags; their order means nothing.", unordered=True),
    **FACTS,
    "capabilities": FACTS["capabilities"]._replace(type=set_of(TEXT)),
}

DATA_IMAGE = Schema(
    name="linode_image",
    doc="An image that exists: one of Linode's own, a private or a shared one.",
    attributes={
        "id": required(
            TEXT,
            "The id: `linode/debian12`, `private/12345`, `shared/1`.",
            check=ID,
            refers_to="linode_image",
        ),
        **SHOWN,
    },
)
