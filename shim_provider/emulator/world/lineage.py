"""Which image came from which disk of which Linode, and what was deployed from it: a graph.

Of an image that was built the disk is left out: base image, builder, image.

Reads what images, disks and Linodes remember. Draws nothing: the page does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import first_boots

if TYPE_CHECKING:
    from .tables import Row, Tables

# More would be no picture any more; the newest are what somebody watches.
_MOST = 60
_NEWEST = f"ORDER BY seq DESC LIMIT {_MOST}"
# By number: a world from a file makes them Linode by Linode.
_NEWEST_DISKS = f"ORDER BY id DESC LIMIT {_MOST}"
_GONE = "deleted"

_KIND_NAMES = {"instance": "linode"}


class Lineage:
    """Nodes by key, and edges (from, to, how); whatever an edge names is a node."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: list[tuple[str, str, str]] = []

    def of_image(self, row: Row) -> None:
        """Linode, disk, image, for one that was captured."""
        if "captured" not in row.hidden:
            return
        origin = row.hidden["captured"]
        if "built_from" in origin:
            self._built(row, origin)
            return
        linode, disk = (
            self._node(kind, origin[name]["id"], origin[name]["label"])
            for kind, name in (("instance", "linode"), ("disk", "disk"))
        )
        self._edge(linode, disk, "owns")
        self._edge(disk, self._node("image", row.id, row.doc["label"]), "captured as")

    def _built(self, row: Row, origin: dict[str, Any]) -> None:
        base = self._image(origin["built_from"])
        linode = self._node("instance", origin["linode"]["id"], origin["linode"]["label"])
        self.nodes[linode]["builder"] = True
        self._edge(base, linode, "deployed as")
        self._edge(linode, self._node("image", row.id, row.doc["label"]), "built")

    def of_linode(self, row: Row) -> None:
        """Image and Linode, for one that was deployed from an image."""
        if row.doc["image"] is not None:
            linode = self._node("instance", row.id, row.doc["label"])
            self._edge(self._image(row.doc["image"]), linode, "deployed as")
            if first_boots.is_builder(self._tables, row):
                self.nodes[linode]["builder"] = True

    def of_disk(self, row: Row) -> None:
        """Image, disk and Linode, for a disk made from an image other than its Linode's."""
        linode = self._tables.find("instance", row.parent or 0)
        source = row.hidden["image"]
        if linode and source and source != linode.doc["image"]:
            disk = self._node("disk", row.id, row.doc["label"])
            self._edge(self._image(source), disk, "written to")
            self._edge(self._node("instance", linode.id, linode.doc["label"]), disk, "owns")

    def _image(self, id: str) -> str:
        """The key of an image; one shared with the account hangs on the image it stands for."""
        key = self._node("image", id, id)
        row = self._tables.find("image", id)
        if row and "source" in row.hidden:
            self._edge(
                self._node("image", row.hidden["source"], row.hidden["source"]), key, "shared as"
            )
        return key

    def _node(self, kind: str, id: str | int, label: str) -> str:
        """The key of a node. `label`: its name in case that it is no longer there."""
        name = _KIND_NAMES.get(kind, kind)
        key = f"{name} {id}"
        if key not in self.nodes:
            row = self._tables.find(kind, id)
            document = row.doc if row else {"label": label, "status": _GONE}
            self.nodes[key] = {
                "kind": name,
                "id": id,
                "label": document["label"],
                "status": document["status"],
            }
        return key

    def _edge(self, above: str, below: str, how: str) -> None:
        if (above, below, how) not in self.edges:
            self.edges.append((above, below, how))


def drawn(tables: Tables) -> dict[str, Any]:
    """`nodes`: key -> kind, id, label, status; `edges`: lists of key, key and a word between.

    A Linode that switches itself off is marked as a `builder`.
    """
    lineage = Lineage(tables)
    # Oldest first, so that those who came first are drawn first.
    for row in reversed(list(tables.select("image", "id LIKE 'private/%'", tail=_NEWEST))):
        lineage.of_image(row)
    for row in reversed(list(tables.select("instance", "1", tail=_NEWEST))):
        lineage.of_linode(row)
    made = "json_extract(hidden, '$.image') IS NOT NULL"
    for row in reversed(list(tables.select("disk", made, tail=_NEWEST_DISKS))):
        lineage.of_disk(row)
    return {"nodes": lineage.nodes, "edges": lineage.edges}
