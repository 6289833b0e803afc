"""A Linode API image as values of `linode_image`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Values = dict[str, Any]

#: Attributes which are the API's own, name and value.
_AS_IS = (
    "id",
    "label",
    "description",
    "created_by",
    "deprecated",
    "is_public",
    "size",
    "status",
    "type",
    "vendor",
)
_SHARED_WITH = ("sharegroup_count", "sharegroup_list_url")
_SHARED_BY = ("sharegroup_id", "sharegroup_uuid", "sharegroup_label", "source_image_id")

_GOING = "pending deletion"


def image_values(image: Mapping[str, Any]) -> Values:
    """What the API says of an image, by attribute name. Sizes are in MB."""
    values = {name: image.get(name) for name in _AS_IS}
    return {
        **values,
        "created": rfc3339(image.get("created")),
        "expiry": rfc3339(image.get("expiry")),
        "is_shared": bool(image.get("is_shared")),
        "tags": list(image.get("tags") or []),
        "capabilities": list(image.get("capabilities") or []),
        "total_size": image.get("total_size") or image.get("size"),
        "replications": replications(image),
        "image_sharing": _sharing(image.get("image_sharing")),
    }


def replications(image: Mapping[str, Any]) -> list[Values]:
    """The replicas, sorted by region: the API's order is not stable."""
    found = [
        {"region": region["region"], "status": region.get("status")}
        for region in image.get("regions") or []
    ]
    return sorted(found, key=lambda replica: str(replica["region"]))


def regions_held(image: Mapping[str, Any]) -> list[str]:
    """The regions that hold the image or will: those not being deleted."""
    return [replica["region"] for replica in replications(image) if replica["status"] != _GOING]


def rfc3339(time: str | None) -> str | None:
    """The API's time, which is UTC without saying so, as Terraform writes times."""
    return f"{time}Z" if time and not time.endswith("Z") else time


def _sharing(sharing: Mapping[str, Any] | None) -> Values | None:
    if sharing is None:
        return None
    return {
        "shared_with": _part(sharing.get("shared_with"), _SHARED_WITH),
        "shared_by": _part(sharing.get("shared_by"), _SHARED_BY),
    }


def _part(part: Mapping[str, Any] | None, names: tuple[str, ...]) -> Values | None:
    return None if part is None else {name: part.get(name) for name in names}
