"""List resource `linode_image`: every private image that matches, as `terraform query` finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .data_images import matching
from .images.values import image_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..engine.contract import Operation, Values

#: Only these can be managed: the public ones are Linode's, the shared ones somebody else's.
_PRIVATE = {"name": "is_public", "values": ["false"], "match_by": None}


def found(operation: Operation, config: Values) -> Iterator[tuple[str, Values]]:
    """The name and the values of each image, as an import would have them."""
    for image in matching(operation, [*(config["filter"] or []), _PRIVATE]):
        if str(image["id"]).startswith("private/"):
            values = image_values(image)
            values["cloud_init"] = "cloud-init" in values["capabilities"]
            values["wait_for_replications"] = False
            yield f"{image['label']} ({image['id']})", values
