"""What the API can tell of a planned Linode: whether region and plan exist, and hold its disks.

Only what is known for certain is refused; values not known yet fail no plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import questions, region_checks
from ..region_checks import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...engine.contract import Change

#: Id of a plan -> the space for disks it gives, in MB.
Plans = dict[str, int]

_KIND = "plans"


def check(change: Change) -> None:
    """Refuse a region or a plan that does not exist, and a plan too small for the disks."""
    region, plan = change.planned["region"], change.planned["type"]
    if isinstance(region, str) and (change.creating or change.changes("region")):
        region_checks.check(change, [Asked("region", region)])
    if not isinstance(plan, str) or not (change.creating or change.changes("type")):
        return
    kept: Plans | None = questions.kept(change, _KIND)
    if kept and plan in kept:
        _judge(change, plan, kept)
        return
    api = change.api()
    if api is not None:
        questions.ask(change, "type", lambda: _ask(change, api, plan), told_to_all=True)


def _ask(change: Change, api: Any, plan: str) -> None:
    plans = {told["id"]: told.get("disk") for told in api.types.all()}
    if not plans:
        return
    questions.keep(change, _KIND, plans)
    if plan not in plans:
        # The list leaves out plans of former times, which a Linode may still have.
        one = api.types.get(plan)
        if one is None:
            change.error(
                "type",
                f"Plan {plan} does not exist",
                f"`type` names {plan!r}.{questions.nearest(plan, sorted(plans))}"
                f" Plans: {', '.join(sorted(plans))}.",
            )
            return
        plans[plan] = one.get("disk")
    _judge(change, plan, plans)


def _judge(change: Change, plan: str, plans: Mapping[str, Any]) -> None:
    """Refuse a plan whose space is less than what the disks of the Linode take."""
    space = plans[plan]
    sizes = [disk["size"] for disk in change.was("disk") or () if isinstance(disk["size"], int)]
    if space is None or sum(sizes) <= space or change.replace:
        return
    change.error(
        "type",
        f"The disks of Linode {change.was('id')} do not fit on {plan}",
        f"They take {sum(sizes)} MB, and {plan} has {space} MB. Disks never shrink by themselves:"
        " resize or delete some first (`linode-cli linodes disk-resize`), or choose a larger plan."
        " To replace the Linode instead, `terraform taint` it: images captured from it in this"
        " configuration are then replaced, too.",
    )
