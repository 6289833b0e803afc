# Written by `python -m codegen` from test_cdktf.py: change that, not this.
"""A CDKTF stack, synthesized and applied for real."""

import subprocess
from pathlib import Path

from cdktn_linode_image import LinodeImage, LinodeInstance, LinodeProvider  # isort: skip
from cdktn import App, TerraformStack

from shim_provider.emulator import Emulator


def test_the_model_becomes_an_image(
    linode_emulator: Emulator, linode_token: str, tmp_path: Path
) -> None:
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "golden")
    LinodeProvider(stack, "linode", url=linode_emulator.url, token=linode_token)
    model = LinodeInstance(
        stack, "model", region="us-east", type="g6-nanode-1", image="linode/debian12"
    )
    LinodeImage.from_disk(stack, "image", instance=model, label="golden")
    app.synth()
    for command in ("init", "apply -auto-approve"):
        words = ["linode-shim", "terraform", *command.split()]
        subprocess.run(words, cwd=tmp_path / "stacks" / "golden", check=True)
    assert len(linode_emulator.requests.matching("POST", "/images")) == 1
