"""Data source `linode_images`: the images that match filters.

Names and types are those of the official provider's data source
(https://registry.terraform.io/providers/linode/linode/latest/docs/data-sources/images).
Which filters the API itself can apply is the business of `resources/data_images.py`.
"""

from __future__ import annotations

from .checks import one_of
from .data_image import SHOWN
from .language import (
    BOOL,
    TEXT,
    Block,
    Check,
    Schema,
    computed,
    list_of,
    object_of,
    optional,
    required,
    set_of,
)

#: The attributes by which the API can sort (exact filters go by the same ones).
SORTABLE = ("deprecated", "is_public", "label", "size", "vendor")

#: The attributes a `filter` block may name.
FILTERABLE = (*SORTABLE, "created_by", "description", "id", "status", "tags", "type")


def _no_direction(value: str) -> str | None:
    if value.lower() in ("asc", "desc"):
        return None
    return f"must be `asc` or `desc`, not {value!r}"


DIRECTION = Check("`asc` or `desc`, in either case", _no_direction)

FOUND = object_of(id=TEXT, **{name: attribute.type for name, attribute in SHOWN.items()})

DATA_IMAGES = Schema(
    name="linode_images",
    doc="The images that match all filters; without filters, every image the token may see.",
    attributes={
        "id": computed(TEXT, "Made from the filters; it is no image's id."),
        "latest": optional(BOOL, "Whether to keep only the newest match. Default: false."),
        "order": optional(
            TEXT, "The direction of `order_by`: `asc` or `desc`. Default: `desc`.", check=DIRECTION
        ),
        "order_by": optional(
            TEXT,
            "The attribute to sort by. Left out, the API's order is kept.",
            check=one_of(*SORTABLE),
        ),
        "images": computed(list_of(FOUND), "The images found."),
    },
    blocks={
        "filter": Block(
            {
                "name": required(
                    TEXT,
                    "The attribute to look at, such as `label` or `tags`.",
                    check=one_of(*FILTERABLE),
                ),
                "values": required(
                    set_of(TEXT), "The values to look for; an image matches if any of them does."
                ),
                "match_by": optional(
                    TEXT,
                    "How to compare: `exact`, `substring` (or `sub`), `regex` (or `re`)."
                    " Default: `exact`.",
                    check=one_of("exact", "substring", "sub", "regex", "re"),
                ),
            },
            doc="A condition; an image must meet all of them.",
            nesting="set",
        )
    },
)
