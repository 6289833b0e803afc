"""Validate*Config: what can be told wrong from the configuration alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..schemas.checks import problems
from .values import decode, type_of

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .contract import Catalogue
    from .diagnostics import Diagnostics, Steps


def validate_provider(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """ValidateProviderConfig."""
    check_config(catalogue.provider_schema(), request["config"], diagnostics)
    return {}


def validate_resource(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """ValidateResourceConfig."""
    schema = catalogue.resource_schema(request["type_name"])
    check_config(schema, request["config"], diagnostics)
    if not (request["client_capabilities"] or {}).get("write_only_attributes_allowed"):
        _refuse_write_only(schema, request["config"], diagnostics)
    return {}


def validate_data_source(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """ValidateDataResourceConfig."""
    check_config(catalogue.data_source_schema(request["type_name"]), request["config"], diagnostics)
    return {}


def check_config(schema: Schema, config: dict[str, Any], diagnostics: Diagnostics) -> None:
    """Add every problem the values alone show, each at its path."""
    for path, sentence in problems(schema, decode(config, schema)):
        reachable = _reachable(path, type_of(schema))
        name = ".".join(str(step) for step in path if path == reachable or isinstance(step, str))
        among = "An element of " if path != reachable and isinstance(path[-1], int) else ""
        diagnostics.error(f"Invalid {path[0]}", f"{among}`{name}` {sentence}.", reachable)


def _reachable(path: Steps, kind: Any) -> Steps:
    """The path as far as Terraform can follow it: an element of a set has no place."""
    for count, step in enumerate(path):
        if kind[0] == "set":
            return path[:count]
        kind = kind[1][step] if kind[0] == "object" else kind[1]
    return path


def _refuse_write_only(schema: Schema, config: dict[str, Any], diagnostics: Diagnostics) -> None:
    """An engine that does not know write-only arguments would store them in clear."""
    names = [name for name, attribute in schema.attributes.items() if attribute.write_only]
    values = decode(config, schema) if names else {}
    for name in names:
        if values[name] is not None:
            diagnostics.error(
                f"{name} needs Terraform 1.11",
                f"`{name}` is write-only: this version of Terraform would store it.",
                (name,),
            )
