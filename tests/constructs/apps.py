"""What tests ask of a stack: its Terraform JSON, one resource of it, the messages it cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .core import TerraformStack, Testing

Json = dict[str, Any]
#: Builds something in a stack.
Build = Callable[[TerraformStack], Any]


# pytest takes a class named `Testing` for tests, so test modules get at it from here.


def as_json(stack: TerraformStack) -> str:
    """The stack as `Testing.synth` writes it: JSON without cdktf's metadata."""
    return Testing.synth(stack)


def as_hcl(stack: TerraformStack) -> str:
    """The stack as `Testing.synth_hcl` writes it."""
    text: str = Testing.synth_hcl(stack)
    return text


def full_synth(stack: TerraformStack) -> str:
    """The directory `Testing.full_synth` has written the stack to."""
    directory: str = Testing.full_synth(stack)
    return directory


def synthesized(stack: TerraformStack) -> Json:
    """The stack as Terraform's JSON, parsed."""
    found: Json = json.loads(as_json(stack))
    return found


def resource(stack: TerraformStack, address: str) -> Json:
    """One resource or data source, such as `linode_image.golden`, `data.linode_images.found`."""
    *data, kind, name = address.split(".")
    found: Json = synthesized(stack)["data" if data else "resource"][kind][name]
    return found


def image(stack: TerraformStack, name: str = "image") -> Json:
    """The arguments of one `linode_image`."""
    return resource(stack, f"linode_image.{name}")


def hcl(stack: TerraformStack, start: str) -> str:
    """The block of the stack's HCL that begins with `start`, such as `resource "linode_image"`."""
    text = as_hcl(stack)
    return text[text.index(start) :].split("\n}\n")[0] + "\n}"


def has_resource(text: str, kind: str, properties: Json) -> bool:
    """cdktf's matcher for a resource in synthesized JSON."""
    return Testing.to_have_resource_with_properties(text, kind, properties)


def has_data_source(text: str, kind: str, properties: Json) -> bool:
    """cdktf's matcher for a data source in synthesized JSON."""
    return Testing.to_have_data_source_with_properties(text, kind, properties)


def has_provider(text: str, kind: str, properties: Json) -> bool:
    """cdktf's matcher for a provider in synthesized JSON."""
    return Testing.to_have_provider_with_properties(text, kind, properties)


def construct_tree(stack: TerraformStack) -> str:
    """The constructs of the stack, as cdktf draws them."""
    tree: str = Testing.render_construct_tree(stack)
    return tree
