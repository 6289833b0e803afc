"""PlanResourceChange: configuration and prior state in, planned state out.

The steps, in order: values from the configuration, defaults and prior state;
attributes whose change replaces; the resource's own plan; a change makes nothing
unknown by itself: computed attributes keep their prior value unless the resource
marks them (Terraform's docs/resource-instance-change-lifecycle).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..unknown import UNKNOWN
from . import private as private_state
from .contract import Catalogue, Change, Values
from .diagnostics import Diagnostics, attribute_path
from .identity import identity_of
from .sameness import same
from .values import decode, encode, is_null

if TYPE_CHECKING:
    from ..schemas.language import Attribute, Schema


def plan(catalogue: Catalogue, request: dict[str, Any], diagnostics: Diagnostics) -> dict[str, Any]:
    """Answer the planned state, the paths that replace, and the planned private state."""
    name = request["type_name"]
    schema = catalogue.resource_schema(name)
    if is_null(request["proposed_new_state"]):
        return {
            "planned_state": request["proposed_new_state"],
            "planned_private": request["prior_private"],
        }
    prior = decode(request["prior_state"], schema)
    config = decode(request["config"], schema)
    change = Change(
        prior,
        config,
        planned_values(schema, prior, config),
        private_state.load(request["prior_private"]),
        diagnostics,
        catalogue,
    )
    change.replace = replacing(schema, change)
    module = catalogue.resource(name)
    if hasattr(module, "plan"):
        module.plan(change)
    return {
        # What is the same is answered as it came, which spares its encoding: most plans are empty.
        "planned_state": request["prior_state"]
        if change.planned == prior
        else encode(change.planned, schema),
        "planned_private": private_state.dump(change.private),
        "requires_replace": [attribute_path(path) for path in sorted(change.replace)],
        "legacy_type_system": getattr(module, "LEGACY_TYPE_SYSTEM", False),
        "planned_identity": identity_of(prior, schema),
    }


def planned_values(schema: Schema, prior: Values | None, config: Values) -> Values:
    """The planned state before the resource has its say."""
    planned = {
        name: _planned(attribute, prior[name] if prior else None, config[name], prior is None)
        for name, attribute in schema.attributes.items()
    }
    for name in schema.blocks:
        planned[name] = config[name]
    return planned


def _planned(attribute: Attribute, prior: Any, config: Any, creating: bool) -> Any:
    if attribute.write_only:
        return None
    if config is not None:
        # Another form of the same: planning the prior value shows no change. Terraform allows
        # that for a prior value that is not null (objchange.AssertPlanValid).
        return prior if prior is not None and same(attribute, prior, config) else config
    if not attribute.computed:
        return None
    if attribute.default is not None:
        return attribute.default
    return UNKNOWN if creating else prior


def replacing(schema: Schema, change: Change) -> set[str]:
    """The attributes that change from something, and whose change replaces the resource."""
    if change.prior is None:
        return set()
    return {
        name
        for name, attribute in schema.attributes.items()
        if attribute.requires_replace
        and change.prior[name] is not None
        and not same(attribute, change.prior[name], change.planned[name])
    }
