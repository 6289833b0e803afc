"""Which arguments hold secrets, by the schemas: neither a failure nor a snapshot shows them.

What Terraform is to fill in, such as `${var.token}`, is no secret.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from shim_provider.schemas import RESOURCES
from shim_provider.schemas.provider import PROVIDER

from .._construct.tokens import is_token

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
        return frozenset(name for name, each in PROVIDER.attributes.items() if each.sensitive)
    if section == "variable" and block.get("sensitive") is True:
        return frozenset({"default"})
    return frozenset()


@cache
def _of_resource(type: str) -> frozenset[str]:
    if type not in RESOURCES:
        return frozenset()
    page, name = RESOURCES[type]
    schema = getattr(importlib.import_module(f"shim_provider.schemas.{page}"), name)
    return frozenset(name for name, each in schema.attributes.items() if each.sensitive)
