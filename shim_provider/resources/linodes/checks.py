"""What the API can tell of a planned Linode: whether region and plan exist, and hold its disks.

Only what is known for certain is refused; values not known yet fail no plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import plan_checks, region_checks
from ..region_checks import Asked

if TYPE_CHECKING:
    from ...engine.contract import Change


def check(change: Change) -> None:
    """Refuse a region or a plan that does not exist, and a plan too small for the disks."""
    region = change.planned["region"]
    if isinstance(region, str) and (change.creating or change.changes("region")):
        region_checks.check(change, [Asked("region", region)])
    if change.creating or change.changes("type"):
        plan_checks.check(change, "type", lambda space: _judge(change, space))


def _judge(change: Change, space: int | None) -> None:
    """Refuse a plan whose space is less than what the disks of the Linode take."""
    sizes = [disk["size"] for disk in change.was("disk") or () if isinstance(disk["size"], int)]
    if space is None or sum(sizes) <= space or change.replace:
        return
    plan = change.planned["type"]
    change.error(
        "type",
        f"The disks of Linode {change.was('id')} do not fit on {plan}",
        f"They take {sum(sizes)} MB, and {plan} has {space} MB. Disks never shrink by themselves:"
        " resize or delete some first (`linode-cli linodes disk-resize`), or choose a larger plan."
        " To replace the Linode instead, `terraform taint` it: images captured from it in this"
        " configuration are then replaced, too.",
    )
