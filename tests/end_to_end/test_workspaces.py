"""Terraform's workspaces: one configuration, one folder, several states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .api import images
from .configurations import disk_file, uploaded

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .workspace import Workspace


def test_the_image_of_one_workspace_is_not_taken_up_by_another(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    stack.applied()
    first = stack.values("linode_image.golden")["id"]
    stack.run("workspace", "new", "prod")
    stack.state = stack.folder / "terraform.tfstate.d" / "prod" / "terraform.tfstate"
    assert stack.applied().warnings == []
    assert stack.values("linode_image.golden")["id"] != first
    assert len(images(api)) == 2
