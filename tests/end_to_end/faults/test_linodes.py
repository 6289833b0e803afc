"""Faults of the API while a Linode is made of an image, refreshed, changed and deleted.

The tables below are the documentation too: docs/faults.md is made from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ..api import call
from ..beginnings import begin
from .faulty import CHANGED, CREATED, FINE, KEPT, NOTHING, QUICK, TAINTED, Case, befall

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

POST = {"method": "POST", "path": "^/linode/instances$"}
GET = {"method": "GET", "path": r"^/linode/instances/\d+$"}
DISKS = {"method": "GET", "path": "/disks$"}
PUT = {"method": "PUT", "path": "^/linode/instances/"}
BOOT = {"method": "POST", "path": "/boot$"}
DELETE = {"method": "DELETE", "path": "^/linode/instances/"}

_BUSY = {"errors": [{"reason": "Linode busy."}]}
_GONE = {"errors": [{"reason": "Not found"}]}
_FULL = {"errors": [{"reason": "Account limit reached"}]}

LINODE_CASES: dict[str, Case] = {
    "the creation answers 500 and had no effect": Case(
        {**POST, "status": 500, "count": 1}, CREATED
    ),
    "the creation answers 500 after it took effect": Case(
        {**POST, "kind": "reply_after", "status": 500, "count": 1}, CREATED
    ),
    "the answer to the creation is lost": Case(
        {**POST, "kind": "reset_after", "count": 1}, CREATED
    ),
    "the answer to the creation is cut off": Case(
        {**POST, "kind": "truncate", "count": 1}, CREATED
    ),
    "the creation answers 429 with seconds to wait": Case(
        {**POST, "status": 429, "headers": {"Retry-After": "1"}, "count": 1}, CREATED
    ),
    "the creation is refused": Case(
        {**POST, "status": 400, "body": _FULL}, NOTHING, ("Account limit reached",)
    ),
    "polling answers 500 and 502 for a while": Case({**GET, "status": 502, "count": 4}, CREATED),
    "polling answers 500 for ever": Case({**GET, "status": 500}, TAINTED, ("[500]", "tainted")),
    "the Linode vanishes while it boots": Case(
        {**GET, "status": 404, "body": _GONE}, TAINTED, ("is gone",)
    ),
    "its disks cannot be read for a while": Case({**DISKS, "status": 500, "count": 3}, CREATED),
}

LINODE_REFRESH_CASES: dict[str, Case] = {
    "answers are 502 for a while": Case({**GET, "status": 502, "count": 3}, FINE),
    "answers are 500 for ever": Case({**GET, "status": 500}, KEPT, ("Could not read Linode",)),
    "its disks are 500 for ever": Case({**DISKS, "status": 500}, KEPT, ("Could not read Linode",)),
    "the answer is empty": Case({**GET, "status": 200, "body": {}}, KEPT, ("is not Linode",)),
}

LINODE_CHANGE_CASES: dict[str, Case] = {
    "the answer to the update is lost": Case({**PUT, "kind": "reset_after", "count": 1}, CHANGED),
    "the update answers 500 for ever": Case(
        {**PUT, "status": 500}, KEPT, ("Could not update Linode", "[500]")
    ),
    "the Linode is busy for a while": Case(
        {**PUT, "status": 400, "body": _BUSY, "count": 3}, CHANGED
    ),
}

LINODE_DELETE_CASES: dict[str, Case] = {
    "the answer to the deletion is lost": Case(
        {**DELETE, "kind": "reset_after", "count": 1}, CHANGED
    ),
    "the Linode is busy for a while": Case(
        {**DELETE, "status": 400, "body": _BUSY, "count": 3}, CHANGED
    ),
    "the deletion answers 500 for ever": Case(
        {**DELETE, "status": 500}, KEPT, ("Could not delete Linode", "[500]")
    ),
}


def linode(create: str = "5m", **more: str) -> str:
    """The resource linode_instance.web, with more arguments."""
    arguments = {
        "label": '"web"',
        "region": '"us-east"',
        "type": '"g6-nanode-1"',
        "image": '"linode/debian12"',
        "root_pass": '"insecure-p4ssw0rd!!"',
        **more,
    }
    lines = "\n".join(f"  {name} = {value}" for name, value in arguments.items())
    times = f'create = "{create}"\n    {QUICK}'
    return f'resource "linode_instance" "web" {{\n{lines}\n  timeouts {{\n    {times}\n  }}\n}}\n'


def linodes(api: Emulator) -> list[Any]:
    """The Linodes of the account."""
    listed: list[Any] = call(api, "GET", "/linode/instances")["data"]
    return listed


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    return {"boot": 0.1, "shutdown": 0.1, "create": 0.1, "delete": 0.1}


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


@pytest.mark.parametrize("case", LINODE_CASES.values(), ids=LINODE_CASES.keys())
def test_a_creation_while(stack: Workspace, api: Emulator, case: Case) -> None:
    stack.write(linode(create="3s" if case.outcome == TAINTED else "5m"))
    api.faults.add(**case.fault)
    result = stack.apply()
    state = stack.resources()
    assert all(any(words in error for error in result.errors) for words in case.words), result.text
    assert (result.code == 0) is (case.outcome == CREATED), result.text
    assert bool(state) is (case.outcome != NOTHING)
    if case.outcome == TAINTED:
        assert state["linode_instance.web"]["tainted"] is True
    api.faults.clear()
    stack.write(linode())
    if case.outcome != CREATED:
        stack.applied()
    (found,) = linodes(api)
    assert stack.values("linode_instance.web")["id"] == str(found["id"])
    assert found["status"] == "running"
    assert stack.plan().code == 0


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A running Linode."""
    return begin(tmp_path_factory.mktemp("beginning"), linode())


@pytest.fixture
def running(begun: Workspace) -> Workspace:
    """With a running Linode in its state."""
    begun.write(linode())
    return begun


@pytest.mark.parametrize("case", LINODE_REFRESH_CASES.values(), ids=LINODE_REFRESH_CASES.keys())
def test_a_refresh_while(running: Workspace, api: Emulator, case: Case) -> None:
    befall(running, api, case, linode(), linodes)


@pytest.mark.parametrize("case", LINODE_CHANGE_CASES.values(), ids=LINODE_CHANGE_CASES.keys())
def test_a_change_while(running: Workspace, api: Emulator, case: Case) -> None:
    befall(running, api, case, linode(label='"renamed"', tags='["new"]'), linodes)
    assert [(found["label"], found["tags"]) for found in linodes(api)] == [("renamed", ["new"])]


@pytest.mark.parametrize("case", LINODE_DELETE_CASES.values(), ids=LINODE_DELETE_CASES.keys())
def test_a_deletion_while(running: Workspace, api: Emulator, case: Case) -> None:
    befall(running, api, case, "", linodes)
    assert linodes(api) == []


def test_a_new_password_that_stopped_half_way_is_set_by_the_next_apply(
    running: Workspace, api: Emulator
) -> None:
    running.write(linode(root_pass='"an0ther-p4ssw0rd!!"'))
    api.faults.add(**BOOT, status=500)
    failed = running.apply()
    assert any("Could not boot Linode" in error for error in failed.errors), failed.text
    assert linodes(api)[0]["status"] == "offline"
    api.faults.clear()
    assert running.plan().changes == {"linode_instance.web": "update"}
    running.applied()
    assert linodes(api)[0]["status"] == "running"
    assert running.plan().code == 0
    call(api, "POST", f"/linode/instances/{linodes(api)[0]['id']}/shutdown")
    assert running.plan().code == 0, "what was made good is forgotten"


def test_a_linode_that_others_have_booted_since_is_not_booted_again(
    running: Workspace, api: Emulator
) -> None:
    path = f"/linode/instances/{linodes(api)[0]['id']}"
    running.write(linode(root_pass='"an0ther-p4ssw0rd!!"'))
    api.faults.add(**BOOT, status=500)
    assert running.apply().code == 1
    api.faults.clear()
    call(api, "POST", f"{path}/boot")
    while linodes(api)[0]["status"] != "running":
        continue
    running.applied()
    call(api, "POST", f"{path}/shutdown")
    assert running.plan().code == 0


def test_a_linode_of_others_with_the_same_label_is_never_taken_for_ours(
    stack: Workspace, api: Emulator
) -> None:
    body = {"region": "us-east", "type": "g6-nanode-1", "label": "web"}
    theirs = call(api, "POST", "/linode/instances", body)
    stack.write(linode())
    api.faults.add(**POST, kind="reply_after", status=500, count=1)
    refused = stack.apply()
    assert any("Label must be unique" in error for error in refused.errors), refused.text
    assert stack.resources() == {}
    assert [found["id"] for found in linodes(api)] == [theirs["id"]]
