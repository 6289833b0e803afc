"""Faults of the API while an image is built, each with its outcome: no builder is left behind.

The table below is the documentation too: docs/faults.md is made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.waiting import until

from ..api import images
from ..builds.building import WEB, build, is_built, linodes
from .faulty import CREATED, NOTHING, TAINTED, Case

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

LEFT = "created; what is left to do is in the state, and the next apply does it"
WARNED = "created; a warning says that the image is smaller than what it was built from"
CLEARED = "error; what was made is deleted, and the next apply builds anew"

MAKE = {"method": "POST", "path": "^/linode/instances$"}
WATCHDOG = {"method": "PUT", "path": r"^/linode/instances/\d+$"}
BOOT = {"method": "POST", "path": "/boot$"}
LOOK = {"method": "GET", "path": r"^/linode/instances/\d+$"}
EVENTS = {"method": "GET", "path": "^/account/events"}
DISKS = {"method": "GET", "path": "/disks$"}
CAPTURE = {"method": "POST", "path": "^/images$"}
POLL = {"method": "GET", "path": "^/images/private"}
DELETE = {"method": "DELETE", "path": "^/linode/instances/"}
REPLICATE = {"method": "POST", "path": "/regions$"}


def _refused(reason: str, field: str = "") -> dict[str, Any]:
    error = {"reason": reason, "field": field} if field else {"reason": reason}
    return {"status": 400, "body": {"errors": [error]}}


_BUSY = _refused("Linode busy.")
_FULL = _refused("Account limit reached.")
_NO_SCOPE = {"status": 403, "body": {"errors": [{"reason": "Unauthorized"}]}}
_GONE = {"status": 404, "body": {"errors": [{"reason": "Not found"}]}}
_DOES_POWEROFF = "does `user_data` end with poweroff?"


def _once(request: dict[str, str], kind: str = "reply", **more: Any) -> dict[str, Any]:
    return {**request, "kind": kind, "count": 1, **more}


BUILD_CASES: dict[str, Case] = {
    "the builder's creation answers 500 and had no effect": Case(_once(MAKE, status=500), CREATED),
    "the builder's creation answers 500 after it took effect": Case(
        _once(MAKE, "reply_after", status=500), CREATED
    ),
    "the answer to the builder's creation is lost": Case(_once(MAKE, "reset_after"), CREATED),
    "the answer to the builder's creation is cut off": Case(_once(MAKE, "truncate"), CREATED),
    "the builder's creation never reaches the API": Case(_once(MAKE, "reset_before"), CREATED),
    "the builder's creation answers 429 with seconds to wait": Case(
        _once(MAKE, status=429, headers={"Retry-After": "1"}), CREATED
    ),
    "the account takes no more Linodes": Case(
        {**MAKE, **_FULL},
        NOTHING,
        ("Could not make the builder", "Account limit reached", "ask Linode support"),
    ),
    "the user data is too long for Linode": Case(
        {**MAKE, **_refused("Must be 65535 or fewer bytes", "metadata.user_data")},
        NOTHING,
        ("Could not make the builder", "metadata.user_data: Must be 65535"),
    ),
    "the token may make no Linodes": Case(
        {**MAKE, **_NO_SCOPE}, NOTHING, ("Unauthorized", "linodes:read_write")
    ),
    "the answer to switching off the watchdog is lost": Case(
        _once(WATCHDOG, "reset_after"), CREATED
    ),
    "the builder is busy when its watchdog is switched off": Case(
        {**WATCHDOG, **_BUSY, "count": 3}, CREATED
    ),
    "the watchdog cannot be switched off": Case(
        {**WATCHDOG, "status": 400, "body": {"errors": [{"reason": "Not now"}]}},
        CLEARED,
        ("Could not boot builder", "Not now", "was deleted"),
    ),
    "the boot answers 500 and had no effect": Case(_once(BOOT, status=500), CREATED),
    "the boot answers 500 after it took effect": Case(
        _once(BOOT, "reply_after", status=500), CREATED
    ),
    "the answer to the boot is lost": Case(_once(BOOT, "reset_after"), CREATED),
    "the boot never reaches the API": Case(_once(BOOT, "reset_before"), CREATED),
    "the builder is busy when it is to boot": Case({**BOOT, **_BUSY, "count": 3}, CREATED),
    "the boot is refused": Case(
        {**BOOT, **_refused("No host is free")},
        CLEARED,
        ("Could not boot builder", "No host is free", "was deleted"),
    ),
    "looking at the builder answers 500 and 502 for a while": Case(
        {**LOOK, "status": 502, "count": 4}, CREATED
    ),
    "looking at the builder is cut off for a while": Case(
        {**LOOK, "kind": "truncate", "count": 3}, CREATED
    ),
    "looking at the builder answers 500 for ever": Case(
        {**LOOK, "status": 500},
        TAINTED,
        ("to switch itself off", "[500]", "could what there is of it be removed"),
        "3s",
    ),
    "the builder vanishes": Case({**LOOK, **_GONE}, CLEARED, ("is gone", "apply again")),
    "events may not be read": Case({**EVENTS, **_NO_SCOPE}, CREATED),
    "events answer 500 for ever": Case({**EVENTS, "status": 500}, CREATED),
    "the builder never switches itself off": Case(
        {"kind": "build_hangs"},
        CLEARED,
        ("still running after 3s", _DOES_POWEROFF, "linode_boot finished", "was deleted"),
        "3s",
    ),
    "the builder dies in its first boot": Case({"kind": "build_dies"}, WARNED),
    "its disks cannot be read for a while": Case({**DISKS, "status": 500, "count": 3}, CREATED),
    "the capture answers 500 and had no effect": Case(_once(CAPTURE, status=500), CREATED),
    "the capture answers 500 after it took effect": Case(
        _once(CAPTURE, "reply_after", status=500), CREATED
    ),
    "the answer to the capture is lost": Case(_once(CAPTURE, "reset_after"), CREATED),
    "the answer to the capture is cut off": Case(_once(CAPTURE, "truncate"), CREATED),
    "the builder is busy when it is captured": Case({**CAPTURE, **_BUSY, "count": 3}, CREATED),
    "the account takes no more images": Case(
        {**CAPTURE, **_FULL},
        CLEARED,
        ("Could not capture the disk of builder", "Account limit reached", "was deleted"),
    ),
    "the imaging fails": Case(
        {"kind": "capture_fails"},
        CLEARED,
        ("disk_imagize failed", "size limit", "package caches", "was deleted"),
    ),
    "polling the image answers 500 for a while": Case({**POLL, "status": 500, "count": 3}, CREATED),
    "polling the image answers 500 for ever": Case(
        {**POLL, "status": 500}, CLEARED, ("waited", "[500]", "was deleted"), "5s"
    ),
    "the answer to deleting the builder is lost": Case(_once(DELETE, "reset_after"), CREATED),
    "deleting the builder answers 502 for a while": Case(
        {**DELETE, "status": 502, "count": 3}, CREATED
    ),
    "deleting the builder is refused": Case({**DELETE, **_refused("Not now")}, LEFT),
    "the answer to the replication is lost": Case(_once(REPLICATE, "reset_after"), CREATED),
    "the replication is refused": Case(
        {**REPLICATE, **_refused("Region is full", "regions")},
        TAINTED,
        ("Could not replicate image", "Region is full", "is in the state, tainted"),
    ),
}


@pytest.fixture
def durations() -> dict[str, float]:
    """Nothing takes long."""
    brief = ("boot", "create", "delete", "capture", "first_boot", "replicate")
    return dict.fromkeys(brief, 0.2)


@pytest.fixture
def stack(stack: Workspace) -> Workspace:
    stack.write("")
    return stack.init()


def configuration(create: str = "") -> str:
    timeouts = f'create = "{create}"' if create else ""
    return build(timeouts, replica_regions='["us-ord", "us-east"]', wait_for_replications="true")


@pytest.mark.parametrize("case", BUILD_CASES.values(), ids=BUILD_CASES)
def test_a_build_while(stack: Workspace, api: Emulator, case: Case) -> None:
    stack.write(configuration(case.timeout))
    api.faults.add(**case.fault)
    result = stack.apply()
    state = stack.resources()
    assert (result.code == 0) is (case.outcome in (CREATED, LEFT, WARNED)), result.text
    assert all(any(words in error for error in result.errors) for words in case.words), result.text
    assert bool(state) is (case.outcome not in (NOTHING, CLEARED)), result.text
    if case.outcome == TAINTED:
        assert state[WEB]["tainted"] is True
    if case.outcome in (NOTHING, CLEARED):
        until(lambda: images(api) == linodes(api) == [])
    if case.outcome == CREATED:
        assert result.warnings == []
    if case.outcome == WARNED:
        (warning,) = result.warnings
        assert "is smaller than what it was built from" in warning
        assert "died in its first boot" in warning
    if case.outcome == LEFT:
        assert any("is still there" in warning for warning in result.warnings)
        assert [x["id"] for x in linodes(api)] == [state[WEB]["values"]["builder_id"]]
    api.faults.clear()
    stack.write(configuration())
    if case.outcome not in (CREATED, WARNED):
        stack.applied()
    is_built(stack, api)
