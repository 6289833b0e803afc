"""Which arguments hold secrets, by the schemas: neither a failure nor a snapshot shows them.

What Terraform is to fill in, such as `${var.token}`, is no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from shim_provider.schemas import RESOURCES, load
from shim_provider.schemas.provider import PROVIDER

from .._construct.tokens import is_token

if TYPE_CHECKING:
    from shim_provider.schemas.language import Schema

HIDDEN = "(sensitive)"


def without_secrets(section: str, type: str, block: Mapping[str, Any]) -> dict[str, Any]:
    """A block of a section (`resource`, `provider`, ...) with its secrets exchanged for a word."""
    secret = secrets(section, type, block)
    return {
        key: HIDDEN if key in secret and not is_token(value) else value
        for key, value in block.items()
    }


def secrets(section: str, type: str, block: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the block under which secrets stand."""
    if section == "resource":
        return _of_resource(type)
    if section == "provider" and type == PROVIDER.name:
        return _sensitive(PROVIDER)
    if section == "variable" and block.get("sensitive") is True:
        return frozenset({"default"})
    return frozenset()


@cache
def _of_resource(type: str) -> frozenset[str]:
    if type not in RESOURCES:
        return frozenset()
    return _sensitive(load(*RESOURCES[type]))


def _sensitive(schema: Schema) -> frozenset[str]:
    return frozenset(name for name, each in schema.attributes.items() if each.sensitive)
