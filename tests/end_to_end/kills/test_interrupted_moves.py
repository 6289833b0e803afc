"""Ctrl-C and kills while a Linode is resized or migrated: the job goes on, asked for once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ..api import call
from ..beginnings import begin
from ..linodes.test_resize_and_migrate import IMAGE, WEB, asked_for, disk_ids, of_api, web
from ..workspace import interrupt
from .killing import KILLS, finish, killed, until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

CHANGES = {"resize": {"type": '"g6-standard-2"'}, "migrate": {"region": '"us-ord"'}}


@pytest.fixture
def durations() -> dict[str, float]:
    """A resize and a migration take long enough to be killed in."""
    return {"boot": 0.1, "create": 0.1, "capture": 0.1, "resize": 3.0, "migrate": 3.0}


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Linode, and an image of its disk."""
    return begin(tmp_path_factory.mktemp("beginning"), web())


@pytest.fixture
def made(begun: Workspace) -> dict[str, Any]:
    """The state of a Linode and an image of its disk."""
    begun.init().write(web())
    return begun.values(WEB)


def at_work(api: Emulator, made: dict[str, Any]) -> Callable[[], bool]:
    """Whether the Linode is being resized or migrated."""
    return lambda: of_api(api, made)["status"] in ("resizing", "migrating")


def ends(stack: Workspace, api: Emulator, action: str, made: dict[str, Any]) -> None:
    """The next apply ends it, without asking again."""
    stack.applied()
    linode = of_api(api, made)
    wanted = CHANGES[action]
    assert [f'"{linode[name]}"' for name in wanted] == list(wanted.values())
    assert linode["status"] == "running"
    assert asked_for(api, action) == 1
    assert disk_ids(stack.values(WEB)) == disk_ids(made)
    assert stack.plan().code == 0


@pytest.mark.parametrize("action", CHANGES)
def test_ctrl_c_ends_the_wait_for_a_resize_or_migration_and_the_next_apply_goes_on(
    stack: Workspace, api: Emulator, made: dict[str, Any], action: str
) -> None:
    stack.write(web(**CHANGES[action]))
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(at_work(api, made))
        interrupt(process)
        said = finish(process)
    assert "the next apply waits for it" in " ".join(said.replace("│", " ").split())
    after = stack.values(WEB)
    assert (after["type"], after["region"]) == (made["type"], made["region"])
    ends(stack, api, action, made)


@pytest.mark.parametrize("kill", KILLS.values(), ids=KILLS)
@pytest.mark.parametrize("action", CHANGES)
def test_a_resize_or_migration_under_way_at_a_kill_is_waited_for_and_not_asked_for_again(
    stack: Workspace,
    api: Emulator,
    made: dict[str, Any],
    action: str,
    kill: Callable[[subprocess.Popen[str]], None],
) -> None:
    stack.write(web(**CHANGES[action]))
    killed(stack, kill, at_work(api, made))
    ends(stack, api, action, made)


def test_a_kill_between_resize_and_migration_of_both_asks_for_each_once(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    stack.write(web(type='"g6-standard-2"', region='"us-ord"'))
    killed(stack, KILLS["both"], lambda: of_api(api, made)["status"] == "migrating")
    stack.applied("-refresh=false")
    linode = of_api(api, made)
    assert (linode["type"], linode["region"]) == ("g6-standard-2", "us-ord")
    assert linode["status"] == "running"
    events = call(api, "GET", "/account/events?page_size=500")["data"]
    for action in ("linode_resize", "linode_migrate_datacenter"):
        assert sum(event["action"] == action for event in events) == 1
    assert stack.plan().code == 0


def test_a_kill_while_what_is_off_is_resized_boots_and_shuts_down_nothing(
    stack: Workspace, api: Emulator
) -> None:
    stack.write("")
    stack.init().write(web("", booted="false"))
    stack.applied()
    off = stack.values(WEB)
    stack.write(web("", booted="false", type='"g6-standard-2"'))
    killed(stack, KILLS["both"], at_work(api, off))
    stack.applied()
    linode = of_api(api, off)
    assert (linode["type"], linode["status"]) == ("g6-standard-2", "offline")
    assert not asked_for(api, "boot") + asked_for(api, "shutdown")
    assert stack.plan().code == 0


def test_a_refresh_that_meets_the_moment_before_the_boot_does_not_keep_it_off(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    """After a kill nobody else knows that it ran."""
    stack.write(web(type='"g6-standard-2"', region='"us-ord"'))
    killed(stack, KILLS["both"], at_work(api, made))
    until(lambda: of_api(api, made)["status"] == "running")
    seen = {**of_api(api, made), "status": "offline"}
    path = f"^/linode/instances/{made['id']}$"
    api.faults.add(method="GET", path=path, status=200, body=seen, count=1)
    stack.applied()
    assert of_api(api, made)["status"] == "running"
    assert stack.plan().code == 0


def test_ctrl_c_while_the_linode_is_busy_does_not_say_that_linode_goes_on(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    assert made
    busy = {"errors": [{"reason": "Linode busy."}]}
    api.faults.add(method="POST", path="/resize$", status=400, body=busy)
    stack.write(web(type='"g6-standard-2"'))
    with stack.started("apply", "-auto-approve", "-no-color") as process:
        until(lambda: asked_for(api, "resize") > 1)
        interrupt(process)
        said = finish(process)
    assert "Could not resize Linode" in said
    assert "Linode goes on" not in said
    api.faults.clear()
    stack.applied()
    assert stack.plan().code == 0


def test_a_resize_that_outlasts_its_timeout_goes_on_and_the_next_apply_waits_for_it(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    short = 'timeouts {\n    update = "1s"\n  }\n}'
    stack.write(web("", type='"g6-standard-2"').rstrip().rstrip("}") + short + IMAGE)
    (error,) = stack.apply().errors
    assert error.attribute == "type"
    assert "the next apply waits for it" in error
    assert stack.values(WEB)["type"] == made["type"]
    stack.write(web(type='"g6-standard-2"'))
    ends(stack, api, "resize", made)


def test_a_resize_whose_answer_is_lost_is_done_once(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    assert made
    api.faults.add(method="POST", path="/resize$", kind="reset_after", count=1)
    stack.write(web(type='"g6-standard-2"'))
    stack.applied()
    assert asked_for(api, "resize") == 1
    events = call(api, "GET", "/account/events?page_size=500")["data"]
    assert sum(event["action"] == "linode_resize" for event in events) == 1
    assert stack.plan().code == 0
