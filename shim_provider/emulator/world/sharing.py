"""How a shared image is seen: a row of its own, filled from the image it stands for.

A shared entry is an image row `shared/<n>` which belongs to its group instead of an account. What
may be asked of groups (producer) and of tokens (consumer) is in api/images.
"""

from __future__ import annotations

from typing import Any

from .tables import Document, Row, Tables

# What an entry takes from its source whenever it is shown; label and description are its own.
_LIVE = ("size", "total_size", "status", "regions", "capabilities", "deprecated", "eol")


def owner(group: str | int) -> str:
    """The name under which a group owns its entries; no account can have it."""
    return f"/sharegroup/{group}"


def entries(tables: Tables, group: int) -> list[Row]:
    return list(tables.select("image", "account = ?", (owner(group),)))


def of_source(tables: Tables, source: str) -> list[Row]:
    """Entries that stand for an image, in whatever groups."""
    return list(tables.select("image", "json_extract(hidden, '$.source') = ?", (source,)))


def shown(tables: Tables, row: Row, *, producer: bool = False) -> Document:
    """An image as a caller sees it; only the producer learns which image an entry stands for."""
    if "source" not in row.hidden:
        return row.doc
    source = tables.find("image", row.hidden["source"])
    live = {name: source.doc[name] for name in _LIVE} if source else {}
    document = {**row.doc, **live}
    shared_by = document["image_sharing"]["shared_by"]
    if producer and source:
        names = {"source_image_id": source.id, "source_image_label": source.doc["label"]}
        document["image_sharing"] = {"shared_with": None, "shared_by": {**shared_by, **names}}
    return document


def entry(
    tables: Tables, group: Row, source: Row, given: Document, number: int | None = None
) -> Row:
    """What a group shows of an image, not yet inserted. As recorded, it begins as never updated."""
    number = number or tables.next_number("sharedimage")
    document: Document = {
        **source.doc,
        "id": f"shared/{number}",
        "label": given.get("label", source.doc["label"]),
        "description": given.get("description", source.doc["description"]),
        "updated": None,
        "created_by": None,
        "is_shared": None,
        "type": "shared",
        "image_sharing": {"shared_with": None, "shared_by": _shared_by(group)},
    }
    return Row("image", document["id"], owner(group.id), group.id, document, {"source": source.id})


def _shared_by(group: Row) -> dict[str, Any]:
    return {
        "sharegroup_id": group.id,
        "sharegroup_uuid": group.doc["uuid"],
        "sharegroup_label": group.doc["label"],
        "source_image_id": None,
        "source_image_label": None,
    }


def recount(tables: Tables, source: str) -> None:
    """Tell an image in how many groups it is. `is_shared` stays true once it was, as recorded."""
    row = tables.find("image", source)
    if row is None:
        return
    groups = {shared.parent for shared in of_source(tables, source)}
    row.doc["image_sharing"]["shared_with"]["sharegroup_count"] = len(groups)
    row.doc["is_shared"] = row.doc["is_shared"] or bool(groups)
    tables.save(row)


def withdraw(tables: Tables, shared: Row) -> None:
    """Take an entry out of its group."""
    tables.delete("image", shared.id)
    recount(tables, shared.hidden["source"])


def forget_source(tables: Tables, source: str) -> None:
    """An image that is gone is gone from every group."""
    for shared in of_source(tables, source):
        tables.delete("image", shared.id)
