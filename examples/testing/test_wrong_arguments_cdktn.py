# Written by `python -m codegen` from test_wrong_arguments.py: change that, not this.
"""What a stack refuses: one wrong construct, and all of them together."""

import pytest

from cdktn_linode_image import (  # isort: skip
    ArgumentError,
    LinodeImage,
    LinodeInstance,
    errors_together,
)
from cdktn import App, TerraformStack


def images(stack: TerraformStack, version: str) -> None:
    """Stands for code of yours."""
    model = LinodeInstance(stack, "model", region="us-east", label=f"model-{version}")
    LinodeImage.from_disk(stack, "image", instance=model, label=f"golden {version}")


def test_a_wrong_version_is_refused() -> None:
    stack = TerraformStack(App(), "golden")
    with pytest.raises(ArgumentError, match="golden/model: `label` must consist of"):
        images(stack, "@1")


def test_a_wrong_version_is_refused_everywhere() -> None:
    stack = TerraformStack(App(), "golden")
    with pytest.raises(ArgumentError) as raised, errors_together():
        images(stack, "@1")
    assert [error.construct_path for error in raised.value.errors] == [
        "golden/model",
        "golden/image",
    ]
