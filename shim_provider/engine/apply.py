"""ApplyResourceChange: create, update or delete, and the state that is then true.

Whatever fails, what the resource has saved is answered as the new state together
with the error: Terraform marks a failed create as tainted and forgets nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..schemas.checks import seconds_of
from ..unknown import UNKNOWN, wholly_known
from . import private as private_state
from .identity import identity_of
from .values import decode, encode

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .contract import Catalogue, Operation, Values
    from .diagnostics import Diagnostics


def apply(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """Answer the new state and private state."""
    name = request["type_name"]
    schema = catalogue.resource_schema(name)
    prior = decode(request["prior_state"], schema)
    planned = decode(request["planned_state"], schema)
    private = private_state.load(request["planned_private"])
    module = catalogue.resource(name)
    kind = "create" if prior is None else "delete" if planned is None else "update"
    timeout = seconds_allowed(schema, planned or prior, kind)
    operation = catalogue.operation(name, timeout, private, diagnostics)
    operation.config = decode(request["config"], schema) or {}
    new = _carry_out(module, schema, operation, prior, planned)
    return {
        "new_state": encode(new, schema),
        "private": private_state.dump(operation.private) if new else b"",
        "legacy_type_system": getattr(module, "LEGACY_TYPE_SYSTEM", False),
        "new_identity": identity_of(new, schema),
    }


def _carry_out(
    module: Any, schema: Schema, operation: Operation, prior: Values | None, planned: Values | None
) -> Values | None:
    try:
        if planned is None:
            module.delete(operation, prior)
            return None
        if prior is None:
            made = module.create(operation, planned)
        else:
            made = module.update(operation, prior, planned)
        return settled(schema, planned, made)
    except Exception as failure:
        operation.diagnostics.add(failure)
    return _left_behind(schema, operation.saved, prior, planned)


def _left_behind(
    schema: Schema, saved: Values | None, prior: Values | None, planned: Values | None
) -> Values | None:
    """The state after a failure: what was saved, over what was there before."""
    if prior is not None:
        return {**prior, **{name: saved[name] for name in schema.attributes if name in saved}} \
            if saved else prior  # fmt: skip
    if saved is None or planned is None:
        return None
    return settled(schema, planned, saved)


def settled(schema: Schema, planned: Values, made: Values) -> Values:
    """The new state: the plan, its unknowns filled from what was made.

    A known planned value must come back unchanged, else Terraform calls the result
    inconsistent with the plan; the next refresh shows what the API made of it.
    """
    return {
        name: _filled(planned[name], made.get(name))
        for name in (*schema.attributes, *schema.blocks)
    }


def _filled(planned: Any, made: Any) -> Any:
    if wholly_known(planned):
        return planned
    return None if made is UNKNOWN else made


def seconds_allowed(schema: Schema, values: Values | None, operation: str) -> float:
    """How long the operation may take: the `timeouts` block, else the schema's default."""
    given = ((values or {}).get("timeouts") or {}).get(operation)
    if given is None or given is UNKNOWN:
        given = schema.timeouts.get(operation, "20m")
    return seconds_of(given)
