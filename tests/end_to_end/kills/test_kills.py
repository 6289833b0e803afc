"""Interrupts and kills in the middle of an apply: nothing is lost, nothing is made twice."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.linode.creates.killed import EFFECT_SECONDS

from ..api import call, images, linode_by_hand
from ..configurations import captured, disk_file, uploaded
from ..workspace import NEWEST, Workspace, interrupt
from .killing import KILLS, asked, finish, held, kill_both, killed, made, stand_still, until

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator


@pytest.fixture
def durations() -> dict[str, float]:
    """Long enough to be interrupted in the middle, short enough to wait for the end."""
    return {"capture": 3.0, "process_upload": 3.0, "replicate": 3.0, "boot": 0.0, "create": 0.1}


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    """Initialized, with a file to upload."""
    return stack.init_with(disk_file)


def test_ctrl_c_while_waiting_keeps_the_image_and_the_next_apply_waits_for_it(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(captured(linode_by_hand(api)))
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(lambda: [i for i in images(api) if i["status"] == "creating"])
        interrupt(process)
        output = finish(process)
    assert "is still being made" in output
    resource = stack.resources()["linode_image.golden"]
    (image,) = images(api)
    assert resource["values"]["id"] == image["id"]
    assert not resource.get("tainted")
    stack.applied()
    assert stack.values("linode_image.golden")["status"] == "available"
    assert [i["id"] for i in images(api)] == [image["id"]]
    assert stack.plan().code == 0


def test_ctrl_c_in_the_middle_of_an_upload_leaves_a_tainted_image_that_is_replaced(
    stack: Workspace, api: Emulator
) -> None:
    # More than the socket's buffers hold: the upload stands still in its middle.
    disk_file(stack.folder, random.Random(1).randbytes(30_000_000))
    api.faults.add("delay", method="PUT", path="^/uploads/", delay=3.0, count=1)
    stack.write(uploaded())
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(asked(api, "POST", "/images/upload"))
        time.sleep(0.3)
        interrupt(process)
        finish(process)
    assert stack.resources()["linode_image.golden"]["tainted"] is True
    stack.applied()
    (image,) = images(api)
    assert stack.values("linode_image.golden")["id"] == image["id"]
    assert stack.plan().code == 0


@pytest.mark.parametrize("kill", KILLS.values(), ids=KILLS.keys())
def test_a_captured_image_left_by_a_kill_is_taken_up(
    stack: Workspace, api: Emulator, kill: Callable[[subprocess.Popen[str]], None]
) -> None:
    stack.write(captured(linode_by_hand(api)))
    stand_still(api)
    killed(stack, kill, made(stack))
    api.clock.release()
    (left,) = images(api)
    result = stack.applied()
    assert any("was taken up" in warning for warning in result.warnings)
    assert [i["id"] for i in images(api)] == [left["id"]]
    assert stack.values("linode_image.golden")["id"] == left["id"]
    assert stack.plan().code == 0


@pytest.mark.parametrize("kill", KILLS.values(), ids=KILLS.keys())
def test_an_upload_left_by_a_kill_is_removed_and_made_anew(
    stack: Workspace, api: Emulator, kill: Callable[[subprocess.Popen[str]], None]
) -> None:
    stack.write(uploaded())
    with held(api, "PUT", "^/uploads/", effect=False) as arrived:
        killed(stack, kill, arrived)
    result = stack.applied()
    assert any("was removed" in warning for warning in result.warnings)
    (image,) = images(api)
    assert stack.values("linode_image.golden")["id"] == image["id"]
    assert stack.plan().code == 0


def test_an_image_whose_answer_the_killed_provider_never_heard_is_found(
    stack: Workspace, api: Emulator
) -> None:
    (image,) = killed_under_way(stack, api, linode_by_hand(api))
    api.clock.move(EFFECT_SECONDS)
    stack.applied()
    assert [i["id"] for i in images(api)] == [image]
    assert stack.plan().code == 0


def test_a_request_that_takes_effect_while_the_next_apply_runs_is_waited_for(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(captured(linode_by_hand(api)))
    with ExitStack() as late:
        killed(stack, kill_both, late.enter_context(held(api)))
        api.requests.clear()
        with stack.started("apply", "-auto-approve", "-no-color") as process:
            until(asked(api, "GET", "/images"))
            late.close()
            until(lambda: images(api))
            api.clock.move(EFFECT_SECONDS)
            output = finish(process)
    (image,) = images(api)
    assert "was taken up" in output
    assert stack.values("linode_image.golden")["id"] == image["id"]


def killed_under_way(stack: Workspace, api: Emulator, disk: dict[str, Any]) -> list[str]:
    """A capture whose apply is killed before its request takes effect; what that makes then."""
    before = {image["id"] for image in images(api)}
    stack.write(captured(disk))
    with held(api) as arrived:
        killed(stack, kill_both, arrived)
    return list(until(lambda: {image["id"] for image in images(api)} - before))


@pytest.fixture
def twin(tmp_path: Path, api: Emulator) -> Workspace:
    """A second stack, which knows nothing of the first."""
    folder = tmp_path / "twin"
    folder.mkdir()
    return Workspace(folder, NEWEST, api.url).init_with(disk_file)


def test_two_stacks_that_ask_for_the_same_at_different_times_hold_each_its_own(
    stack: Workspace, twin: Workspace, api: Emulator
) -> None:
    disk = linode_by_hand(api)
    (first,) = killed_under_way(stack, api, disk)
    api.clock.move(EFFECT_SECONDS + 10)
    (second,) = killed_under_way(twin, api, disk)
    api.clock.move(EFFECT_SECONDS)
    twin.applied()
    stack.applied()
    assert stack.values("linode_image.golden")["id"] == first
    assert twin.values("linode_image.golden")["id"] == second
    assert len(images(api)) == 2


def test_two_stacks_that_ask_for_the_same_at_the_same_time_are_told_of_both(
    stack: Workspace, twin: Workspace, api: Emulator
) -> None:
    disk = linode_by_hand(api)
    for each in (stack, twin):
        each.write(captured(disk))
    with held(api) as arrived:
        killed(stack, kill_both, arrived)
        with held(api) as arrived:
            killed(twin, kill_both, arrived)
        until(lambda: images(api))
        api.clock.move(5)  # one capture at a time
    first, second = until(lambda: (ids := sorted(i["id"] for i in images(api)))[1:] and ids)
    api.clock.move(EFFECT_SECONDS)
    for each in (stack, twin):
        result = each.apply()
        assert f"{first} or {second}: import it, or delete it" in result.text
        assert each.resources() == {}
    stack.run("import", "linode_image.golden", first)
    twin.run("import", "linode_image.golden", second)
    assert {each.applied().code for each in (stack, twin)} == {0}
    assert len(images(api)) == 2


def test_what_another_stack_makes_after_the_kill_is_not_taken_up(
    stack: Workspace, twin: Workspace, api: Emulator
) -> None:
    disk = linode_by_hand(api)
    stack.write(captured(disk))
    with held(api, effect=False) as arrived:
        killed(stack, kill_both, arrived)
    api.clock.move(EFFECT_SECONDS + 10)
    twin.write(captured(disk))
    twin.applied()
    stack.applied()
    ids = [each.values("linode_image.golden")["id"] for each in (twin, stack)]
    assert sorted(ids) == sorted(image["id"] for image in images(api))
    assert len(set(ids)) == 2


def test_a_kill_during_replication_loses_nothing(stack: Workspace, api: Emulator) -> None:
    stack.write(uploaded(replica_regions='["us-east", "eu-central"]', wait_for_replications="true"))
    with held(api, "POST", "^/images/private/.*/regions$") as arrived:
        killed(stack, kill_both, arrived)
    stack.applied()
    (image,) = images(api)
    assert stack.values("linode_image.golden")["id"] == image["id"]
    assert {r["region"]: r["status"] for r in image["regions"]} == {
        "us-east": "available",
        "eu-central": "available",
    }
    assert stack.plan().code == 0


def test_a_linode_left_by_the_kill_is_taken_up(stack: Workspace, api: Emulator) -> None:
    stack.write(
        'resource "linode_instance" "foo" {\n  type = "g6-nanode-1"\n  region = "us-east"\n'
        '  image = "linode/ubuntu22.04"\n}\n'
    )
    stand_still(api)
    killed(stack, kill_both, made(stack))
    api.clock.release()
    stack.applied()
    (linode,) = call(api, "GET", "/linode/instances")["data"]
    assert stack.values("linode_instance.foo")["id"] == str(linode["id"])


def test_what_the_state_holds_is_not_taken_up_by_a_twin(stack: Workspace, api: Emulator) -> None:
    stack.write(uploaded())
    stack.applied()
    twin = uploaded().replace('"golden" {', '"twin" {')
    stack.write(uploaded() + twin)
    stack.applied()
    assert len({image["id"] for image in images(api)}) == 2
    ids = {address: r["values"]["id"] for address, r in stack.resources().items()}
    assert ids["linode_image.golden"] != ids["linode_image.twin"]


def test_what_a_finished_apply_made_is_not_taken_up_after_the_state_is_lost(
    stack: Workspace, api: Emulator
) -> None:
    stack.write(uploaded())
    stack.applied()
    first = stack.values("linode_image.golden")["id"]
    stack.run("state", "rm", "linode_image.golden")
    assert stack.applied().warnings == []
    assert stack.values("linode_image.golden")["id"] != first
    assert len(images(api)) == 2
