"""What the API tells of a planned region: whether it exists, and whether it shows image storage.

Only what nobody knows is refused. No capability says that a region takes images
(https://github.com/linode/manager/issues/12257): Object Storage is a sign of it, and images have
been taken where there is none. So a region without the sign is a warning, and Linode decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from . import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..engine.contract import Change

#: Capabilities of which one is a sign that a region stores images.
SIGNS_OF_STORAGE = frozenset({"Object Storage", "Machine Images"})
#: The capability of a region that hands user data to its Linodes.
METADATA = "Metadata"

_KIND = "region capabilities"


class Asked(NamedTuple):
    """A region to check, and the argument that names it."""

    attribute: str
    name: str
    #: Whether an image is to be stored there.
    stores: bool = False
    #: Whether a Linode there is to be handed user data.
    runs_cloud_init: bool = False


class _Regions(NamedTuple):
    """The ids of all regions, of those with a sign of image storage, of those that hand out user
    data, and of those that tell nothing of what they can do."""

    all: list[str]
    storing: list[str]
    metadata: list[str]
    untold: list[str]


_NOTHING = _Regions([], [], [], [])


def check(change: Change, asked: Iterable[Asked]) -> None:
    """Refuse what does not exist; warn of what shows no sign that it can do what it is to do."""
    for one in asked:
        regions = _told(change, one)
        if regions.all:
            _judge(change, one, regions)


def stored_elsewhere(change: Change, region: str) -> bool:
    """Whether an image sent to this region may be stored in another: it shows no storage."""
    regions = _told(change, Asked("region", region, stores=True))
    return _lacks(region, regions.storing, regions)


def _told(change: Change, one: Asked) -> _Regions:
    """What the API tells; it is not asked of a region with which all was well within a day."""
    kept = questions.kept(change, _KIND)
    regions = _Regions(*kept) if kept else _NOTHING
    if all(one.name in able for able in _needed(one, regions)):
        return regions
    heard: list[_Regions] = []
    api = change.api()
    if api is not None:
        questions.ask(change, one.attribute, lambda: heard.append(_heard(api)), told_to_all=True)
    if heard and heard[0].all:
        questions.keep(change, _KIND, list(heard[0]))
    return heard[0] if heard else _NOTHING


def _needed(one: Asked, regions: _Regions) -> Iterator[list[str]]:
    """The lists that the region should be in."""
    yield regions.all
    if one.stores:
        yield regions.storing
    if one.runs_cloud_init:
        yield regions.metadata


def _heard(api: Any) -> _Regions:
    regions = {region["id"]: region.get("capabilities") for region in api.regions.all()}
    return _Regions(
        sorted(regions),
        sorted(name for name, able in regions.items() if SIGNS_OF_STORAGE & set(able or ())),
        sorted(name for name, able in regions.items() if METADATA in (able or ())),
        sorted(name for name, able in regions.items() if able is None),
    )


def _lacks(name: str, able: list[str], regions: _Regions) -> bool:
    """Whether the region tells what it can do, and this is not among it."""
    return name in regions.all and name not in able + regions.untold


def _judge(change: Change, one: Asked, regions: _Regions) -> None:
    if one.name not in regions.all:
        change.error(
            one.attribute,
            f"Region {one.name} does not exist",
            f"`{one.attribute}` names {one.name!r}.{questions.nearest(one.name, regions.all)}"
            f" {_list(one, regions)}",
        )
        return
    if one.runs_cloud_init and _lacks(one.name, regions.metadata, regions):
        change.warn(
            one.attribute,
            f"Region {one.name} may not run user_data",
            f"`{one.attribute}` names {one.name!r}, which lists no {METADATA} among its"
            " capabilities: Linodes there may not be handed `user_data`."
            f" Regions that list it: {', '.join(regions.metadata) or 'none'}.",
        )
    if one.stores and _lacks(one.name, regions.storing, regions):
        change.warn(
            one.attribute,
            f"Region {one.name} shows no image storage",
            f"`{one.attribute}` names {one.name!r}, which lists no Object Storage among its"
            " capabilities. Whether it takes images, Linode decides when this is applied."
            f" {_storing(regions)}",
        )


def _list(one: Asked, regions: _Regions) -> str:
    if not one.stores:
        return f"Regions: {', '.join(regions.all)}."
    others = [name for name in regions.all if name not in regions.storing]
    rest = f" Others: {', '.join(others)}." if others else ""
    return f"{_storing(regions)}{rest}"


def _storing(regions: _Regions) -> str:
    return f"Regions that show image storage: {', '.join(regions.storing) or 'none'}."
