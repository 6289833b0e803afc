"""What tests ask of a stack: its Terraform JSON, one resource of it, the messages it cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cdktf import TerraformStack, Testing

Json = dict[str, Any]
#: Builds something in a stack.
Build = Callable[[TerraformStack], Any]


def synthesized(stack: TerraformStack) -> Json:
    """The stack as Terraform's JSON, without cdktf's metadata."""
    found: Json = json.loads(Testing.synth(stack))
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
    text = Testing.synth_hcl(stack)
    block: str = text[text.index(start) :].split("\n}\n")[0] + "\n}"
    return block
