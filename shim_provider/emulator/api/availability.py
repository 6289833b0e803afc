"""What is sold in which region: plans, and virtual private clouds. Read-only, open to everybody.

Every region here sells every plan; the service lists those that some regions do not sell (recorded:
GPU and premium plans). No VPC can be made here; regions say of themselves whether they have them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..requests import filters
from ..requests.errors import not_found

if TYPE_CHECKING:
    from ..requests.call import Call

FIELDS = {
    "plan": filters.fields("available plan region"),
    "vpc": filters.fields("region"),
}

# Each reads like a table of things.
_PLANS = """(
    SELECT region.seq * 10000 + type.seq AS seq, region.id || '/' || type.id AS id,
        region.account, region.id AS parent, '{}' AS hidden,
        json_object('region', region.id, 'plan', type.id, 'available', json('true')) AS doc
    FROM region, type)"""
_HAS_VPCS = "EXISTS (SELECT 1 FROM json_each(doc, '$.capabilities') WHERE value = 'VPCs')"
_VPCS = f"""(
    SELECT seq, id, account, parent, hidden,
        json_object('region', id, 'available_ipv6_prefix_lengths', json('[]'),
            'available', json(CASE WHEN {_HAS_VPCS} THEN 'true' ELSE 'false' END)) AS doc
    FROM region)"""

_ALL = ("1", ())


def show_plans(call: Call) -> dict[str, Any]:
    return call.listing(_PLANS, FIELDS["plan"], _ALL)


def show_plans_of_region(call: Call, region: str) -> list[dict[str, Any]]:
    """As documented, an array and no page."""
    _need_region(call, region)
    return [row.doc for row in call.tables.select(_PLANS, "parent = ?", (region,))]


def show_vpcs(call: Call) -> dict[str, Any]:
    return call.listing(_VPCS, FIELDS["vpc"], _ALL)


def show_vpcs_of_region(call: Call, region: str) -> dict[str, Any]:
    _need_region(call, region)
    (row,) = call.tables.select(_VPCS, "id = ?", (region,))
    return row.doc


def _need_region(call: Call, region: str) -> None:
    if call.tables.find("region", region) is None:
        raise not_found()
