"""The stack synthesizes to what it did when somebody last looked."""

from cdktf_linode_image.testing import Template  # isort: skip
from cdktf import App
from main import web
from syrupy.assertion import SnapshotAssertion


def test_nothing_changes_unnoticed(snapshot: SnapshotAssertion) -> None:
    assert Template.from_stack(web(App(), "us-east")).to_json() == snapshot
