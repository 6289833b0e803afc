"""`assert_no_replacement`: what it lets pass, and what it says of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import stacks
from .core import App, LinodeImage, LinodeProvider, TerraformStack, testing


def fleet(folder: Path, name: str, image: str = "linode/debian12") -> TerraformStack:
    """Two Linodes, and an image of one."""
    stack = stacks.empty(folder, name, token=name)
    model = stacks.linode(stack, "model", image=image)
    LinodeImage.from_disk(stack, "image", instance=model, label=name)
    return stack


def test_what_stays_passes_whatever_the_stacks_are_called(tmp_path: Path) -> None:
    new = fleet(tmp_path, "new")
    stacks.linode(new, "more")
    plan = testing.assert_no_replacement(fleet(tmp_path, "old"), new)
    assert list(plan.created) == ["linode_instance.more"]
    assert list(plan.updated) == ["linode_image.image"]


def test_what_would_go_is_named_with_what_forces_it(tmp_path: Path) -> None:
    old, new = fleet(tmp_path, "old"), fleet(tmp_path, "new", image="linode/ubuntu24.04")
    stacks.linode(old, "gone")
    with pytest.raises(AssertionError) as raised:
        testing.assert_no_replacement(old, new)
    assert str(raised.value).splitlines() == [
        "the stack 'new' would not keep what is deployed:",
        "  linode_image.image would be replaced: forced by disk_id, linode_id",
        "  linode_instance.gone would be destroyed: the stack has no such resource",
        "  linode_instance.model would be replaced: forced by image",
    ]


def test_the_new_stack_is_checked_before_the_old_one_is_deployed(tmp_path: Path) -> None:
    old = stacks.empty(tmp_path, "old")
    stacks.linode(old, "web", region="nowhere")
    with pytest.raises(TypeError, match="what is deployed is a TerraformStack, not None"):
        testing.assert_no_replacement(old, None)  # type: ignore[arg-type]


def test_what_is_moved_or_allowed_passes(tmp_path: Path) -> None:
    old, new = stacks.empty(tmp_path, "old"), stacks.empty(tmp_path, "new")
    stacks.linode(old, "before", label="web")
    stacks.linode(old, "gone", count=2)
    after = stacks.linode(new, "after", label="web")
    after.move_from_id("linode_instance.before")
    plan = testing.assert_no_replacement(old, new, allow=["linode_instance.gone"])
    assert plan.unchanged["linode_instance.after"].moved_from == "linode_instance.before"
    assert list(plan.destroyed) == ["linode_instance.gone[0]", "linode_instance.gone[1]"]


def test_a_stack_that_it_depends_on_is_looked_at_too(tmp_path: Path) -> None:
    def fleets(name: str, source: str) -> TerraformStack:
        app = App(outdir=str(tmp_path / name))
        images, web = (TerraformStack(app, each) for each in ("images", "web"))
        for stack in (images, web):
            LinodeProvider(stack, "linode")
        model = stacks.linode(images, "model", image=source)
        image = LinodeImage.from_disk(images, "image", instance=model, label="golden")
        stacks.linode(web, "web", image=image.id)
        return web

    old, new = fleets("old", "linode/debian12"), fleets("new", "linode/ubuntu24.04")
    with pytest.raises(AssertionError, match=r"linode_image\.image \(stack 'images'\) would be"):
        testing.assert_no_replacement(old, new)
