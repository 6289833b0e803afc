"""The images of an account: how old and large each is, where it came from, and what boots from it.

Asks Linode's public API only. Events are kept for 90 days, so that the origin of an older image is
not known; nor that of any, where the token may not read events.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from .figures import price_per_month, stored
from .reaching import asking

if TYPE_CHECKING:
    from shim_provider.linode.client import Api

_CAPTURED, _CREATED = "disk_imagize", "linode_create"


class Linode(NamedTuple):
    """A Linode, also one that is gone: of that, what events tell."""

    id: int
    label: str
    #: "deleted" where it is gone.
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
    booted_by: list[Linode]
    captured_from: Linode | None

    def for_machines(self) -> dict[str, Any]:
        """The fields as JSON shows them: sizes in MB, age in seconds, price in US dollars."""
        source = self.captured_from
        return {
            **self._asdict(),
            "age": int(self.age),
            "booted_by": [each._asdict() for each in self.booted_by],
            "captured_from": source._asdict() if source else None,
        }


class Account(NamedTuple):
    """What there is: images of one's own, the newest first, and all Linodes by number."""

    images: list[Holding]
    linodes: dict[int, Linode]
    #: What could not be asked, in words; "" if nothing.
    untold: str


def account(api: Api) -> Account:
    """Ask for all of it. Raises Problem when Linode cannot be asked."""
    with asking():
        mine = _own(api.images.list({"is_public": False}))
        linodes = {each["id"]: _linode(each) for each in api.instances.list()}
    captures, bases, untold = _history(api) if mine else ({}, {}, "")
    now = api.shared.calls.server_time() or time.time()
    held = []
    for image in mine:
        source = captures.get(image["id"])
        if source is not None:
            base = bases.get(source.id)
            source = linodes.get(source.id) or source._replace(image=base)
        booted = [each for each in linodes.values() if each.image == image["id"]]
        held.append(_holding(image, now, booted, source))
    return Account(held, linodes, untold)


def _own(images: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those with an id of one's own, the newest first: not the public ones, nor shared ones."""
    mine = [image for image in images if str(image["id"]).startswith("private/")]
    return sorted(mine, key=lambda each: (each.get("created") or "", _number(each)), reverse=True)


def _number(image: dict[str, Any]) -> int:
    number = image["id"].rpartition("/")[2]
    return int(number) if number.isdigit() else 0


def _holding(
    image: dict[str, Any], now: float, booted_by: list[Linode], source: Linode | None
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


def _history(api: Api) -> tuple[dict[str, Linode], dict[int, str], str]:
    """From events: what each image was captured from; what each Linode was deployed from."""
    from shim_provider.linode.api.events import image_number, linode_of
    from shim_provider.linode.errors import LinodeError

    try:
        captured, created = api.events.history(_CAPTURED), api.events.history(_CREATED)
    except LinodeError as failure:
        return {}, {}, f"where images come from is not known: {failure}"
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
    return captures, bases, ""
