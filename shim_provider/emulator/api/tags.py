"""The tags of an account: those that its images and Linodes have, and those made without any.

A tag that was made lives until it is deleted; any other one for as long as something has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..requests import checks, filters
from ..requests.errors import ApiError, not_found
from ..world.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..requests.call import Call
    from ..world.moment import Moment

FIELDS = filters.fields("", also_sortable="label")

_NUMBERS = checks.list_of(checks.whole(), high=500)
# What there is none of here, and can be no object of a tag.
_ABSENT = ("domains", "nodebalancers", "volumes", "reserved_ipv4_addresses")
# As recorded; images and Linodes may be changed to have tags of 100 characters.
LABEL = checks.text(3, 50, "Length must be 3-50 characters")
_NEW = {
    "label": LABEL,
    "linodes": _NUMBERS,
    **{name: checks.list_of(lambda _: None, high=500) for name in _ABSENT},
}

_TAGGED = ("image", "instance")
_EACH = "SELECT seq, account, value FROM {kind}, json_each(doc, '$.tags')"
_MADE = "SELECT seq, account, json_extract(doc, '$.label') AS value FROM tag"
# Reads like a table of things. As recorded, by label: the numbers of different tables tell no age.
_TAGS = f"""(
    SELECT min(seq) AS seq, value AS id, account, NULL AS parent,
        json_object('label', value) AS doc, '{{}}' AS hidden
    FROM ({_MADE} UNION ALL {" UNION ALL ".join(_EACH.format(kind=kind) for kind in _TAGGED)})
    GROUP BY account, value)"""
_HAS = "account = ? AND EXISTS (SELECT 1 FROM json_each(doc, '$.tags') WHERE value = ?)"


def show_list(call: Call) -> dict[str, Any]:
    return call.listing(_TAGS, FIELDS, ("account = ?", (call.account,)), unsorted="id")


def create(call: Call) -> dict[str, Any]:
    given = checks.read(call.body, _NEW, {"label": "label is required"})
    label: str = given["label"]
    if _is_there(call, label):
        raise ApiError(400, "Tag already exists", "label")
    for name in _ABSENT:
        if given.get(name):
            raise ApiError(400, f"{name} is not valid", name)
    linodes = [call.named("instance", number, "linodes") for number in given.get("linodes", [])]
    row = new_tag(call.moment, label)
    call.tables.insert(row)
    for linode in linodes:
        _set(call, linode, [*linode.doc["tags"], label])
    return row.doc


def ordered(labels: list[str]) -> list[str]:
    """Tags are a set; the service gives them back in its own order."""
    return sorted(set(labels))


def new_tag(moment: Moment, label: str) -> Row:
    """A tag that nothing has, not yet inserted."""
    number = moment.tables.next_number("tag")
    return Row("tag", number, moment.account, None, {"label": label}, {})


def show_tagged(call: Call, tag: str) -> dict[str, Any]:
    """As documented, Linodes and others, but no images."""
    _need(call, tag)
    return call.listing("instance", filters.fields(""), (_HAS, (call.account, tag)), _tagged)


def _tagged(row: Row) -> dict[str, Any]:
    return {"type": "linode", "data": row.doc}


def delete(call: Call, tag: str) -> dict[str, Any]:
    """From everything that has it, images too."""
    _need(call, tag)
    for row in _made(call.moment, tag):
        call.tables.delete("tag", row.id)
    for kind in _TAGGED:
        for row in list(call.tables.select(kind, _HAS, (call.account, tag))):
            _set(call, row, [each for each in row.doc["tags"] if each != tag])
    return {}


def _set(call: Call, row: Row, tags: list[str]) -> None:
    row.doc.update(tags=ordered(tags), updated=call.wire_now)
    call.tables.save(row)


def is_made(moment: Moment, label: str) -> bool:
    """Whether there is such a tag by itself."""
    return any(_made(moment, label))


def _need(call: Call, label: str) -> None:
    if not _is_there(call, label):
        raise not_found()


def _is_there(call: Call, label: str) -> bool:
    return call.tables.count(_TAGS, "account = ? AND id = ?", (call.account, label)) > 0


def _made(moment: Moment, label: str) -> Iterator[Row]:
    of_label = "account = ? AND json_extract(doc, '$.label') = ?"
    return moment.tables.select("tag", of_label, (moment.account, label))
