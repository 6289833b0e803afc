"""Plans: list and show, open to everybody; and which a new Linode may have, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import filters
from ...requests.errors import ApiError, error, invalid, invalid_region, not_found
from .. import regions

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.tables import Row, Tables

_NO_PLAN = "A valid plan type by that ID was not found"
FIELDS = filters.fields(
    "label class disk gpus memory transfer vcpus network_out accelerated_devices",
    also_sortable="id",
)


def show_list(call: Call) -> dict[str, Any]:
    return call.listing("type", FIELDS, ("account = ''", ()))


def show(call: Call, plan: str) -> dict[str, Any]:
    row = call.tables.find("type", plan)
    if row is None:
        raise not_found()
    return row.doc


def plan(tables: Tables, name: str) -> Row:
    row = tables.find("type", name)
    if row is None:
        raise ApiError(400, _NO_PLAN, "type")
    return row


def place(call: Call, region: str, plan_name: str) -> Row:
    """The plan, where a new Linode may be. Raises ApiError 400 with what is wrong of both.

    In this order, as the tests of Linode's Python SDK say.
    """
    row = call.tables.find("type", plan_name)
    problems = [error(_NO_PLAN, "type")] if row is None else []
    if regions.in_service(call, region) is None:
        problems += invalid_region().errors
    if row is None or problems:
        raise invalid(problems)
    return row
