"""ApplyResourceChange: create, update or delete, and the state that is then true.

Whatever fails, what the resource has saved is answered as the new state together
with the error: Terraform marks a failed create as tainted and forgets nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..unknown import wholly_known
from . import private as private_state
from .identity import identity_of
from .sameness import same
from .timeouts import seconds_allowed
from .values import decode, encode

if TYPE_CHECKING:
    from ..schemas.language import Schema
    from .contract import Catalogue, Operation, Values
    from .diagnostics import Diagnostics


def apply(
    catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics
) -> dict[str, Any]:
    """Answer the new state and private state."""
    try:
        work = _prepare(catalogue, request, diagnostics)
    except Exception as failure:
        # Nothing was done yet: what was there before still is.
        diagnostics.add(failure)
        return {
            "new_state": request["prior_state"],
            "private": request["planned_private"],
            "new_identity": request["planned_identity"],
        }
    new = _carry_out_watched(work)
    try:
        return _reply(work, new)
    except ValueError as failure:
        diagnostics.add(failure)
        return _reply(work, _fitting(work.schema, new or {}))


class _Work(NamedTuple):
    """What is to be done: create without `prior`, delete without `planned`, else update."""

    module: Any
    schema: Schema
    operation: Operation
    prior: Values | None
    planned: Values | None


def _prepare(catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics) -> _Work:
    name = request["type_name"]
    schema = catalogue.resource_schema(name)
    prior = decode(request["prior_state"], schema)
    planned = decode(request["planned_state"], schema)
    private = private_state.load(request["planned_private"])
    kind = "create" if prior is None else "delete" if planned is None else "update"
    module = catalogue.resource(name)
    if hasattr(module, "timeout_of"):
        kind = module.timeout_of(kind, prior)
    timeout = seconds_allowed(schema, planned or prior, kind)
    operation = catalogue.operation(name, timeout, private, diagnostics)
    operation.config = decode(request["config"], schema) or {}
    return _Work(module, schema, operation, prior, planned)


def _carry_out_watched(work: _Work) -> Values | None:
    report = work.operation.report
    kind = "create" if work.prior is None else "delete" if work.planned is None else "update"
    id = _told(work.prior, "id")
    report.began(kind, _told(work.planned, "label") or _told(work.prior, "label") or id, id)
    new = _carry_out(work)
    report.ended(failed=work.operation.diagnostics.failed)
    return new


def _told(values: Values | None, name: str) -> str:
    """The text of that name; "" where there is none."""
    value = (values or {}).get(name)
    return value if isinstance(value, str) else ""


def _carry_out(work: _Work) -> Values | None:
    module, schema, operation, prior, planned = work
    try:
        if planned is None:
            module.delete(operation, prior)
            return None
        if prior is None:
            made = module.create(operation, planned)
        else:
            made = {**prior, **module.update(operation, prior, planned)}
        return settled(schema, planned, made)
    except Exception as failure:
        operation.diagnostics.add(failure)
    return _left_behind(work)


def _left_behind(work: _Work) -> Values | None:
    """The state after a failure: what was saved, over what was there before."""
    _, schema, operation, prior, planned = work
    saved = operation.saved
    if prior is not None:
        changed = {
            name: saved[name]
            for name, attribute in schema.attributes.items()
            if name in saved and not same(attribute, prior[name], saved[name])
        }
        return {**prior, **changed}
    return settled(schema, planned, saved) if planned and saved else None


def _reply(work: _Work, new: Values | None) -> dict[str, Any]:
    return {
        "new_state": encode(new, work.schema),
        "private": private_state.dump(work.operation.private) if new else b"",
        "legacy_type_system": getattr(work.module, "LEGACY_TYPE_SYSTEM", False),
        "new_identity": identity_of(new, work.schema),
    }


def _fitting(schema: Schema, new: Values) -> Values:
    """The values the schema can hold: one that it cannot must not cost the others."""
    kept = {}
    for name, value in new.items():
        try:
            encode({name: value}, schema)
        except ValueError:
            value = None
        kept[name] = value
    return kept


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
    return made if wholly_known(made) else None
