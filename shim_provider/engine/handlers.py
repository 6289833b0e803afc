"""The RPCs of the Provider service, each with its handler."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from .apply import apply
from .configure import configure, stop
from .diagnostics import answering
from .identity import upgrade_identity
from .importing import import_resource
from .listing import list_resource, validate_list
from .plan import plan
from .read import read_data_source, read_resource
from .schema_reply import get_provider_schema, get_resource_identity_schemas
from .upgrade import move, upgrade
from .validate import validate_data_source, validate_provider, validate_resource

if TYPE_CHECKING:
    from .contract import Catalogue

_HANDLERS = {
    "GetProviderSchema": get_provider_schema,
    "GetResourceIdentitySchemas": get_resource_identity_schemas,
    "ValidateProviderConfig": validate_provider,
    "ValidateResourceConfig": validate_resource,
    "ValidateDataResourceConfig": validate_data_source,
    "UpgradeResourceState": upgrade,
    "MoveResourceState": move,
    "ConfigureProvider": configure,
    "StopProvider": stop,
    "PlanResourceChange": plan,
    "ApplyResourceChange": apply,
    "ReadResource": read_resource,
    "ImportResourceState": import_resource,
    "ReadDataSource": read_data_source,
    "UpgradeResourceIdentity": upgrade_identity,
    "ValidateListResourceConfig": validate_list,
}

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
        **{name: answering(handler, catalogue) for name, handler in _HANDLERS.items()},
        "ListResource": partial(list_resource, catalogue),
    }
