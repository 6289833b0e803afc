# Written by `python -m codegen` from test_snapshot.py: change that, not this.
"""A snapshot: what a stack synthesizes to is as it was when somebody last looked."""

from syrupy.assertion import SnapshotAssertion

from cdktn_linode_image import LinodeImage, LinodeProvider  # isort: skip
from cdktn import App, TerraformStack

from cdktn_linode_image.testing import Template


def test_the_stack_is_as_it_was(snapshot: SnapshotAssertion) -> None:
    stack = TerraformStack(App(), "golden")
    LinodeProvider(stack, "linode")
    LinodeImage(stack, "image", label="golden", disk_id=123, linode_id=456)
    assert Template.from_stack(stack).to_json() == snapshot
