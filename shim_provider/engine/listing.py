"""ListResource: what exists at the service, one event per object (Terraform 1.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .contract import form
from .diagnostics import Diagnostics
from .identity import identity_of
from .timeouts import seconds_allowed
from .validate import check_config
from .values import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .contract import Catalogue


def validate_list(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """ValidateListResourceConfig."""
    check_config(catalogue.list_schema(request["type_name"]), request["config"], diagnostics)
    return {}


def list_resource(catalogue: Catalogue, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an event per object: its identity, a name to show, its state where asked for."""
    diagnostics = Diagnostics()
    try:
        yield from _events(catalogue, request, diagnostics)
    except Exception as failure:
        diagnostics.add(failure)
    if diagnostics.items:
        yield {"diagnostic": diagnostics.items}


def _events(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> Iterator[dict[str, Any]]:
    name = request["type_name"]
    list_schema, schema = catalogue.list_schema(name), catalogue.resource_schema(name)
    config = decode(request["config"], list_schema)
    timeout = seconds_allowed(list_schema, config, "read")
    operation = catalogue.operation(name, timeout, {}, diagnostics)
    for count, (shown, values) in enumerate(catalogue.lister(name).found(operation, config)):
        if request["limit"] and count >= request["limit"]:
            return
        state = form(values, schema)
        event = {"identity": identity_of(state, schema), "display_name": shown}
        if request["include_resource_object"]:
            event["resource_object"] = encode(state, schema)
        yield event
