"""ReadResource and ReadDataSource: the state is what the API says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..unknown import UNKNOWN
from . import private as private_state
from .contract import Catalogue, Values, form
from .identity import identity_of
from .sameness import same
from .timeouts import seconds_allowed
from .values import decode, encode

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .diagnostics import Diagnostics


def read_resource(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """Answer the refreshed state, null when the object is gone."""
    try:
        return _read(catalogue, request, diagnostics)
    except Exception as failure:
        diagnostics.add(failure)
        return {
            "new_state": request["current_state"],
            "private": request["private"],
            "new_identity": request["current_identity"],
        }


def _read(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    name = request["type_name"]
    schema = catalogue.resource_schema(name)
    state = decode(request["current_state"], schema)
    private = private_state.load(request["private"])
    timeout = seconds_allowed(schema, state, "read")
    operation = catalogue.operation(name, timeout, private, diagnostics)
    found = catalogue.resource(name).read(operation, state)
    new = None if found is None else refreshed(schema, state, found)
    return {
        # As it came where nothing changed: that spares its encoding.
        "new_state": request["current_state"] if new == state else encode(new, schema),
        "private": private_state.dump(operation.private),
        "new_identity": identity_of(new, schema),
    }


def refreshed(schema: Schema, state: Values, found: Values) -> Values:
    """The state with what was found; a value that differs only in form stays as it was."""
    new = dict(state)
    for name, attribute in schema.attributes.items():
        if name in found and not same(attribute, state[name], found[name]):
            new[name] = found[name]
    return new


def read_data_source(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """Answer the data source's values."""
    name = request["type_name"]
    schema = catalogue.data_source_schema(name)
    config = decode(request["config"], schema)
    timeout = seconds_allowed(schema, config, "read")
    operation = catalogue.operation(name, timeout, {}, diagnostics)
    found = catalogue.data_source(name).read(operation, config)
    values = {key: None if value is UNKNOWN else value for key, value in config.items()}
    return {"state": encode(form({**values, **found}, schema), schema)}
