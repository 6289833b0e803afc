"""Small stacks to deploy; each app has its output directory in the folder of its test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .core import App, LinodeImage, LinodeInstance, LinodeProvider, TerraformOutput, TerraformStack

#: Makes a stack that has nothing but a provider block.
Make = Callable[..., TerraformStack]


def linode(stack: TerraformStack, id: str, **given: Any) -> LinodeInstance:
    """The cheapest Linode."""
    given = {"region": "us-east", "image": "linode/debian12", **given}
    return LinodeInstance(stack, id, type="g6-nanode-1", **given)


def empty(folder: Path, name: str = "golden", **provider: Any) -> TerraformStack:
    """A stack with a provider block."""
    stack = TerraformStack(App(outdir=str(folder / f"{name}.out")), name)
    LinodeProvider(stack, "linode", **provider)
    return stack


def golden(folder: Path) -> TerraformStack:
    """A model, an image of its disk, two Linodes from that; and outputs of every kind."""
    stack = empty(folder)
    model = linode(stack, "model")
    image = LinodeImage.from_disk(stack, "image", instance=model, label="golden")
    linode(stack, "web", image=image.id, count=2, root_pass="insecure-p4ssw0rd!!")
    outputs = {
        "text": image.id,
        "number": image.size,
        "bool": image.is_public,
        "list": model.ipv4,
        "map": {"label": image.label, "sizes": [1, 2.5]},
    }
    for name, value in outputs.items():
        TerraformOutput(stack, name, value=value)
    TerraformOutput(stack, "secret", value="hush", sensitive=True)
    return stack
