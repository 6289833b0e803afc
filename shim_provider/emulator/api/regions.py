"""Regions: list and show, open to everybody; and which takes Linodes, which stores images."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..catalogue.regions import IMAGE_REGIONS, PLACES, UPLOAD_REGIONS
from ..requests import filters
from ..requests.errors import invalid_region, not_found

if TYPE_CHECKING:
    from ..requests.call import Call
    from ..world.tables import Row, Tables

# Of an upload to Mumbai, though Chennai is closer to it than Singapore.
_RECORDED_STORES = {"ap-west": "ap-south"}

FIELDS = filters.fields("country site_type", also_sortable="id label")


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("region", FIELDS, ("account = ''", ()), lambda row: _shown(call, row))


def show(call: Call, region: str) -> dict[str, Any]:
    row = call.tables.find("region", region)
    if row is None:
        raise not_found()
    return _shown(call, row)


def deployable(call: Call, region: str) -> Row:
    """A region in service. Raises ApiError 400 "region is not valid"."""
    row = in_service(call, region)
    if row is None:
        raise invalid_region()
    return row


def site_type(tables: Tables, region: str) -> str:
    """`core` or `distributed`."""
    row = tables.find("region", region)
    return row.doc["site_type"] if row else "core"


def in_service(call: Call, region: str) -> Row | None:
    """None for a region there is not, and for one that a fault holds down."""
    return None if call.served.faults.region_down(region) else call.tables.find("region", region)


def stores_images(call: Call, region: str) -> bool:
    return region in IMAGE_REGIONS and not call.served.faults.region_down(region)


def store_of_upload(call: Call, region: str) -> str:
    """Where an image is stored that is uploaded to this region. Raises ApiError 400 for some."""
    if region not in UPLOAD_REGIONS:
        raise invalid_region()
    return store_of_capture(call, region)


def store_of_capture(call: Call, region: str) -> str:
    """Where an image is stored whose Linode is in this region: there, or in the closest that can.

    Raises ApiError 400 for a region out of service, and where no other is in service.
    """
    here = str(deployable(call, region).id)
    stores = sorted(name for name in IMAGE_REGIONS if stores_images(call, name))
    if not stores:
        raise invalid_region()
    recorded = _RECORDED_STORES.get(here, here)
    return recorded if recorded in stores else min(stores, key=lambda name: _degrees(here, name))


def _degrees(one: str, other: str) -> float:
    """How far two regions are from each other: the angle between them, on a round earth."""
    (north, east), (north2, east2) = (map(math.radians, PLACES[name]) for name in (one, other))
    over_the_pole = math.sin(north) * math.sin(north2)
    around = math.cos(north) * math.cos(north2) * math.cos(east - east2)
    return math.degrees(math.acos(min(1.0, over_the_pole + around)))


def _shown(call: Call, row: Row) -> dict[str, Any]:
    down = call.served.faults.region_down(str(row.id))
    return {**row.doc, "status": "outage"} if down else row.doc
