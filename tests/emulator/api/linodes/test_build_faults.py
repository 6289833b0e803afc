"""Builders that hang, and builders that die."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .builders import OFF, UP, actions, builder, captured, disks, status, unwatched

if TYPE_CHECKING:
    from shim_provider.emulator import Faults
    from tests.emulator.conftest import Api


def test_a_builder_that_hangs_never_switches_off(api: Api, faults: Faults) -> None:
    fault = faults.add("build_hangs", count=1)
    plain, path, other = builder(api, metadata=None), builder(api), builder(api)
    for _ in range(3):
        api.wait()
        assert status(api, path) == "running"
    assert status(api, other) == "offline"
    assert status(api, plain) == "running"
    assert fault.befell == 1
    assert api.ok("POST", f"{path}/shutdown") == {}
    api.wait()
    api.ok("POST", f"{path}/boot")
    api.wait()
    assert status(api, path) == "offline", "its first boot begins anew"


def test_a_builder_that_dies_is_off_at_once_and_its_disk_is_empty(api: Api, faults: Faults) -> None:
    faults.add("build_dies", count=1)
    path = builder(api)
    api.wait(UP)
    assert status(api, path) == "offline"
    image = captured(api, path)
    api.wait()
    made = api.ok("GET", f"/images/{image['id']}")
    assert (made["status"], made["size"]) == ("available", disks(api, path)[0]["size"] // 25)
    for booted in (path, unwatched(api, image=image["id"], metadata=OFF)):
        api.wait()
        api.ok("POST", f"{booted}/boot")
        api.wait()
        assert status(api, booted) == "running", "there is nothing that could follow user data"


def test_the_watchdog_boots_a_builder_that_died_as_well(api: Api, faults: Faults) -> None:
    faults.add("build_dies")
    linode = api.linode(metadata=OFF)
    assert linode["status"] == "running"
    path = f"/linode/instances/{linode['id']}"
    assert actions(api, path)[0] == "lassie_reboot"


CHOSEN: dict[str, dict[str, Any]] = {
    "label": {"label": "^build-b"},
    "number of boots": {"skip": 1, "count": 1},
    "path": {"path": "^/linode/instances/NUMBER/boot$", "method": "POST"},
}


@pytest.mark.parametrize("case", CHOSEN)
def test_builders_are_chosen_by(api: Api, faults: Faults, case: str) -> None:
    paths = [unwatched(api, metadata=OFF, label=f"build-{name}") for name in "abc"]
    number = paths[1].rpartition("/")[2]
    chosen = {
        name: value.replace("NUMBER", number) if isinstance(value, str) else value
        for name, value in CHOSEN[case].items()
    }
    fault = faults.add("build_hangs", **chosen)
    for path in paths:
        api.ok("POST", f"{path}/boot")
    api.wait()
    assert [status(api, path) for path in paths] == ["offline", "running", "offline"]
    assert fault.befell == 1


def test_a_label_chooses_builders_only_and_is_a_regular_expression(
    api: Api, faults: Faults
) -> None:
    for wrong in ({"kind": "capture_fails", "label": "x"}, {"kind": "build_dies", "label": "("}):
        refused = api.call("POST", "/_emulator/faults", wrong, version="")
        assert (refused.status, refused.fields) == (400, ["label"])
    taken = {"kind": "build_dies", "label": "^b", "count": 1}
    api.call("POST", "/_emulator/faults", taken, version="")
    assert [rule["label"] for rule in faults.listed()] == ["^b"]
