"""Where images come from, as a tree: image, Linodes that boot from it, images of those."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from .figures import age_text, price_text, size_text

if TYPE_CHECKING:
    from rich.tree import Tree

    from .holdings import Account, Holding, Linode

#: A node: an image by its id, or a Linode by its number.
Node: TypeAlias = "str | int"


class Lineage:
    """The nodes that have to do with one's own images, and who stands below whom."""

    def __init__(self, account: Account) -> None:
        self.images: dict[str, Holding] = {image.id: image for image in account.images}
        self.linodes: dict[int, Linode] = {}
        self.below: dict[Node, list[Node]] = {}
        self._above: dict[Node, Node] = {}
        for image in reversed(account.images):  # the oldest first
            if source := image.captured_from:
                self._add_linode(source)
                self._stand(image.id, below=source.id)
            for linode in image.booted_by or ():
                self._add_linode(linode)

    def roots(self) -> list[Node]:
        """Where trees begin: base images first, then what has no known origin."""
        nodes = [*self.below, *self.images, *self.linodes]
        free = [node for node in dict.fromkeys(nodes) if node not in self._above]
        return sorted(free, key=lambda node: node in self.images)

    def _add_linode(self, linode: Linode) -> None:
        if linode.id not in self.linodes:
            self.linodes[linode.id] = linode
            if linode.image:
                self._stand(linode.id, below=linode.image)

    def _stand(self, node: Node, *, below: Node) -> None:
        if node not in self._above and not self._leads_to(below, node):
            self._above[node] = below
            self.below.setdefault(below, []).append(node)

    def _leads_to(self, node: Node, end: Node) -> bool:
        """Whether `end` stands somewhere above: a Linode may be rebuilt from its own image."""
        while node != end:
            if node not in self._above:
                return False
            node = self._above[node]
        return True

    def words(self, node: Node) -> str:
        """One line on a node."""
        if isinstance(node, int):
            return linode_text(self.linodes[node])
        return image_text(self.images[node]) if node in self.images else node


def image_text(image: Holding) -> str:
    """`web-1 (private/7), 3.4 GB, 12 days old, $0.34 a month`."""
    price = f"{price_text(image.price_per_month)} a month"
    status = "" if image.status == "available" else f", {image.status}"
    size, age = size_text(image.size), age_text(image.age)
    return f"{image.label} ({image.id}), {size}, {age} old, {price}{status}"


def linode_text(linode: Linode) -> str:
    """`Linode web (123), running in us-east`."""
    where = f" in {linode.region}" if linode.region else ""
    return f"Linode {linode.label} ({linode.id}), {linode.status}{where}"


def booters_text(image: Holding) -> str:
    """Which Linodes boot from an image: their labels; `?` where that is not known."""
    if image.booted_by is None:
        return "?"
    return ", ".join(each.label for each in image.booted_by) or "-"


def origin_text(image: Holding) -> str:
    """Where an image comes from, in a few words; "" where that is not known."""
    source = image.captured_from
    if source is None:
        return ""
    base = f" < {source.image}" if source.image else ""
    gone = " (deleted)" if source.status == "deleted" else ""
    return f"{source.label}{gone}{base}"


def show(account: Account) -> None:
    """Print the trees."""
    from rich.text import Text
    from rich.tree import Tree

    from shim_provider.view.tables import console

    lineage, out = Lineage(account), console()
    for root in lineage.roots():
        tree = Tree(Text(lineage.words(root)))
        _grow(tree, lineage, lineage.below.get(root, ()))
        out.print(tree)


def _grow(tree: Tree, lineage: Lineage, nodes: Iterable[Node]) -> None:
    from rich.text import Text

    for node in nodes:
        _grow(tree.add(Text(lineage.words(node))), lineage, lineage.below.get(node, ()))
