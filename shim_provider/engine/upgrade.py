"""UpgradeResourceState and MoveResourceState: stored JSON in, today's state out.

Terraform asks for an upgrade on every run, also at the same version. State of the
official provider has the same names and types, so it is read the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..problem import Problem
from . import private as private_state
from .contract import Catalogue, Values, form
from .identity import identity_of
from .importing import ADOPTED
from .values import encode, from_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..schemas.language import Schema
    from .diagnostics import Diagnostics


def upgrade(catalogue: Catalogue, request: dict[str, Any], _: Diagnostics) -> dict[str, Any]:
    """Answer the state in today's schema."""
    schema = catalogue.resource_schema(request["type_name"])
    state = _stored(request["raw_state"], request["version"], schema)
    return {"upgraded_state": encode(state, schema)}


def move(catalogue: Catalogue, request: dict[str, Any], _: Diagnostics) -> dict[str, Any]:
    """Take over a resource of a Linode provider: of the same type, or of one that is much alike."""
    name, source = request["target_type_name"], request["source_type_name"]
    alike = _alike(catalogue, name)
    if source not in alike or not request["source_provider_address"].endswith("/linode"):
        raise Problem(
            f"Cannot move {source} to {name}",
            f"Only a {' or '.join(alike)} of a Linode provider can be moved to {name}; the source"
            f" is {source} of {request['source_provider_address']}.",
        )
    schema = catalogue.resource_schema(name)
    stored = _stored(
        request["source_state"],
        request["source_schema_version"],
        catalogue.resource_schema(source),
    )
    state = form(alike[source](stored), schema)
    private = private_state.load(request["source_private"])
    return {
        "target_state": encode(state, schema),
        "target_private": request["source_private"]
        if source == name
        else private_state.dump({**private, **ADOPTED}),
        "target_identity": identity_of(state, schema),
    }


def _alike(catalogue: Catalogue, name: str) -> dict[str, Callable[[Values], Values]]:
    """The types that can be moved to this one, with what is taken over of their values."""
    return {name: dict, **getattr(catalogue.resource(name), "MOVED_FROM", {})}


def _stored(raw: dict[str, Any] | None, version: int, schema: Schema) -> Values:
    if version > schema.version:
        raise Problem(
            f"State of {schema.name} is of a newer version",
            f"It has schema version {version}, this provider knows {schema.version}. Use the"
            " provider version that wrote it, or a newer one.",
        )
    if not raw or not raw["json"]:
        raise Problem(
            "State of Terraform 0.11 or older",
            "The state is stored in the old flat form. Run `terraform apply` with Terraform"
            " 0.12 to 1.0 and the official provider once, then come back.",
        )
    return form(from_json(raw["json"], schema), schema)
