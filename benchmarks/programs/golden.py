"""The stack of examples/golden_image, deployed and destroyed in its own process, as in a test."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2] / "examples" / "golden_image"))

# isort: off
from cdktf_linode_image import testing
from cdktf import App

# isort: on
from main import APPLIANCE, GoldenImage, make_disk


def deployed() -> None:
    """What a test does."""
    with TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stack = GoldenImage(app, "golden-image", url="emulator:linode", file=APPLIANCE)
        with testing.deployed(stack) as it:
            assert it.outputs["golden_image"].startswith("private/")
            it.destroy()
            assert it.api.images == []


if __name__ == "__main__":
    if not APPLIANCE.exists():
        make_disk(APPLIANCE)
    deployed()
