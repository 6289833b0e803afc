"""What becomes of an image's row: its copies in regions come and go, and itself.

How it is seen by those it is shared with is sharing.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import sharing
from .actions import GONE

if TYPE_CHECKING:
    from .tables import Tables


def forget_image(tables: Tables, image: str) -> None:
    """A failed or deleted image leaves nothing behind, neither a row nor its data."""
    row = tables.find("image", image)
    if row:
        tables.dropped_files += filter(None, [row.hidden.get("file")])
        tables.delete("image", image)
        sharing.forget_source(tables, image)


def set_replica(tables: Tables, image: str | None, region: str, status: str) -> None:
    """Set, add or (GONE) remove the image's entry of one region."""
    row = tables.find("image", image or "")
    if row is None:
        return
    replicas = {entry["region"]: entry["status"] for entry in row.doc["regions"]}
    replicas[region] = status
    row.doc["regions"] = [
        {"region": name, "status": state} for name, state in replicas.items() if state != GONE
    ]
    stored = sum(entry["status"] == "available" for entry in row.doc["regions"])
    row.doc["total_size"] = row.doc["size"] * max(1, stored)
    tables.save(row)
