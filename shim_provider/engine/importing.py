"""ImportResourceState: an id or an identity in, the least state that names the object out.

Terraform reads the object next, so what does not exist is refused there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import private as private_state
from .contract import Catalogue, form
from .identity import identity_of, values_of
from .values import encode

if TYPE_CHECKING:
    from .diagnostics import Diagnostics

#: Private state of an imported resource: arguments left out are not removed at the service.
ADOPTED = {"adopted": True}


def import_resource(
    catalogue: Catalogue, request: dict[str, Any], _: Diagnostics
) -> dict[str, Any]:
    """Answer one imported resource."""
    name = request["type_name"]
    schema = catalogue.resource_schema(name)
    id = request["id"]
    if not id and request["identity"]:
        id = values_of(request["identity"], schema)["id"]
    values = form(catalogue.resource(name).import_state(id), schema)
    return {
        "imported_resources": [
            {
                "type_name": name,
                "state": encode(values, schema),
                "private": private_state.dump(ADOPTED),
                "identity": identity_of(values, schema),
            }
        ]
    }
