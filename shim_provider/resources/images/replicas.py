"""`replica_regions`: which regions hold an image, as a set, judged on real statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...linode.errors import Interrupted
from ...problem import Problem
from ...schemas.checks import creation_problems
from ...schemas.image import IMAGE
from ...unknown import UNKNOWN, wholly_known
from .. import region_checks
from ..failures import telling
from .values import regions_held

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...engine.contract import Change, Operation, Values

#: The API's names for the argument: of the request, and of a single region in it.
FIELDS = {"regions": "replica_regions", "region": "replica_regions"}

_NONE_STAYS = "At least one available region must be specified"


def plan(change: Change) -> None:
    """Plan a change of the regions; the rule that one must stay is checked here already."""
    wanted = change.planned["replica_regions"]
    if wanted is None:
        if change.was("replica_regions") is not None:
            change.warn(
                "replica_regions",
                "The replicas stay as they are",
                "`replica_regions` was removed: the image keeps its replicas, and they are no"
                " longer looked after. To remove some, list the regions that are to stay.",
            )
        return
    if wanted is UNKNOWN or not wholly_known(wanted):
        if not change.creating:
            change.unknown("replications", "total_size")
        return
    if change.creating:
        _check_creation(change, wanted)
    elif changed(change.prior or {}, change.planned):
        change.unknown("replications", "total_size")
        _check_stays(change, wanted, _available(change.was("replications")))


def _check_creation(change: Change, wanted: list[Any]) -> None:
    region = change.planned["region"]
    at = [region] if _is_known(region) else []
    wrong = not wanted or creation_problems(IMAGE, change.planned)
    # Which of them holds an image that its region does not store, Linode decides.
    if wrong and not (wanted and at and region_checks.stored_elsewhere(change, region)):
        summary, detail = _none_stays([])
        if at and wanted:
            detail = (
                f"The image is made in {region}, and the other replicas are copied from there:"
                " `replica_regions` must list it, too."
            )
        change.error("replica_regions", summary, detail)


def changed(state: Values, planned: Values) -> bool:
    """Whether the plan asks for other regions, or for a wait that was not asked for before."""
    wanted = planned["replica_regions"]
    if wanted is None:
        return False
    if set(wanted) != set(state["replica_regions"] or ()):
        return True
    waits = planned["wait_for_replications"] and not state["wait_for_replications"]
    return bool(waits and set(wanted) - set(_available(state["replications"])))


def apply(operation: Operation, planned: Values, image: Values) -> Values:
    """Bring the image to the planned regions; wait for them where that is asked."""
    wanted = planned["replica_regions"]
    if wanted is None:
        return image
    name = image["id"]
    if set(wanted) != set(regions_held(image)):
        available = _available(image.get("regions"))
        # What an image does not tell, the API judges.
        if available and not set(wanted) & set(available):
            raise Problem(*_none_stays(available), "replica_regions")
        with telling(f"replicate image {name}", FIELDS, but=Interrupted):
            image = operation.api.images.replicate(name, sorted(wanted))
    if planned["wait_for_replications"]:
        image = operation.api.images.wait_replicated(name, sorted(wanted))
        # A region that was left out counts as a replica until its deletion is done.
        image = operation.api.images.wait_settled(name) or image
    return image


def _available(replications: Iterable[Values] | None) -> list[str]:
    return sorted(
        replica["region"] for replica in replications or () if replica["status"] == "available"
    )


def _check_stays(change: Change, wanted: list[str], available: list[str]) -> None:
    if (available and not set(wanted) & set(available) and not change.replace) or not wanted:
        change.error("replica_regions", *_none_stays(available))


def _is_known(region: Any) -> bool:
    return region is not None and region is not UNKNOWN


def _none_stays(available: list[str]) -> tuple[str, str]:
    where = ", ".join(available) or "no region yet"
    return (
        f"{_NONE_STAYS}.",
        f"The image is available in {where}, and `replica_regions` must keep one of them: the"
        " others are copied from it. An image is removed from all regions by deleting it.",
    )
