"""Builds whose provider, Terraform, or both are killed: the next apply takes them up."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from shim_provider.linode.creates.killed import EFFECT_SECONDS

from ..api import call, images
from ..kills.killing import KILLS, asked, held, kill_both, killed, until
from ..kills.test_orphans import orphans
from .building import MOMENTS, WEB, build, events, is_built, linodes, pass_by
from .test_builds_interrupted import interrupted

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

#: The requests of a build that change something, in their order.
REQUESTS = {
    "making the builder": ("POST", "^/linode/instances$"),
    "its watchdog": ("PUT", r"^/linode/instances/\d+$"),
    "its boot": ("POST", "/boot$"),
    "the capture": ("POST", "^/images$"),
    "deleting the builder": ("DELETE", r"^/linode/instances/\d+$"),
    "the replication": ("POST", "^/images/private/.*/regions$"),
}
#: Moment and what is killed then: both at each, either alone at one where there is a builder.
KILLED = [*((moment, "both") for moment in MOMENTS), ("booting", "the provider"),
          ("running", "terraform")]  # fmt: skip
REPLICAS = {"replica_regions": '["us-ord", "us-east"]', "wait_for_replications": "true"}
CONFIGURATION = build(**REPLICAS)


@pytest.fixture
def durations() -> dict[str, float]:
    """What a kill may have to meet takes a while."""
    brief = dict.fromkeys(("boot", "create", "delete", "replicate"), 0.2)
    return {**brief, "capture": 0.5, "first_boot": 0.5}


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    stack.init().write(CONFIGURATION)
    return stack


def is_taken_up(stack: Workspace, api: Emulator) -> None:
    """The next apply ends the build: one image, of one builder that was booted once."""
    result = stack.applied()
    values = is_built(stack, api)
    assert {r["region"] for r in values["replications"]} == {"us-ord", "us-east"}
    assert values["build_seconds"] is not None
    assert len([warning for warning in result.warnings if "was taken up" in warning]) <= 1
    for action in ("linode_create", "linode_boot", "disk_imagize", "linode_delete"):
        assert events(api, action) == 1


@contextmanager
def killed_at(
    stack: Workspace,
    api: Emulator,
    request: tuple[str, str],
    kill: Callable[[subprocess.Popen[str]], None],
    *,
    effect: bool,
) -> Iterator[None]:
    """Killed while the request is under way; in the block, it is over."""
    api.requests.clear()
    with held(api, *request, effect=effect) as arrived:
        killed(stack, kill, arrived)
    method, path = request
    until(lambda: any(r.method == method and re.search(path, r.path) for r in api.requests))
    api.clock.move(EFFECT_SECONDS + 10)
    yield


@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_kill_at_any_request_makes_nothing_twice(
    stack: Workspace, api: Emulator, request_: str, effect: bool
) -> None:
    with killed_at(stack, api, REQUESTS[request_], kill_both, effect=effect):
        is_taken_up(stack, api)


@pytest.mark.parametrize(("moment", "kill"), KILLED)
def test_a_kill_at_any_wait_is_gone_on_from(
    stack: Workspace, api: Emulator, moment: str, kill: str
) -> None:
    with pass_by(api, moment) as there:
        killed(stack, KILLS[kill], there)
    is_taken_up(stack, api)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_second_kill_where_the_first_was_taken_up_loses_nothing_either(
    stack: Workspace, api: Emulator, moment: str
) -> None:
    with pass_by(api, moment) as there:
        killed(stack, kill_both, there)
        api.requests.clear()
        looks = [asked(api, "GET", path) for path in ("/account/events", "/images/private")]
        killed(stack, kill_both, lambda: there() and any(look() for look in looks))
    is_taken_up(stack, api)


@pytest.mark.parametrize("request_", ["its boot", "the capture", "deleting the builder"])
@pytest.mark.parametrize("effect", [False, True], ids=["before", "after"])
def test_a_kill_while_an_interrupted_build_is_gone_on_with_makes_nothing_twice(
    stack: Workspace, api: Emulator, request_: str, effect: bool
) -> None:
    """The state holds it, as unfinished, and knows less than there is."""
    api.faults.add(method="POST", path="/boot$", status=503)
    interrupted(stack, lambda: any(r.path.endswith("/boot") for r in api.requests))
    api.faults.clear()
    assert stack.values(WEB)["id"].startswith("build/")
    with killed_at(stack, api, REQUESTS[request_], kill_both, effect=effect):
        is_taken_up(stack, api)


def test_where_events_may_not_be_read_a_builder_that_is_off_makes_room_for_another(
    stack: Workspace, api: Emulator
) -> None:
    """It may be off before its first boot, or after it."""
    body = {"errors": [{"reason": "Unauthorized"}]}
    api.faults.add(method="GET", path="^/account/events", status=403, body=body)
    with pass_by(api, "running") as there:
        killed(stack, kill_both, there)
    until(lambda: [linode["status"] for linode in linodes(api)] == ["offline"])
    stack.applied()
    is_built(stack, api)
    api.faults.clear()
    assert events(api, "linode_create") == 2
    assert events(api, "disk_imagize") == 1


def test_two_like_builds_in_one_stack_take_up_one_each(stack: Workspace, api: Emulator) -> None:
    both = build() + build(name="twin")
    stack.write(both)
    with pass_by(api, "running") as _:
        killed(stack, kill_both, lambda: [x["status"] for x in linodes(api)] == ["running"] * 2)
    before = events(api, "linode_create")
    stack.applied()
    assert events(api, "linode_create") == before == 2
    ids = {resource["values"]["id"] for resource in stack.resources().values()}
    assert ids == {image["id"] for image in images(api)}
    assert len(ids) == 2
    assert linodes(api) == []
    assert stack.plan().code == 0


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_kill_left_is_listed_and_deleted_by_orphans(
    stack: Workspace, api: Emulator, moment: str
) -> None:
    with pass_by(api, moment) as there:
        killed(stack, kill_both, there)
    stack.write("")
    shown = orphans(stack)
    assert shown.returncode == 1
    for linode in linodes(api):
        assert f"build/{linode['id']}" in shown.stdout
    for image in images(api):
        assert image["id"] in shown.stdout
    until(lambda: all(image["status"] == "available" for image in images(api)))
    assert orphans(stack, "--delete", "--yes").returncode == 0
    until(lambda: linodes(api) == images(api) == [])
    assert "Nothing is left behind" in orphans(stack).stdout


def test_an_unfinished_build_that_orphans_lists_can_be_imported(
    stack: Workspace, api: Emulator
) -> None:
    with pass_by(api, "running") as there:
        killed(stack, kill_both, there)
    (builder,) = linodes(api)
    stack.run("import", WEB, f"build/{builder['id']}")
    assert "Nothing is left behind" in orphans(stack).stdout
    stack.applied()
    is_built(stack, api)
    assert events(api, "linode_create") == 1


def test_what_changes_in_place_takes_up_the_same_build(stack: Workspace, api: Emulator) -> None:
    with pass_by(api, "captured") as there:
        killed(stack, kill_both, there)
    stack.write(build(description='"of November"', tags='["golden"]', **REPLICAS))
    is_taken_up(stack, api)
    (image,) = images(api)
    assert (image["description"], image["tags"]) == ("of November", ["golden"])


def test_a_build_in_the_state_is_no_orphan(stack: Workspace, api: Emulator) -> None:
    with pass_by(api, "running") as there:
        killed(stack, kill_both, there)
    stack.applied()
    shown = orphans(stack)
    assert (shown.returncode, shown.stdout) == (0, "Nothing is left behind.\n")
    call(api, "GET", f"/images/{stack.values(WEB)['id']}")
