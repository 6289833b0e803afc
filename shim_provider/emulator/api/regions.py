"""Regions, plans and kernels: what the service offers, read-only and open to everybody."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..catalogue.regions import IMAGE_REGIONS, PLACES, UPLOAD_REGIONS
from ..requests import filters
from ..requests.errors import (
    ApiError,
    error,
    invalid,
    invalid_region,
    not_found,
)

if TYPE_CHECKING:
    from ..requests.call import Call
    from ..world.tables import Row

# Of an upload to Mumbai, though Chennai is closer to it than Singapore.
_RECORDED_STORES = {"ap-west": "ap-south"}

_PUBLIC = ("account = ''", ())
_NO_PLAN = "A valid plan type by that ID was not found"
FIELDS = {
    "region": filters.fields("country site_type", also_sortable="id label"),
    "type": filters.fields(
        "label class disk gpus memory transfer vcpus network_out accelerated_devices",
        also_sortable="id",
    ),
    "kernel": filters.fields(
        "label version architecture kvm pvops deprecated", also_sortable="id built"
    ),
}


def show_regions(call: Call) -> dict[str, Any]:
    return call.listing("region", FIELDS["region"], _PUBLIC, lambda row: _region(call, row))


def show_region(call: Call, region: str) -> dict[str, Any]:
    return _region(call, _offer(call, "region", region))


def show_types(call: Call) -> dict[str, Any]:
    return call.listing("type", FIELDS["type"], _PUBLIC)


def show_type(call: Call, plan: str) -> dict[str, Any]:
    return _offer(call, "type", plan).doc


def show_kernels(call: Call) -> dict[str, Any]:
    return call.listing("kernel", FIELDS["kernel"], _PUBLIC)


def show_kernel(call: Call, kernel: str) -> dict[str, Any]:
    return _offer(call, "kernel", kernel).doc


def deployable(call: Call, region: str) -> Row:
    """A region in service. Raises ApiError 400 "region is not valid"."""
    row = _in_service(call, region)
    if row is None:
        raise invalid_region()
    return row


def site_type(call: Call, region: str) -> str:
    """`core` or `distributed`."""
    row = call.tables.find("region", region)
    return row.doc["site_type"] if row else "core"


def plan(call: Call, name: str) -> Row:
    row = call.tables.find("type", name)
    if row is None:
        raise ApiError(400, _NO_PLAN, "type")
    return row


def place(call: Call, region: str, plan_name: str) -> Row:
    """The plan, where a new Linode may be. Raises ApiError 400 with what is wrong of both.

    In this order, as the tests of Linode's Python SDK say.
    """
    row = call.tables.find("type", plan_name)
    problems = [error(_NO_PLAN, "type")] if row is None else []
    if _in_service(call, region) is None:
        problems += invalid_region().errors
    if row is None or problems:
        raise invalid(problems)
    return row


def _in_service(call: Call, region: str) -> Row | None:
    return None if call.world.faults.region_down(region) else call.tables.find("region", region)


def stores_images(call: Call, region: str) -> bool:
    return region in IMAGE_REGIONS and not call.world.faults.region_down(region)


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


def _offer(call: Call, kind: str, id: str) -> Row:
    row = call.tables.find(kind, id)
    if row is None:
        raise not_found()
    return row


def _region(call: Call, row: Row) -> dict[str, Any]:
    down = call.world.faults.region_down(str(row.id))
    return {**row.doc, "status": "outage"} if down else row.doc
