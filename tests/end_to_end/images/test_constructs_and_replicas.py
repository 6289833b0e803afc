"""An uploaded image gives up the region it was uploaded to: in HCL, and through the constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_linode_image import ArgumentError, LinodeImage

from ..api import call
from ..configurations import disk_file, image, uploaded
from .synthesized import Synthesized

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf import TerraformStack

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


def held(api: Emulator) -> list[str]:
    """The regions of the only private image."""
    (found,) = (each for each in call(api, "GET", "/images")["data"] if not each["is_public"])
    return sorted(replica["region"] for replica in found["regions"])


def upload(app: Synthesized, stack: TerraformStack, *regions: str) -> LinodeImage:
    return LinodeImage.from_file(
        stack,
        "golden",
        path=app.file,
        region="us-east",
        replica_regions=regions,
        wait_for_replications=True,
    )


def test_constructs_drop_the_upload_region_of_an_image_adopted_by_its_id(
    tmp_path: Path, api: Emulator
) -> None:
    app = Synthesized(tmp_path, api)
    app.synth(lambda stack: upload(app, stack, "us-east", "eu-central"))
    app.terraform.applied()
    made = app.terraform.values("linode_image.golden")["id"]
    assert held(api) == ["eu-central", "us-east"]

    with pytest.raises(ArgumentError, match="leave out `file_path` and `region`"):
        app.synth(lambda stack: upload(app, stack, "eu-central"))

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
