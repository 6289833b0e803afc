"""Ctrl-C in the middle of a build: it goes on at Linode, and the next apply goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..api import images
from ..kills.killing import finish, until
from ..workspace import interrupt
from .building import MOMENTS, WEB, build, events, is_built, linodes, pass_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long but what is passed by."""
    brief = ("boot", "create", "delete", "capture", "first_boot", "replicate")
    return dict.fromkeys(brief, 0.2)


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    stack.init().write(build())
    return stack


def interrupted(stack: Workspace, moment: Callable[[], object]) -> str:
    """An apply that is interrupted at that moment; what it said."""
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(moment)
        interrupt(process)
        return " ".join(finish(process).replace("│", " ").split())


def is_unfinished(stack: Workspace, api: Emulator) -> None:
    """The state holds what there is at Linode, and it is not tainted."""
    resource = stack.resources()[WEB]
    (builder,) = linodes(api)
    assert not resource.get("tainted")
    assert resource["values"]["builder_id"] == builder["id"]
    made = [image["id"] for image in images(api)]
    assert [resource["values"]["id"]] == (made or [f"build/{builder['id']}"])


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_build_goes_on_and_the_next_apply_waits_for_it(
    stack: Workspace, api: Emulator, moment: str
) -> None:
    with pass_by(api, moment) as there:
        said = interrupted(stack, there)
        is_unfinished(stack, api)
    assert "is still being" in said
    assert "the next apply waits for it" in said
    plan = stack.plan()
    assert plan.changes == {WEB: "update"}
    result = stack.applied()
    assert result.warnings == []
    is_built(stack, api)
    for action in ("linode_create", "linode_boot", "disk_imagize"):
        assert events(api, action) == 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_destroy_removes_image_and_builder(stack: Workspace, api: Emulator, moment: str) -> None:
    with pass_by(api, moment) as there:
        interrupted(stack, there)
        stack.destroy()
        assert linodes(api) == []
    assert images(api) == linodes(api) == []
    assert stack.resources() == {}


def test_a_destroy_removes_an_image_that_the_state_has_not_heard_of(
    stack: Workspace, api: Emulator
) -> None:
    from ..kills.killing import kill_both, killed

    with pass_by(api, "running") as there:
        interrupted(stack, there)
    with pass_by(api, "captured") as there:
        killed(stack, kill_both, there)
    assert stack.values(WEB)["id"].startswith("build/")
    stack.destroy()
    assert images(api) == linodes(api) == []


def test_to_go_on_may_take_as_long_as_a_build(stack: Workspace, api: Emulator) -> None:
    with pass_by(api, "running") as there:
        interrupted(stack, there)
        stack.write(build(timeouts='create = "2s"\n    update = "1h"'))
        (error,) = stack.apply().errors
        assert "It is still running after 2s; does `user_data` end with poweroff?" in error


def test_what_is_changed_meanwhile_is_what_the_image_becomes(
    stack: Workspace, api: Emulator
) -> None:
    with pass_by(api, "captured") as there:
        interrupted(stack, there)
    stack.write(build(label='"renamed"', tags='["new"]', description='"later"'))
    stack.applied()
    values = is_built(stack, api)
    (image,) = images(api)
    assert (image["label"], image["tags"], image["description"]) == ("renamed", ["new"], "later")
    assert (values["label"], values["tags"], values["description"]) == ("renamed", ["new"], "later")


def test_a_builder_that_vanishes_meanwhile_is_made_anew(stack: Workspace, api: Emulator) -> None:
    from ..api import call

    with pass_by(api, "running") as there:
        interrupted(stack, there)
        (builder,) = linodes(api)
        call(api, "DELETE", f"/linode/instances/{builder['id']}")
        until(lambda: linodes(api) == [])
    assert stack.plan().changes == {WEB: "create"}
    stack.applied()
    is_built(stack, api)
