"""A CDKTF app of four resources to be deployed: by cdktf-cli, or in its own process as in a test.

`four.py` synthesizes it, with the emulator's data beside it; `four.py deployed` deploys it, and
destroys it.
"""

from __future__ import annotations

import sys
from tempfile import TemporaryDirectory

# isort: off
from cdktf_linode_image import LinodeImage, LinodeInstance, LinodeProvider
from cdktf import App, TerraformOutput, TerraformStack
# isort: on


def stack(outdir: str) -> TerraformStack:
    """A model, an image of it, and two Linodes from the image."""
    stack = TerraformStack(App(outdir=outdir), "four")
    # As little waiting as in a test: what is compared is not how often a wait looks.
    LinodeProvider(stack, "linode", url="emulator:linode", event_poll_ms=20)
    model = _linode(stack, "model", "linode/debian12")
    image = LinodeImage.from_disk(stack, "image", instance=model, label="golden")
    for name in ("one", "two"):
        _linode(stack, name, image.id)
    TerraformOutput(stack, "image_id", value=image.id)
    return stack


def _linode(stack: TerraformStack, name: str, image: str) -> LinodeInstance:
    return LinodeInstance(stack, name, region="us-east", type="g6-nanode-1", image=image)


def deployed() -> None:
    """What a test does."""
    from cdktf_linode_image import testing

    with TemporaryDirectory() as folder, testing.deployed(stack(folder)) as it:
        assert it.outputs["image_id"].startswith("private/")
        it.destroy()
        assert it.api.images == []


if __name__ == "__main__":
    if sys.argv[1:] == ["deployed"]:
        deployed()
    else:
        stack("cdktf.out").node.root.synth()  # type: ignore[attr-defined]
