"""Data source `linode_image`: one image by its id, public ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..problem import Problem
from .failures import telling
from .images.values import image_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ..engine.contract import Operation, Values

#: Texts the API leaves null, shown as "" by the official data sources.
_NEVER_NULL = ("description", "vendor")


def read(operation: Operation, config: Values) -> Values:
    """The image; an id that names none is an error."""
    name = config["id"]
    with telling(f"read image {name}", {"": "id"}):
        image = operation.api.images.get(name)
    if image is None:
        raise Problem(
            f"No image {name}",
            f"There is no image {name!r}, or the token may not see it. Ids look like"
            " `linode/debian12`, `private/12345` or `shared/1`.",
            "id",
        )
    return shown(image)


def shown(image: Mapping[str, Any]) -> Values:
    """An image as the data sources show it."""
    values = image_values(image)
    return {**values, **{name: values[name] or "" for name in _NEVER_NULL}}
