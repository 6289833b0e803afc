"""Images in a world's file: those there are, with their copies and origins, and those deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..api.images import images
from ..requests import checks
from ..world import sharing
from . import entry
from .entry import Entry, Field

if TYPE_CHECKING:
    from ..world.tables import Document, Row, Tables
    from .entry import Loading

LABEL = Field(images.NEW["label"], "a text of 1 to 50 letters, digits, blanks and , . ? - _ '")
DESCRIPTION = Field(images.NEW["description"], "a text of 65000 characters at most")
REGION = Field(checks.text(1, 100), "the name of a region")
_REGIONS = Field(
    checks.list_of(checks.text(1, 100), high=100, low=1, low_reason="none"),
    "a list of one region or more",
)
_FIELDS = {
    "id": Field(entry.ID.check, "a whole number, the 15 of private/15"),
    "account": entry.ACCOUNT,
    "label": LABEL,
    "description": DESCRIPTION,
    "tags": entry.TAGS,
    "size": Field(checks.whole(low=1), "a whole number of MB, 1 or more"),
    "cloud_init": entry.FLAG,
    "is_shared": entry.FLAG,
    "region": REGION,
    "regions": _REGIONS,
    "created_by": entry.TEXT,
    "captured_from": Field(checks.mapping, "an object with linode and disk"),
    **entry.TIMES,
}
_ORIGIN = {
    "linode": entry.OBJECT,
    "disk": entry.OBJECT,
    "cloud_init": entry.FLAG,
    "built_from": Field(checks.text(1, 255), "the id of an image"),
}
_ORIGIN_PART = {"id": entry.ID, "label": entry.TEXT}
_COUNTERS = {"linode": "instance", "disk": "disk"}

_OF_ACCOUNT = re.compile(r"(private|shared)/([1-9]\d{0,12})")
_PUBLIC = re.compile(r"linode/\S+")
_EXAMPLE = "an id such as private/15, shared/3 or linode/debian9"


def place(loading: Loading, where: str, value: object) -> None:
    read = entry.read(where, value, _FIELDS, "label")
    given = read.given
    wanted = list(dict.fromkeys(given.get("regions") or [given.get("region", "us-east")]))
    for region in wanted:
        need_region(loading, read, "regions" if "regions" in given else "region", region)
    number = loading.number("image", read)
    row = images.new_image(loading.moment(given), given, "available", number)
    size = given.get("size", 1)
    row.doc.update(
        size=size,
        total_size=size * len(wanted),
        is_shared=given.get("is_shared", False),
        capabilities=[*row.doc["capabilities"], "distributed-sites"],
        regions=[{"region": region, "status": "available"} for region in wanted],
        **entry.times(given),
    )
    if "captured_from" in given:
        row.hidden["captured"] = _origin(loading, f"{where}.captured_from", given["captured_from"])
    loading.tables.insert(row)


def _origin(loading: Loading, where: str, value: object) -> Document:
    """Linode and disk may be gone by now; their numbers go to nothing else."""
    whole = entry.read(where, value, _ORIGIN, "linode disk")
    origin = dict(whole.given)
    for name, counter in _COUNTERS.items():
        origin[name] = entry.read(f"{where}.{name}", origin[name], _ORIGIN_PART, "id label").given
        loading.tables.take_number(counter, origin[name]["id"])
    return origin


def need_region(loading: Loading, read: Entry, field: str, region: str) -> None:
    """A region may be out of service, and still hold what it held."""
    if loading.tables.find("region", region) is None:
        mend = f"there is no {region}; see GET /v4/regions"
        raise read.wrong(field, "regions of the service", mend)


def forget(loading: Loading, where: str, value: object) -> None:
    """An image deleted since, which something else of the file names."""
    known = _OF_ACCOUNT.fullmatch(value) if isinstance(value, str) else None
    if not isinstance(value, str) or not (known or _PUBLIC.fullmatch(value)):
        raise entry.wrong(where, _EXAMPLE, value, "correct it, or leave it out")
    if known:
        counter = {"private": "image", "shared": "sharedimage"}[known[1]]
        loading.tables.take_number(counter, int(known[2]))
    loading.gone.add(value)


def named(loading: Loading, read: Entry, account: str, field: str = "image") -> Row | None:
    """The image an entry names; None for one deleted since. Raises SeedError for any other."""
    id = read.given[field]
    row = loading.tables.find("image", id)
    if row is not None and (row.account in ("", account) or "source" in row.hidden):
        row.doc = sharing.shown(loading.tables, row)
        return row
    if id in loading.gone:
        return None
    owner = f"an image of account {account}, a shared or a public one"
    raise read.wrong(field, owner, "add it to images, or to deleted_images if it is gone")


def written(row: Row) -> Document:
    doc = row.doc
    count = doc["image_sharing"]["shared_with"]["sharegroup_count"]
    return entry.lean(
        {
            "id": row.hidden["number"],
            "account": row.account,
            **{name: doc[name] for name in ("label", "description", "tags", "size")},
            "cloud_init": "cloud-init" in doc["capabilities"],
            # It stays true once the image was shared: to be said where it is shared no longer.
            "is_shared": doc["is_shared"] and not count,
            "regions": [replica["region"] for replica in doc["regions"]],
            "captured_from": row.hidden.get("captured"),
            **{name: doc[name] for name in ("created", "updated", "created_by")},
        },
        description="",
        tags=[],
        cloud_init=False,
        is_shared=False,
        captured_from=None,
        created_by=row.account,
    )


def images_named(tables: Tables) -> list[str]:
    """Ids of all images from which others were built."""
    origins = (row.hidden.get("captured", {}) for row in tables.select("image", "account <> ''"))
    return [origin["built_from"] for origin in origins if "built_from" in origin]


def gone(tables: Tables, ids: list[str]) -> list[str]:
    """Those of the ids that name no image any more, each once."""
    return sorted(id for id in set(ids) if tables.find("image", id) is None)
