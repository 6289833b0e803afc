"""An uploaded image gives up the region it was uploaded to: in HCL, and through the constructs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cdktf_linode_image import ArgumentError, LinodeImage, LinodeProvider  # isort: skip
from cdktf import App, LocalBackend, TerraformStack

from ..api import call
from ..configurations import disk_file, image, uploaded
from ..workspace import NEWEST, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator


def held(api: Emulator) -> list[str]:
    """The regions of the only private image."""
    (found,) = (each for each in call(api, "GET", "/images")["data"] if not each["is_public"])
    return sorted(replica["region"] for replica in found["regions"])


class Synthesized:
    """An app synthesized again and again over one state, and Terraform in its stack's directory."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        self.outdir = folder / "cdktf.out"
        self.state = folder / "terraform.tfstate"
        self.file = disk_file(folder)
        stack = self.outdir / "stacks" / "s"
        stack.mkdir(parents=True)
        self.terraform = Workspace(stack, NEWEST, api.url)

    def synth(self, build: Callable[[TerraformStack], LinodeImage]) -> None:
        app = App(outdir=str(self.outdir))
        stack = TerraformStack(app, "s")
        LocalBackend(stack, path=str(self.state))
        LinodeProvider(stack, "linode", url=self.terraform.url, event_poll_ms=50)
        build(stack)
        app.synth()
        self.terraform.init()

    def upload(self, stack: TerraformStack, *regions: str) -> LinodeImage:
        return LinodeImage.from_file(
            stack,
            "golden",
            path=self.file,
            region="us-east",
            replica_regions=regions,
            wait_for_replications=True,
        )


def test_constructs_drop_the_upload_region_of_an_image_adopted_by_its_id(
    tmp_path: Path, api: Emulator
) -> None:
    app = Synthesized(tmp_path, api)
    app.synth(lambda stack: app.upload(stack, "us-east", "eu-central"))
    app.terraform.applied()
    made = app.terraform.values("linode_image.golden")["id"]
    assert held(api) == ["eu-central", "us-east"]

    with pytest.raises(ArgumentError, match="leave out `file_path` and `region`"):
        app.synth(lambda stack: app.upload(stack, "eu-central"))

    def without_source(stack: TerraformStack) -> LinodeImage:
        image = LinodeImage(
            stack,
            "golden",
            label="image",
            replica_regions=["eu-central"],
            wait_for_replications=True,
        )
        image.import_from(made)
        return image

    app.synth(without_source)
    assert app.terraform.plan().changes == {"linode_image.golden": "update"}
    app.terraform.applied()
    assert held(api) == ["eu-central"]
    assert app.terraform.values("linode_image.golden")["id"] == made
    assert app.terraform.plan().code == 0


@pytest.mark.parametrize("source", ["kept", "left out"])
def test_hcl_drops_the_upload_region_in_place(source: str, stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    both = {"replica_regions": '["us-east", "eu-central"]', "wait_for_replications": "true"}
    stack.write(uploaded(**both))
    stack.applied()
    made = stack.values("linode_image.golden")["id"]
    one = {**both, "replica_regions": '["eu-central"]'}
    stack.write(uploaded(**one) if source == "kept" else image(label='"golden"', **one))
    assert stack.plan().changes == {"linode_image.golden": "update"}
    stack.applied()
    assert held(api) == ["eu-central"]
    assert stack.values("linode_image.golden")["id"] == made
    assert stack.plan().code == 0
