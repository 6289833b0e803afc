"""Builds that fail: what is told, what is kept where `keep_failed` says so, and that it goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ..api import images
from .building import WEB, build, is_built, linodes
from .test_builds_interrupted import interrupted

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

SHORT = 'create = "2s"'


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    brief = ("boot", "create", "delete", "capture", "first_boot")
    return dict.fromkeys(brief, 0.2)


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


def test_the_message_tells_step_time_builder_events_and_what_to_do(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(build(SHORT))
    api.faults.add("build_hangs")
    (error,) = stack.apply().errors
    assert error.attribute == "user_data"
    assert re.fullmatch(r"Builder \d+ never switched itself off", error.summary)
    number = error.summary.split()[1]
    assert re.fullmatch(
        r"It is still running after 2s; does `user_data` end with poweroff\? .*"
        r" It failed [2-9]s into the build\."
        rf" The builder, Linode {number} \(build-web-[0-9a-f]{{6}}\), is running; its last events:"
        r" linode_create finished, linode_update \w+, linode_boot finished\."
        r" To look into the builder, `keep_failed = true` leaves it\."
        rf" Builder {number} was deleted; nothing is left of the build\.",
        error.detail,
    ), error.detail


def kept(stack: Workspace, api: Emulator, **more: str) -> int:
    """A build that has failed, whose builder is kept."""
    stack.write(build(SHORT, keep_failed="true", **more))
    api.faults.add("build_hangs")
    (error,) = stack.apply().errors
    api.faults.clear()
    (builder,) = linodes(api)
    assert f"Builder {builder['id']} is kept, as `keep_failed` says." in error
    resource = stack.resources()[WEB]
    assert resource["tainted"] is True
    assert resource["values"]["id"] == f"build/{builder['id']}"
    assert resource["values"]["builder_id"] == builder["id"]
    return int(builder["id"])


def test_a_kept_builder_goes_when_the_build_is_replaced(stack: Workspace, api: Emulator) -> None:
    kept(stack, api)
    stack.write(build())
    stack.applied()
    is_built(stack, api)


def test_a_kept_builder_goes_when_the_build_is_destroyed(stack: Workspace, api: Emulator) -> None:
    kept(stack, api)
    stack.destroy()
    assert linodes(api) == images(api) == []


def test_a_kept_builder_that_is_untainted_is_waited_for(stack: Workspace, api: Emulator) -> None:
    builder = kept(stack, api)
    stack.run("untaint", WEB)
    api.faults.clear()
    from ..api import call

    call(api, "POST", f"/linode/instances/{builder}/shutdown")
    stack.write(build())
    stack.applied()
    is_built(stack, api)


def test_of_an_imaging_that_failed_the_builder_is_kept_and_not_the_image(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(build(keep_failed="true"))
    api.faults.add("capture_fails")
    (error,) = stack.apply().errors
    assert "is kept, as `keep_failed` says" in error
    (builder,) = linodes(api)
    assert stack.values(WEB)["id"] == f"build/{builder['id']}"
    api.faults.clear()
    stack.applied()
    is_built(stack, api)


def test_a_build_that_fails_when_it_is_gone_on_with_is_replaced(
    stack: Workspace, api: Emulator
) -> None:
    """The state holds it untainted, and an update that fails taints nothing."""
    stack.write(build(SHORT, keep_failed="true"))
    api.faults.add("build_hangs")
    interrupted(stack, lambda: [x["status"] for x in linodes(api)] == ["running"])
    (error,) = stack.apply().errors
    assert "is kept" in error
    (builder,) = linodes(api)
    api.faults.clear()
    assert stack.plan().changes == {WEB: "replace"}
    stack.write(build())
    stack.applied()
    is_built(stack, api)
    assert builder["id"] not in [linode["id"] for linode in linodes(api)]


def test_a_build_that_fails_when_it_is_gone_on_with_leaves_nothing(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(build(SHORT))
    api.faults.add("build_hangs")
    interrupted(stack, lambda: [x["status"] for x in linodes(api)] == ["running"])
    (error,) = stack.apply().errors
    assert "nothing is left of the build" in error
    assert linodes(api) == images(api) == []
    api.faults.clear()
    assert stack.plan().changes == {WEB: "create"}
    stack.applied()
    is_built(stack, api)
