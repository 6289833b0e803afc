"""The stack of examples/golden_image, deployed and destroyed in its own process, as in a test."""

from __future__ import annotations

import runpy
from pathlib import Path
from tempfile import TemporaryDirectory

# isort: off
from cdktf_linode_image import testing
from cdktf import App
# isort: on

_EXAMPLE = runpy.run_path(str(Path(__file__).parents[2] / "examples" / "golden_image" / "main.py"))


def deployed() -> None:
    """What a test does."""
    with TemporaryDirectory() as folder:
        app = App(outdir=folder)
        file = _EXAMPLE["APPLIANCE"]
        if not file.exists():
            _EXAMPLE["make_disk"](file)
        stack = _EXAMPLE["GoldenImage"](app, "golden-image", url="emulator:linode", file=file)
        with testing.deployed(stack) as it:
            assert it.outputs["golden_image"].startswith("private/")
            it.destroy()
            assert it.api.images == []


if __name__ == "__main__":
    deployed()
