"""Resource identity: the values that name an object for ever (Terraform 1.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..wire import values

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .contract import Catalogue, Values
    from .diagnostics import Diagnostics


def identity_of(state: Values | None, schema: Schema) -> dict[str, Any] | None:
    """A ResourceIdentityData message; None where the resource has no identity."""
    if state is None or not schema.identity:
        return None
    kept = {name: state[name] for name in schema.identity}
    return {"identity_data": values.to_dynamic(kept, _type(schema))}


def values_of(message: dict[str, Any], schema: Schema) -> Values:
    """The values of a ResourceIdentityData message."""
    decoded: Values = values.from_dynamic(message["identity_data"], _type(schema))
    return decoded


def upgrade_identity(
    catalogue: Catalogue, request: dict[str, Any], _: Diagnostics
) -> dict[str, Any]:
    """UpgradeResourceIdentity: there is one version; the JSON becomes today's form."""
    schema = catalogue.resource_schema(request["type_name"])
    stored = values.from_json(request["raw_identity"]["json"], _type(schema))
    return {"upgraded_identity": identity_of(stored, schema)}


def _type(schema: Schema) -> Any:
    kept = _TYPES.get(id(schema))
    if kept is None:
        fields = {name: schema.attributes[name].type for name in schema.identity}
        kept = _TYPES[id(schema)] = (schema, ("object", fields))
    return kept[1]


#: Made once per schema, as in `values.py`.
_TYPES: dict[int, tuple[Schema, Any]] = {}
