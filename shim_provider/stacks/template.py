"""A synthesized stack as Terraform's JSON: which construct is behind an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

# Section of the JSON -> what its addresses begin with.
_SECTIONS = {"resource": "", "data": "data."}

Template = Mapping[str, Any]

# The key of an instance, of a resource or a module: a number, or a text, which may have brackets.
_KEY = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


def without_keys(address: str) -> str:
    """The address of the block: `module.m.linode_instance.web` of `module.m[0]...web["a"]`."""
    return _KEY.sub("", address)


def blocks(template: Template) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Address and body of each resource and data source."""
    for section, prefix in _SECTIONS.items():
        for type, named in template.get(section, {}).items():
            for name, body in named.items():
                yield f"{prefix}{type}.{name}", body


def labels(template: Template) -> dict[str, str]:
    """Address -> label, of each resource that has one in its configuration."""
    return {
        address: label
        for address, body in blocks({"resource": template.get("resource", {})})
        if isinstance(label := body.get("label"), str)
    }


def construct_paths(template: Template) -> dict[str, str]:
    """Address -> construct path, of each resource and data source whose metadata tell it."""
    return {
        address: path
        for address, body in blocks(template)
        if (path := body.get("//", {}).get("metadata", {}).get("path"))
    }
