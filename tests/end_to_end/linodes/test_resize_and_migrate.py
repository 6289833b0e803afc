"""A change of plan or region keeps the Linode, its disks and what was captured from them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ..api import call, linode_by_hand
from ..beginnings import begin
from ..kills.killing import until
from ..test_moving import OFFICIAL, official_instance, write_state

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

WEB = "linode_instance.web"
IMAGE = """
resource "linode_image" "golden" {
  label     = "golden"
  disk_id   = linode_instance.web.disk.0.id
  linode_id = linode_instance.web.id
}
"""


def web(more: str = IMAGE, **arguments: str) -> str:
    """The resource linode_instance.web, with other arguments, and an image of its disk."""
    arguments = {
        "label": '"web"',
        "region": '"us-east"',
        "type": '"g6-standard-1"',
        "image": '"linode/debian12"',
        "private_ip": "true",
        **arguments,
    }
    lines = "\n".join(f"  {name} = {value}" for name, value in arguments.items() if value)
    return f'resource "linode_instance" "web" {{\n{lines}\n}}\n{more}'


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    return {"boot": 0.1, "shutdown": 0.1, "create": 0.1, "capture": 0.1, "resize": 0.3}


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Linode, and an image of its disk."""
    return begin(tmp_path_factory.mktemp("beginning"), web())


@pytest.fixture
def made(begun: Workspace) -> dict[str, Any]:
    """The state of a Linode and an image of its disk."""
    begun.write(web())
    return begun.values(WEB)


def of_api(api: Emulator, made: dict[str, Any]) -> dict[str, Any]:
    """The Linode as it is."""
    found: dict[str, Any] = call(api, "GET", f"/linode/instances/{made['id']}")
    return found


def asked_for(api: Emulator, action: str) -> int:
    """How often an action was asked for."""
    return sum(r.method == "POST" and r.path.endswith(f"/{action}") for r in list(api.requests))


def disk_ids(values: dict[str, Any]) -> list[int]:
    return [disk["id"] for disk in values["disk"]]


def unknown(stack: Workspace) -> dict[str, Any]:
    """What a plan of the Linode does not know yet."""
    stack.run("plan", "-input=false", "-out=plan")
    shown = json.loads(stack.run("show", "-json", "plan").stdout)
    found: dict[str, Any] = next(
        one["change"]["after_unknown"] for one in shown["resource_changes"] if one["address"] == WEB
    )
    return found


def test_another_plan_resizes_in_place(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    stack.write(web(type='"g6-standard-2"'))
    planned = stack.plan()
    assert planned.changes == {WEB: "update"}
    (warning,) = planned.warnings
    assert warning.attribute == "type"
    assert "is resized in place" in warning
    assert "down meanwhile" in warning
    stack.applied()
    after = stack.values(WEB)
    assert (after["id"], disk_ids(after)) == (made["id"], disk_ids(made))
    assert after["disk"] == made["disk"]
    assert after["ip_address"] == made["ip_address"]
    assert after["specs"][0]["memory"] == 4096
    linode = of_api(api, made)
    assert (linode["type"], linode["status"]) == ("g6-standard-2", "running")
    assert stack.plan().code == 0


def test_another_region_migrates_in_place(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    stack.write(web(region='"us-ord"'))
    planned = stack.plan()
    assert planned.changes == {WEB: "update"}
    (warning,) = planned.warnings
    assert warning.attribute == "region"
    assert "addresses change" in warning
    stack.applied()
    after = stack.values(WEB)
    assert (after["id"], disk_ids(after)) == (made["id"], disk_ids(made))
    assert not set(after["ipv4"]) & set(made["ipv4"])
    assert after["private_ip"]
    linode = of_api(api, made)
    assert (linode["region"], linode["status"]) == ("us-ord", "running")
    assert stack.plan().code == 0


def test_plan_and_region_at_once_resize_then_migrate(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    stack.write(web(region='"us-ord"', type='"g6-standard-2"'))
    planned = stack.plan()
    assert planned.changes == {WEB: "update"}
    assert {warning.attribute for warning in planned.warnings} == {"type", "region"}
    stack.applied()
    linode = of_api(api, made)
    assert (linode["type"], linode["region"], linode["status"]) == (
        "g6-standard-2",
        "us-ord",
        "running",
    )
    paths = [r.path.rpartition("/")[2] for r in list(api.requests) if r.method == "POST"]
    assert paths.index("resize") < paths.index("migrate")
    assert stack.plan().code == 0


def test_the_plan_says_what_is_not_known_yet(stack: Workspace, made: dict[str, Any]) -> None:
    assert made
    stack.write(web(type='"g6-standard-2"'))
    resized = unknown(stack)
    assert {"specs", "alerts", "status"} <= {
        name for name, value in resized.items() if value is True
    }
    assert resized["disk"] == [{"size": True}, {"size": True}]
    assert not {"ipv4", "ip_address", "id"} & {n for n, value in resized.items() if value is True}
    stack.write(web(region='"us-ord"'))
    moved = unknown(stack)
    assert {"ipv4", "ip_address", "private_ip_address", "status"} <= {
        name for name, value in moved.items() if value is True
    }
    assert moved["disk"] == [{}, {}]


@pytest.mark.parametrize("grows", [True, False])
def test_a_disk_grows_only_if_asked_to(
    stack: Workspace, made: dict[str, Any], api: Emulator, grows: bool
) -> None:
    stack.write(web(type='"g6-standard-2"', resize_disk=str(grows).lower() if grows else ""))
    stack.applied()
    before, after = made["disk"][0]["size"], stack.values(WEB)["disk"][0]["size"]
    assert (after > before) is grows
    disks = call(api, "GET", f"/linode/instances/{made['id']}/disks")["data"]
    assert disks[0]["size"] == after
    assert stack.plan().code == 0


@pytest.mark.parametrize("argument", [{"type": '"g6-standard-2"'}, {"region": '"us-ord"'}])
def test_warm_moves_and_runs_again(
    stack: Workspace, made: dict[str, Any], api: Emulator, argument: dict[str, str]
) -> None:
    stack.write(web(migration_type='"warm"', **argument))
    stack.applied()
    linode = of_api(api, made)
    assert [f'"{linode[name]}"' for name in argument] == list(argument.values())
    assert linode["status"] == "running"
    assert stack.plan().code == 0


def test_a_linode_that_is_off_stays_off(stack: Workspace, api: Emulator) -> None:
    stack.write(web("", booted="false"))
    stack.applied()
    made = stack.values(WEB)
    stack.write(web("", booted="false", type='"g6-standard-2"', region='"us-ord"'))
    planned = stack.plan()
    assert not any("down meanwhile" in warning for warning in planned.warnings)
    stack.applied()
    linode = of_api(api, made)
    assert (linode["type"], linode["region"], linode["status"]) == (
        "g6-standard-2",
        "us-ord",
        "offline",
    )
    assert not asked_for(api, "boot")
    assert stack.plan().code == 0


@pytest.mark.parametrize("off", [True, False])
def test_everything_at_once_takes_one_downtime(
    stack: Workspace, api: Emulator, made: dict[str, Any], off: bool
) -> None:
    booted = {"booted": "false"} if off else {}
    stack.write(
        web(
            type='"g6-standard-2"',
            region='"us-ord"',
            label='"renamed"',
            root_pass='"an0ther-p4ssw0rd!!"',
            **booted,
        )
    )
    told = [str(warning) for warning in stack.plan().warnings]
    assert all(("booted again at the end" in text) is not off for text in told)
    stack.applied()
    linode = of_api(api, made)
    assert linode["status"] == ("offline" if off else "running")
    wanted = ("renamed", "g6-standard-2", "us-ord")
    assert (linode["label"], linode["type"], linode["region"]) == wanted
    assert asked_for(api, "shutdown") == 1
    assert stack.plan().code == 0


@pytest.mark.parametrize("plan", ["g6-standard-1", "g6-standard-2"])
def test_a_plan_known_after_apply_alone_resizes_only_if_it_changes(
    stack: Workspace, api: Emulator, plan: str
) -> None:
    def chosen(name: str, run: int) -> str:
        arguments = f'input = "{name}"\n  triggers_replace = {run}'
        return f'resource "terraform_data" "plan" {{\n  {arguments}\n}}\n'

    asked = web(type="terraform_data.plan.output")
    stack.write(chosen("g6-standard-1", 1) + asked)
    stack.applied()
    made = stack.values(WEB)
    stack.write(chosen(plan, 2) + asked)
    planned = stack.plan()
    assert planned.changes[WEB] == "update"
    assert any("if its type changes" in warning for warning in planned.warnings)
    stack.applied()
    assert asked_for(api, "resize") == (plan != "g6-standard-1")
    assert disk_ids(stack.values(WEB)) == disk_ids(made)
    assert stack.plan().code == 0


@pytest.mark.parametrize("booted", [True, None])
def test_a_state_of_the_official_provider_moves_in_place(
    stack: Workspace, api: Emulator, booted: bool | None
) -> None:
    disk = linode_by_hand(api)
    path = f"/linode/instances/{disk['linode_id']}"
    until(lambda: call(api, "GET", path)["status"] == "running")
    linode, disks = call(api, "GET", path), call(api, "GET", f"{path}/disks")["data"]
    here = {"label": f'"{linode["label"]}"', "image": f'"{linode["image"]}"', "private_ip": ""}
    stack.write(web("", type='"g6-standard-2"', region='"us-ord"', **here))
    values = {**official_instance(linode, disks), "booted": booted}
    write_state(stack, "linode_instance", "web", values, OFFICIAL)
    addresses = ("linode/linode", "terraform.local/shim/linode")
    stack.run("state", "replace-provider", "-auto-approve", *addresses)
    assert stack.plan("-refresh=false").changes == {WEB: "update"}
    stack.applied("-refresh=false")
    until(lambda: call(api, "GET", path)["status"] == "running")
    after = call(api, "GET", path)
    assert (after["type"], after["region"]) == ("g6-standard-2", "us-ord")
    assert disk_ids(stack.values(WEB)) == [one["id"] for one in disks]
    assert stack.plan().code == 0


def test_how_it_moves_changes_nothing_at_linode(
    stack: Workspace, made: dict[str, Any], api: Emulator
) -> None:
    stack.write(web(migration_type='"warm"', resize_disk="true"))
    assert stack.plan().changes == {WEB: "update"}
    stack.applied()
    assert not asked_for(api, "resize")
    assert of_api(api, made)["type"] == "g6-standard-1"
    stack.write(web())
    stack.applied()
    assert stack.plan().code == 0


def test_an_imported_linode_plans_no_change_for_it(stack: Workspace, api: Emulator) -> None:
    disk = linode_by_hand(api)
    linode = call(api, "GET", f"/linode/instances/{disk['linode_id']}")
    stack.write(
        web(
            "",
            label=f'"{linode["label"]}"',
            type='"g6-nanode-1"',
            image='"linode/ubuntu22.04"',
            private_ip="",
        )
    )
    stack.run("import", "-input=false", WEB, str(linode["id"]))
    assert stack.plan().code == 0


REFUSED: dict[str, tuple[dict[str, str], str, tuple[str, ...]]] = {
    "a plan that does not exist": (
        {"type": '"g6-standart-2"'},
        "type",
        ("does not exist", "g6-standard-2"),
    ),
    "a plan without room for its disks": (
        {"type": '"g6-nanode-1"'},
        "type",
        ("51200 MB", "25600 MB", "never shrink"),
    ),
    "a region that does not exist": ({"region": '"us-odr"'}, "region", ("us-ord",)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_plan_refuses(stack: Workspace, made: dict[str, Any], case: str) -> None:
    assert made
    arguments, attribute, words = REFUSED[case]
    stack.write(web(**arguments))
    planned = stack.plan()
    (error,) = planned.errors
    assert error.attribute == attribute
    assert all(word in error for word in words), error
    assert planned.warnings == []


@pytest.mark.parametrize("case", ["a plan that does not exist", "a region that does not exist"])
def test_the_plan_of_a_new_linode_refuses(stack: Workspace, case: str) -> None:
    arguments, attribute, words = REFUSED[case]
    stack.write(web(**arguments))
    (error,) = stack.plan().errors
    assert error.attribute == attribute
    assert all(word in error for word in words), error


def test_a_plan_of_former_times_is_not_refused(
    stack: Workspace, api: Emulator, made: dict[str, Any]
) -> None:
    """The list of plans leaves them out; Linode shows each by its id."""
    assert made
    body = {"id": "g5-standard-2", "disk": 81920}
    api.faults.add(method="GET", path="/linode/types/g5", status=200, body=body)
    stack.write(web(type='"g5-standard-2"'))
    assert stack.plan().changes == {WEB: "update"}
