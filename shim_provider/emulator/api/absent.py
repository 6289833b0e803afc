"""What there is none of in this world, told as the service tells it: mostly empty lists.

No volumes, firewalls, backups, notices, traffic, preferences. Nothing of it can be made here, so
"none" is always true; where "none" would be a pretence (agreements to sign, statistics), nothing is
served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..requests import filters, lists

if TYPE_CHECKING:
    from ..requests.call import Call

FIELDS = {
    "firewall": filters.fields("id label created updated", lists="tags"),
    "notification": filters.fields("type entity.type"),
    "volume": filters.fields("label", lists="tags", also_sortable="id created updated size"),
}


def show_volumes(call: Call) -> dict[str, Any]:
    return _none(call, "volume")


def show_volumes_of_linode(call: Call, linode: int) -> dict[str, Any]:
    call.own("instance", linode)
    return _none(call, "volume")


def show_firewalls(call: Call) -> dict[str, Any]:
    return _none(call, "firewall")


def show_firewalls_of_linode(call: Call, linode: int) -> dict[str, Any]:
    call.own("instance", linode)
    return _none(call, "firewall")


def show_backups_of_linode(call: Call, linode: int) -> dict[str, Any]:
    """None was ever taken, also where backups are enabled."""
    call.own("instance", linode)
    return {"automatic": [], "snapshot": {"current": None, "in_progress": None}}


def show_transfer_of_linode(call: Call, linode: int) -> dict[str, Any]:
    """In GB, of this month. Nothing boots here, so nothing is sent."""
    quota = call.own("instance", linode).doc["specs"]["transfer"]
    return {"used": 0, "quota": quota, "billable": 0, "region_transfers": []}


def show_notifications(call: Call) -> dict[str, Any]:
    return _none(call, "notification")


def show_preferences(_: Call) -> dict[str, Any]:
    return {}


def show_grants(_: Call) -> None:
    """No content: as documented for users who are not restricted, and here nobody is."""


def _none(call: Call, kind: str) -> dict[str, Any]:
    """An empty list, for a query and a filter that make sense."""
    page, size = lists.asked_page(call.query)
    filters.condition(call.x_filter, FIELDS[kind])
    return lists.envelope([], page, size, 0)
