"""An upload whose `replica_regions` leave out its `region`: refused where both are known."""

from __future__ import annotations

from typing import Any

import pytest

from ..apps import image
from ..core import ArgumentError, LinodeImage, TerraformStack, Token

pytestmark = pytest.mark.usefixtures("image_file")


def upload(stack: TerraformStack, **given: Any) -> LinodeImage:
    return LinodeImage.from_file(
        stack, "image", path="image.img.gz", **{"region": "us-ord", **given}
    )


SENTENCE = (
    "stack/image: `replica_regions` must hold 'us-ord', the `region`: the others are copied from"
    " there. If it stores no images, give the region that does as `region`; to drop it from an"
    " image that exists, leave out `file_path` and `region`"
)


@pytest.mark.parametrize("others", [["eu-west"], ["us-ord-1", "eu-west"], []])
def test_replicas_without_the_region_of_the_upload_are_refused(
    others: list[str], stack: TerraformStack
) -> None:
    with pytest.raises(ArgumentError) as raised:
        upload(stack, replica_regions=others)
    assert str(raised.value) == f"{SENTENCE} (given {others})"
    assert [wrong.argument for wrong in raised.value.wrong] == ["replica_regions"]


def test_the_order_means_nothing(stack: TerraformStack) -> None:
    upload(stack, replica_regions=("eu-west", "us-ord"))
    assert image(stack)["replica_regions"] == ["eu-west", "us-ord"]


A_TOKEN = Token.as_string({"a": 1})

OPEN: dict[str, dict[str, Any]] = {
    "a region that is a token": {"region": A_TOKEN, "replica_regions": ["eu-west"]},
    "a region from a template": {"region": "${var.region}", "replica_regions": ["eu-west"]},
    "regions that are a token": {"replica_regions": Token.as_list({"a": 1})},
    "a token among the regions": {"replica_regions": ["eu-west", A_TOKEN]},
    "no regions": {},
}


@pytest.mark.parametrize("sentence", OPEN)
def test_what_only_terraform_knows_passes(sentence: str, stack: TerraformStack) -> None:
    upload(stack, **OPEN[sentence])
    assert "file_path" in image(stack)


def test_a_capture_has_no_region_of_its_own(stack: TerraformStack) -> None:
    LinodeImage(stack, "image", label="golden", disk_id=1, linode_id=2, replica_regions=["eu-west"])
    assert image(stack)["replica_regions"] == ["eu-west"]


def test_an_image_without_source_may_leave_any_region(stack: TerraformStack) -> None:
    golden = LinodeImage(stack, "image", label="golden", replica_regions=["eu-west"])
    golden.import_from("private/1")
    assert image(stack) == {"label": "golden", "replica_regions": ["eu-west"]}


def test_a_change_may_go_step_by_step_and_is_judged_at_synthesis(stack: TerraformStack) -> None:
    golden = upload(stack, replica_regions=["us-ord", "eu-west"])
    golden.region = "eu-central"
    golden.replica_regions = ["eu-central", "eu-west"]
    assert image(stack)["replica_regions"] == ["eu-central", "eu-west"]
    golden.region = "us-ord"
    with pytest.raises(RuntimeError) as raised:
        image(stack)
    assert str(raised.value) == f"{SENTENCE} (given ['eu-central', 'eu-west'])"
