"""Every page of the provider: what `shim_provider/schemas/__init__.py` names, loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shim_provider.schemas import DATA_SOURCES, LISTS, RESOURCES, load

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

RESOURCE, DATA, LIST, PROVIDER = "resource", "data", "list", "provider"

#: Kind -> the folder in `docs/`, the first word of the schema's file.
_FOLDERS = {
    RESOURCE: ("resources/", ""),
    DATA: ("data-sources/", "data_"),
    LIST: ("list-resources/", "list_"),
    PROVIDER: ("", ""),
}
#: Kind -> the type names, with the file and the name of each schema.
_NAMED = {
    PROVIDER: {"linode": ("provider", "PROVIDER")},
    RESOURCE: RESOURCES,
    DATA: DATA_SOURCES,
    LIST: LISTS,
}


class Page(NamedTuple):
    """A page of the documentation: what it is of, and where its schema stands."""

    kind: str
    #: As Terraform has it: `linode_image`.
    type: str
    #: Its file in `shim_provider/schemas`, without the ending.
    file: str
    #: Its schema's name in there.
    constant: str
    schema: Schema

    @property
    def title(self) -> str:
        """As one speaks of it: `resource linode_image`."""
        return self.kind if self.kind == PROVIDER else f"{self.kind} {self.type}"

    @property
    def doc(self) -> str:
        """Its page, from `docs/`: `data-sources/image.md`."""
        folder, first = _FOLDERS[self.kind]
        return f"{folder}{self.file.removeprefix(first)}.md"


def _pages() -> list[Page]:
    return [
        Page(kind, type, file, constant, load(file, constant))
        for kind, named in _NAMED.items()
        for type, (file, constant) in named.items()
    ]


PAGES = _pages()
