"""Faults of the API while a Linode is resized, and while it is migrated.

The tables below are the documentation too: docs/faults.md is made from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ..api import call
from ..beginnings import begin
from .faulty import CHANGED, KEPT, Case
from .test_linodes import linode, linodes

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

RESIZE = {"method": "POST", "path": "/resize$"}
MIGRATE = {"method": "POST", "path": "/migrate$"}
GET = {"method": "GET", "path": r"^/linode/instances/\d+$"}
EVENTS = {"method": "GET", "path": "^/account/events"}

_BUSY = {"errors": [{"reason": "Linode busy."}]}
_NO_SCOPE = {"errors": [{"reason": "Unauthorized"}]}
_NO_ROOM = {"errors": [{"reason": "No room for this plan", "field": "type"}]}
_NO_REGION = {"errors": [{"reason": "region is not valid", "field": "region"}]}

RESIZE_CASES: dict[str, Case] = {
    "the resize answers 500 and had no effect": Case(
        {**RESIZE, "status": 500, "count": 1}, CHANGED
    ),
    "the resize answers 500 after it took effect": Case(
        {**RESIZE, "kind": "reply_after", "status": 500, "count": 1}, CHANGED
    ),
    "the answer to the resize is lost": Case(
        {**RESIZE, "kind": "reset_after", "count": 1}, CHANGED
    ),
    "the Linode is busy for a while": Case(
        {**RESIZE, "status": 400, "body": _BUSY, "count": 4}, CHANGED
    ),
    "the resize is refused": Case(
        {**RESIZE, "status": 400, "body": _NO_ROOM}, KEPT, ("No room for this plan",)
    ),
    "the resize fails at Linode": Case(
        {"kind": "resize_fails", "count": 1}, KEPT, ("linode_resize failed",)
    ),
    "events may not be read": Case({**EVENTS, "status": 403, "body": _NO_SCOPE}, CHANGED),
    "events answer 500 for ever": Case({**EVENTS, "status": 500}, CHANGED),
    "polling answers 502 for a while": Case({**GET, "status": 502, "skip": 3, "count": 4}, CHANGED),
}

MIGRATE_CASES: dict[str, Case] = {
    "the answer to the migration is lost": Case(
        {**MIGRATE, "kind": "reset_after", "count": 1}, CHANGED
    ),
    "the Linode is busy for a while": Case(
        {**MIGRATE, "status": 400, "body": _BUSY, "count": 4}, CHANGED
    ),
    "the migration is refused": Case(
        {**MIGRATE, "status": 400, "body": _NO_REGION}, KEPT, ("region is not valid",)
    ),
    "the migration fails at Linode": Case(
        {"kind": "migrate_fails", "count": 1}, KEPT, ("linode_migrate_datacenter failed",)
    ),
    "events may not be read": Case({**EVENTS, "status": 403, "body": _NO_SCOPE}, CHANGED),
}


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    brief = ("boot", "shutdown", "create", "delete", "resize", "migrate")
    return dict.fromkeys(brief, 0.2)


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A running Linode."""
    return begin(tmp_path_factory.mktemp("beginning"), linode())


@pytest.fixture
def running(begun: Workspace) -> Workspace:
    """With a running Linode in its state."""
    begun.init().write(linode())
    return begun


def befall(
    running: Workspace, api: Emulator, case: Case, argument: str, wanted: dict[str, Any]
) -> None:
    """A change of one argument under the fault, then without it: the same Linode, as wanted."""
    before = running.values("linode_instance.web")
    running.write(linode(**{name: f'"{value}"' for name, value in wanted.items()}))
    api.faults.add(**case.fault)
    result = running.apply()
    assert (result.code == 1) is (case.outcome == KEPT), result.text
    assert all(any(words in error for error in result.errors) for words in case.words), result.text
    assert {error.attribute for error in result.errors} <= {argument}
    if case.outcome == KEPT:
        assert running.values("linode_instance.web")[argument] == before[argument]
    api.faults.clear()
    if case.outcome == KEPT:
        running.applied()
    (found,) = linodes(api)
    assert str(found["id"]) == before["id"]
    assert found["status"] == "running"
    assert {name: found[name] for name in wanted} == wanted
    assert running.values("linode_instance.web")["disk"] == before["disk"]
    assert running.plan().code == 0


@pytest.mark.parametrize("case", RESIZE_CASES.values(), ids=RESIZE_CASES)
def test_a_resize_while(running: Workspace, api: Emulator, case: Case) -> None:
    befall(running, api, case, "type", {"type": "g6-standard-1"})


@pytest.mark.parametrize("case", MIGRATE_CASES.values(), ids=MIGRATE_CASES)
def test_a_migration_while(running: Workspace, api: Emulator, case: Case) -> None:
    befall(running, api, case, "region", {"region": "us-ord"})


def test_a_migration_that_fails_leaves_the_resize_before_it_in_the_state(
    running: Workspace, api: Emulator
) -> None:
    running.write(linode(type='"g6-standard-1"', region='"us-ord"'))
    api.faults.add(**MIGRATE, status=400, body=_NO_REGION)
    (error,) = running.apply().errors
    assert error.attribute == "region"
    after = running.values("linode_instance.web")
    assert (after["type"], after["region"]) == ("g6-standard-1", "us-east")
    assert after["specs"][0]["memory"] == 2048
    api.faults.clear()
    running.applied()
    events = call(api, "GET", "/account/events?page_size=500")["data"]
    assert sum(event["action"] == "linode_resize" for event in events) == 1
    assert running.plan().code == 0


def test_a_linode_that_linode_does_not_boot_again_is_booted(
    running: Workspace, api: Emulator
) -> None:
    """The end of a resize is seen, and the Linode stays off."""
    (before,) = linodes(api)
    call(api, "POST", f"/linode/instances/{before['id']}/shutdown")
    while linodes(api)[0]["status"] != "offline":
        continue
    running.write(linode(type='"g6-standard-1"'))
    running.applied("-refresh=false")
    (found,) = linodes(api)
    assert (found["type"], found["status"]) == ("g6-standard-1", "running")


def test_a_resize_that_is_refused_after_a_new_password_leaves_a_state_that_is_true(
    running: Workspace, api: Emulator
) -> None:
    """The password took a shutdown, and nothing has booted it again."""
    both = {"type": '"g6-standard-1"', "root_pass": '"an0ther-p4ssw0rd!!"'}
    running.write(linode(**both))
    api.faults.add(**RESIZE, status=400, body=_NO_ROOM)
    (error,) = running.apply().errors
    assert "It is off now: the next apply boots it." in error
    after = running.values("linode_instance.web")
    assert (after["booted"], after["status"]) == (False, "offline")
    api.faults.clear()
    assert running.plan("-refresh=false").changes == {"linode_instance.web": "update"}
    running.applied()
    (found,) = linodes(api)
    assert (found["type"], found["status"]) == ("g6-standard-1", "running")
    assert running.plan().code == 0
