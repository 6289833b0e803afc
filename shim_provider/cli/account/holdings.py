"""The images of an account: how old and large each is, where it came from, and what boots from it.

Asks Linode's public API only. Events are kept for 90 days, so that the origin of an older image is
not known; nor that of any, where the token may not read events. One that may not read Linodes is
not told who boots from them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from .figures import price_per_month, stored
from .reaching import asking, in_words

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

_CAPTURED, _CREATED = "disk_imagize", "linode_create"


class Linode(NamedTuple):
    """A Linode, also one that is gone: of that, what events tell."""

    id: int
    label: str
    #: "deleted" where it is gone, "unknown" where Linodes may not be read.
    status: str
    region: str
    #: The image it was deployed from; None where that is not known, or none was.
    image: str | None


class Holding(NamedTuple):
    """An image of one's own."""

    id: str
    label: str
    #: As the API says it: UTC.
    created: str
    age: float
    status: str
    type: str
    size: int
    total_size: int
    regions: dict[str, str]
    tags: list[str]
    price_per_month: float
    #: None where it is not known.
    booted_by: list[Linode] | None
    captured_from: Linode | None

    def for_machines(self) -> dict[str, Any]:
        """The fields as JSON shows them: sizes in MB, age in seconds, price in US dollars."""
        source, booted = self.captured_from, self.booted_by
        return {
            **self._asdict(),
            "age": int(self.age),
            "booted_by": None if booted is None else [each._asdict() for each in booted],
            "captured_from": source._asdict() if source else None,
        }


class Account(NamedTuple):
    """What there is: images of one's own, the newest first."""

    images: list[Holding]
    #: What could not be asked, a sentence each.
    untold: list[str]


def account(api: Api) -> Account:
    """Ask for all of it. Raises Problem when Linode cannot be asked."""
    untold: list[str] = []
    with asking(api):
        mine = _own(api.images.list({"is_public": False}))
        linodes = _linodes(api, untold) if mine else {}
    captures, bases = _history(api, untold) if mine else ({}, {})
    now = api.shared.calls.server_time() or time.time()
    held = []
    for image in mine:
        source = captures.get(image["id"])
        if source is not None:
            status = "deleted" if linodes is not None else "unknown"
            gone = source._replace(image=bases.get(source.id), status=status)
            source = (linodes or {}).get(source.id, gone)
        booted = None
        if linodes is not None:
            booted = [each for each in linodes.values() if each.image == image["id"]]
        held.append(_holding(image, now, booted, source))
    return Account(held, untold)


def _own(images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those with an id of one's own, the newest first: not the public ones, nor shared ones."""
    mine = [image for image in images if str(image["id"]).startswith("private/")]
    return sorted(mine, key=lambda each: (each.get("created") or "", _number(each)), reverse=True)


def _number(image: dict[str, Any]) -> int:
    number = image["id"].rpartition("/")[2]
    return int(number) if number.isdigit() else 0


def _holding(
    image: dict[str, Any], now: float, booted_by: list[Linode] | None, source: Linode | None
) -> Holding:
    from shim_provider.linode.creates.creating import made_at

    return Holding(
        image["id"],
        image["label"],
        str(image.get("created") or ""),
        max(0.0, now - (made_at(image) or now)),
        str(image.get("status")),
        str(image.get("type")),
        image.get("size") or 0,
        stored(image),
        {each["region"]: each["status"] for each in image.get("regions") or ()},
        list(image.get("tags") or ()),
        price_per_month(image),
        booted_by,
        source,
    )


def _linode(doc: dict[str, Any]) -> Linode:
    return Linode(doc["id"], doc["label"], doc["status"], doc["region"], doc.get("image"))


def _linodes(api: Api, untold: list[str]) -> dict[int, Linode] | None:
    """All Linodes by number; None where the token, which may read images, may not read them."""
    from shim_provider.linode.errors import Forbidden, Unauthorized

    try:
        return {each["id"]: _linode(each) for each in api.instances.list()}
    except (Unauthorized, Forbidden) as failure:
        untold.append(f"who boots from images is not known: {in_words(failure)}")
        return None


def _history(api: Api, untold: list[str]) -> tuple[dict[str, Linode], dict[int, str]]:
    """From events: what each image was captured from; what each Linode was deployed from."""
    from shim_provider.linode.api.events import image_number, linode_of
    from shim_provider.linode.errors import LinodeError

    try:
        captured, created = api.events.history(_CAPTURED), api.events.history(_CREATED)
    except LinodeError as failure:
        untold.append(f"where images come from is not known: {in_words(failure)}")
        return {}, {}
    captures, bases = {}, {}
    for event in captured:
        linode, number = linode_of(event), image_number(event)
        if linode is not None and number is not None:
            label = str(event["entity"].get("label") or linode)
            captures[f"private/{number}"] = Linode(linode, label, "deleted", "", None)
    for event in created:
        linode, base = linode_of(event), event.get("secondary_entity") or {}
        if linode is not None and base.get("type") == "image":
            bases[linode] = str(base.get("id"))
    return captures, bases
