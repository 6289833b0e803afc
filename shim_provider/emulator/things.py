"""What a world holds, as Python objects with the API's field names: `images[0].label`.

For tests that look at a world from within its process. Asks by no request, so nothing is logged
and no fault befalls it; what is due by now has happened, as for a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .world import sharing

if TYPE_CHECKING:
    from .world.world import World


class Thing(Mapping[str, Any]):
    """An object of JSON, read by attribute or by key: `image.regions[0].region`, `image["label"]`.

    Equal to a dict of the same contents. `hidden`: fields that its text does not show.
    """

    __slots__ = ("_fields", "_hidden")

    def __init__(self, fields: Mapping[str, Any], hidden: frozenset[str] = frozenset()) -> None:
        self._fields = fields
        self._hidden = hidden

    def __getitem__(self, name: str) -> Any:
        return _readable(self._fields[name])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._fields:
            raise AttributeError(f"there is no {name!r}; there are: {', '.join(self._fields)}")
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._fields]

    def __repr__(self) -> str:
        shown = (
            f"{name}={'(sensitive)' if name in self._hidden else repr(self[name])}" for name in self
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def _readable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Thing(value)
    return [_readable(each) for each in value] if isinstance(value, list) else value


def own_images(world: World) -> list[Thing]:
    """The images that accounts have made, the newest first, as the API lists them."""
    world.settle()
    with world.store.read() as tables:
        rows = tables.select("image", "id LIKE 'private/%'", tail="ORDER BY seq DESC")
        return [Thing(sharing.shown(tables, row)) for row in rows]


def linodes(world: World) -> list[Thing]:
    """The Linodes of all accounts, the oldest first, as the API lists them."""
    world.settle()
    with world.store.read() as tables:
        return [Thing(row.doc) for row in tables.select("instance", "account <> ''")]
