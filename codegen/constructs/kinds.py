"""What the kinds of constructs have of their own: the classes above, Terraform's own arguments."""

from __future__ import annotations

from typing import NamedTuple

from ..pages import DATA, PROVIDER, RESOURCE

#: Terraform's own arguments: annotation, default, what it is.
_META = {
    "connection": ("Connection | None", "None", "How provisioners reach the machine."),
    "count": ("Count | None", "None", "How many of them; not beside `for_each`."),
    "depends_on": ("DependsOn | None", "None", "What must exist before."),
    "for_each": ("ForEach | None", "None", "The iterator with one element for each of them."),
    "lifecycle": (
        "Lifecycle | None",
        "None",
        "Terraform's rules for replacement, such as `prevent_destroy`.",
    ),
    "provider": (
        "Provider | None",
        "None",
        "The provider block to use, where the stack has several.",
    ),
    "provisioners": ("Provisioners | None", "None", "What to run once it exists."),
}
_OF_DATA = {n: m for n, m in _META.items() if n not in ("connection", "provisioners")}
_OF_PROVIDER = {
    "alias": ("str | None", "None", "The name of this block, where the stack has several."),
    "source": (
        "str",
        "PROVIDER_SOURCE",
        "The provider's address. By default the bundled provider, which synthesis puts into the"
        " stack's directory; `linode/linode` is the official one, from the registry.",
    ),
    "version": (
        "str | None",
        "None",
        "The version constraint of another provider; the bundled one has its own.",
    ),
}


class Kind(NamedTuple):
    """What stands above a class."""

    words: str
    construct: str
    arguments: str
    meta: dict[str, tuple[str, str, str]]

    @property
    def types(self) -> list[str]:
        """The types of Terraform's own arguments which constructs have names for."""
        annotations = (
            annotation.removesuffix(" | None") for annotation, _, _ in self.meta.values()
        )
        return [name for name in annotations if name != "str"]


KINDS = {
    RESOURCE: Kind("resource", "Resource", "ResourceArguments", _META),
    DATA: Kind("data source", "DataSource", "DataArguments", _OF_DATA),
    PROVIDER: Kind("provider", "Provider", "ProviderArguments", _OF_PROVIDER),
}
