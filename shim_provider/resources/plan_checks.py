"""What the API tells of a plan of Linodes: whether it exists, and its space for disks, in MB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..engine.contract import Change

    #: Judges the space that a plan gives; None where that is not told.
    Judge = Callable[[int | None], None]

#: Id of a plan -> the space for disks it gives.
Plans = dict[str, int]

_KIND = "plans"


def check(change: Change, attribute: str, judge: Judge) -> None:
    """Refuse a plan that does not exist; have the space of one that does judged."""
    plan = change.planned[attribute]
    if not isinstance(plan, str):
        return
    kept: Plans | None = questions.kept(change, _KIND)
    if kept and plan in kept:
        judge(kept[plan])
        return
    api = change.api()
    if api is not None:
        questions.ask(
            change, attribute, lambda: _ask(change, api, attribute, judge), told_to_all=True
        )


def _ask(change: Change, api: Any, attribute: str, judge: Judge) -> None:
    plan = change.planned[attribute]
    plans = {told["id"]: told.get("disk") for told in api.types.all()}
    if not plans:
        return
    questions.keep(change, _KIND, plans)
    if plan not in plans:
        # The list leaves out plans of former times, which a Linode may still have.
        one = api.types.get(plan)
        if one is None:
            change.error(
                attribute,
                f"Plan {plan} does not exist",
                f"`{attribute}` names {plan!r}.{questions.nearest(plan, sorted(plans))}"
                f" Plans: {', '.join(sorted(plans))}.",
            )
            return
        plans[plan] = one.get("disk")
    judge(plans[plan])
