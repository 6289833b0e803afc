"""An app to be timed: `app.py cdktf|cdktn empty|image|password COUNT`, written to `cdktf.out`.

A program, not a module: it imports what an app of its kind does, and no more.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

# Eight arguments each: what a synthesis costs goes with their number.


def images(core: str, stack: Any, count: int) -> None:
    """This package's constructs."""
    ours = import_module(f"{core}_linode_image")
    ours.LinodeProvider(stack, "linode")
    for number in range(count):
        ours.LinodeImage(
            stack,
            f"image{number}",
            label=f"image-{number}",
            description="The disk of a Linode",
            disk_id=1000 + number,
            linode_id=1000 + number,
            tags=["golden", "nightly"],
            cloud_init=True,
            replica_regions=["us-east", "eu-central"],
            wait_for_replications=True,
        )


def passwords(_core: str, stack: Any, count: int) -> None:
    """The constructs of a prebuilt provider, of CDKTF."""
    from cdktf_cdktf_provider_random.password import Password
    from cdktf_cdktf_provider_random.provider import RandomProvider

    RandomProvider(stack, "random")
    for number in range(count):
        Password(
            stack,
            f"password{number}",
            length=16 + number,
            lower=True,
            upper=True,
            numeric=True,
            special=True,
            min_lower=2,
            min_upper=2,
            override_special="!-_",
        )


def nothing(_core: str, _stack: Any, _count: int) -> None:
    """No provider and no resource."""


def main(core: str, kind: str, count: int) -> None:
    """Synthesize one stack."""
    names = import_module(core)
    app = names.App(outdir="cdktf.out")
    stack = names.TerraformStack(app, "stack")
    {"empty": nothing, "image": images, "password": passwords}[kind](core, stack, count)
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
