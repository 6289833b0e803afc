"""A CDKTF app to be timed: `app.py empty|image|password COUNT`, synthesized into `cdktf.out`.

A program, not a module: it imports what an app of its kind does, and no more.
"""

from __future__ import annotations

import sys

from cdktf import App, TerraformStack

# Eight arguments each: what a synthesis costs goes with their number.


def images(stack: TerraformStack, count: int) -> None:
    """This package's constructs."""
    from cdktf_linode_image import LinodeImage, LinodeProvider

    LinodeProvider(stack, "linode")
    for number in range(count):
        LinodeImage(
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


def passwords(stack: TerraformStack, count: int) -> None:
    """The constructs of a prebuilt provider."""
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


def nothing(_stack: TerraformStack, _count: int) -> None:
    """No provider and no resource."""


def main(kind: str, count: int) -> None:
    """Synthesize one stack."""
    app = App(outdir="cdktf.out")
    stack = TerraformStack(app, "stack")
    {"empty": nothing, "image": images, "password": passwords}[kind](stack, count)
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
