"""The RPCs of the Provider service, each with its handler, which is loaded at the first call.

Terraform launches the provider for the schema alone, and again for validation alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .diagnostics import answering

if TYPE_CHECKING:
    from .contract import Catalogue

#: RPC -> the file of this room, and the function in it.
_HANDLERS = {
    "GetProviderSchema": ("schema_reply", "get_provider_schema"),
    "GetResourceIdentitySchemas": ("schema_reply", "get_resource_identity_schemas"),
    "ValidateProviderConfig": ("validate", "validate_provider"),
    "ValidateResourceConfig": ("validate", "validate_resource"),
    "ValidateDataResourceConfig": ("validate", "validate_data_source"),
    "UpgradeResourceState": ("upgrade", "upgrade"),
    "MoveResourceState": ("upgrade", "move"),
    "ConfigureProvider": ("configure", "configure"),
    "StopProvider": ("configure", "stop"),
    "PlanResourceChange": ("plan", "plan"),
    "ApplyResourceChange": ("apply", "apply"),
    "ReadResource": ("read", "read_resource"),
    "ImportResourceState": ("importing", "import_resource"),
    "ReadDataSource": ("read", "read_data_source"),
    "UpgradeResourceIdentity": ("identity", "upgrade_identity"),
    "ValidateListResourceConfig": ("listing", "validate_list"),
}
_LIST = ("listing", "list_resource")

#: RPCs that may wait for a file or the network; all others answer from memory.
BLOCKING = frozenset(
    {
        "ConfigureProvider",
        "PlanResourceChange",
        "ApplyResourceChange",
        "ReadResource",
        "ReadDataSource",
        "ListResource",
    }
)


def rpcs(catalogue: Catalogue) -> dict[str, Callable[[dict[str, Any]], Any]]:
    """Every RPC the provider answers, by its name in the protocol; ListResource streams."""
    return {
        **{name: answering(_loaded_late(*place), catalogue) for name, place in _HANDLERS.items()},
        "ListResource": partial(_loaded_late(*_LIST), catalogue),
    }


def _loaded_late(file: str, function: str) -> Callable[..., Any]:
    def handler(*call: Any) -> Any:
        return getattr(import_module(f"{__package__}.{file}"), function)(*call)

    return handler
