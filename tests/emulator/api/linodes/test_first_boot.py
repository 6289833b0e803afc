"""Builders: Linodes that switch themselves off at the end of their first boot, and their disks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator import Clock

from .builders import FIRST, OFF, PASSWORD, UP, actions, builder, captured, status, told, unwatched

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


def test_a_builder_switches_itself_off_after_its_first_boot(api: Api) -> None:
    path = builder(api)
    assert api.ok("GET", path)["has_user_data"] is True
    api.wait(UP + 0.01)
    assert status(api, path) == "running"
    api.wait(FIRST - 0.02)
    assert status(api, path) == "running"
    before = api.events()
    api.wait(0.02)
    assert status(api, path) == "offline"
    assert api.events() == before, "what a Linode does by itself is no event"
    api.wait()
    assert status(api, path) == "offline"


@pytest.mark.parametrize("profile", ["fast", "realistic", "zero"])
def test_it_takes_as_long_as_the_profile_says(make_api: Callable[..., Api], profile: str) -> None:
    api = make_api(durations=profile)
    durations = api.app.world.durations
    path = builder(api)
    api.wait(durations["create"] + durations["boot"] + durations["first_boot"])
    assert status(api, path) == "offline"


def test_how_long_a_first_boot_takes_can_be_set(make_api: Callable[..., Api]) -> None:
    api = make_api(durations={"first_boot": 100})
    path = builder(api)
    api.wait(UP + 99)
    assert status(api, path) == "running"
    api.wait(2)
    assert status(api, path) == "offline"


def test_the_second_boot_of_its_disk_is_no_first_one(api: Api) -> None:
    path = builder(api)
    api.wait()
    for action in ("boot", "reboot"):
        api.ok("POST", f"{path}/{action}")
        api.wait()
        assert status(api, path) == "running"


def test_a_builder_made_booted_goes_the_same_way(api: Api) -> None:
    linode = api.linode(metadata=OFF)
    path = f"/linode/instances/{linode['id']}"
    assert actions(api, path) == ["lassie_reboot", "linode_boot", "linode_create"]


GOES_ON: dict[str, dict[str, Any]] = {
    "no user data": {"metadata": None},
    "user data of another kind": {"metadata": told("#cloud-config\npackages: [nginx]\n")},
    "an image without cloud-init": {"image": "linode/slackware15.0"},
}


@pytest.mark.parametrize("case", GOES_ON)
def test_a_linode_goes_on_running_with(api: Api, case: str) -> None:
    path = builder(api, **GOES_ON[case])
    api.wait()
    assert status(api, path) == "running"


def test_a_region_without_metadata_takes_user_data_and_gives_them_to_nobody(api: Api) -> None:
    with api.app.world.store.write() as tables:
        region = tables.find("region", "us-east")
        region.doc["capabilities"].remove("Metadata")
        tables.save(region)
    path = builder(api)
    api.wait()
    shown = api.ok("GET", path)
    assert (shown["status"], shown["has_user_data"]) == ("running", True)


def script(api: Api, text: str = "#!/bin/bash\nshutdown -h now\n") -> int:
    body = {"label": "build", "script": text, "images": ["any/all"]}
    number: int = api.ok("POST", "/linode/stackscripts", body)["id"]
    return number


def test_a_stackscript_switches_off_too_on_any_image(api: Api) -> None:
    asked = {"metadata": None, "stackscript_id": script(api), "image": "linode/slackware15.0"}
    path = builder(api, **asked)
    api.wait(UP + FIRST)
    assert status(api, path) == "offline"
    api.ok("POST", f"{path}/boot")
    api.wait()
    assert status(api, path) == "running"


def test_a_script_runs_as_it_was_when_the_linode_was_made(api: Api) -> None:
    number = script(api)
    path = builder(api, metadata=None, stackscript_id=number)
    api.ok("PUT", f"/linode/stackscripts/{number}", {"script": "#!/bin/sh\n"})
    later = builder(api, metadata=None, stackscript_id=number)
    api.wait()
    assert (status(api, path), status(api, later)) == ("offline", "running")


def test_a_disk_with_a_script_has_a_first_boot_of_its_own(api: Api) -> None:
    path = unwatched(api, boot_size=9000, type="g6-standard-1")
    api.wait()
    body = {"size": 3000, "image": "linode/debian12", "root_pass": PASSWORD}
    disk = api.ok("POST", f"{path}/disks", {**body, "stackscript_id": script(api)})["id"]
    api.wait()
    profile = {"label": "second", "devices": {"sdb": {"disk_id": disk}}, "root_device": "/dev/sdb"}
    config = api.ok("POST", f"{path}/configs", profile)["id"]
    api.ok("POST", f"{path}/boot", {"config_id": config})
    api.wait(UP + FIRST)
    assert status(api, path) == "offline"


def test_a_profile_without_a_disk_to_boot_from_runs_nothing(api: Api) -> None:
    path = unwatched(api, metadata=OFF)
    config = api.ok("POST", f"{path}/configs", {"label": "none", "devices": {}})["id"]
    api.wait()
    api.ok("POST", f"{path}/boot", {"config_id": config})
    api.wait()
    assert status(api, path) == "running"


@pytest.mark.parametrize("action", ["shutdown", "reboot"])
def test_a_first_boot_that_is_interrupted_begins_anew(api: Api, action: str) -> None:
    path = builder(api)
    api.wait(UP + 0.4)
    api.ok("POST", f"{path}/{action}")
    if action == "shutdown":
        api.wait()
        assert status(api, path) == "offline"
        api.ok("POST", f"{path}/boot")
    api.wait(0.5 + 0.4)
    assert status(api, path) == "running"
    api.wait(0.2)
    assert status(api, path) == "offline"


def test_a_builder_at_its_work_is_not_busy_and_can_be_deleted(api: Api) -> None:
    path = builder(api)
    api.wait(UP + 0.1)
    assert api.ok("DELETE", path) == {}
    api.wait()
    assert api.get(path).status == 404


# Captures.


def test_the_disk_of_a_builder_is_captured_once_it_is_off(api: Api) -> None:
    path = builder(api)
    api.wait()
    image = captured(api, path)
    api.wait()
    assert api.ok("GET", f"/images/{image['id']}")["size"] == 1800
    api.ok("DELETE", path)
    api.wait()
    assert api.ok("GET", f"/images/{image['id']}")["status"] == "available"


def test_a_capture_goes_on_while_the_builder_switches_itself_off(api: Api) -> None:
    path = builder(api)
    api.wait(UP + 0.3)
    image = captured(api, path)
    api.wait(0.3)
    assert status(api, path) == "offline"
    assert api.ok("GET", f"/images/{image['id']}")["status"] == "creating"
    api.wait(0.3)
    assert api.ok("GET", f"/images/{image['id']}")["status"] == "available"


def built(api: Api) -> str:
    """The id of an image that a builder made; it is not said to have a cloud-init, and has one."""
    path = builder(api)
    api.wait()
    image = captured(api, path)
    api.wait()
    id: str = image["id"]
    return id


def test_what_is_deployed_from_its_image_follows_user_data_of_its_own(api: Api) -> None:
    image = built(api)
    plain, again = builder(api, image=image, metadata=None), builder(api, image=image)
    api.wait()
    assert (status(api, plain), status(api, again)) == ("running", "offline")


def test_a_clone_is_another_linode_and_follows_user_data_of_its_own(api: Api) -> None:
    path = builder(api)
    api.wait()
    for metadata, after in ((None, "running"), (OFF, "offline")):
        body = {"region": "us-east", "type": "g6-nanode-1", "metadata": metadata}
        copy = f"/linode/instances/{api.ok('POST', f'{path}/clone', body)['id']}"
        api.ok("PUT", copy, {"watchdog_enabled": False})
        api.wait()
        api.ok("POST", f"{copy}/boot")
        api.wait()
        assert status(api, copy) == after


def test_a_rebuild_brings_a_new_disk_and_user_data_of_its_own(api: Api) -> None:
    path = builder(api)
    api.wait()
    body = {"image": "linode/debian12", "root_pass": PASSWORD}
    for metadata, after in ((OFF, "offline"), (None, "running")):
        api.ok("POST", f"{path}/rebuild", {**body, "metadata": metadata})
        api.wait()
        assert status(api, path) == after


# Durability.


def test_a_first_boot_goes_on_after_a_restart(make_api: Callable[..., Api]) -> None:
    first = make_api()
    path = builder(first)
    first.wait(UP + 0.2)
    first.app.close()
    again = make_api(clock=Clock(first.clock.now() + 0.2, held=True), durations="realistic")
    assert status(again, path) == "running"
    again.wait(0.2)
    assert status(again, path) == "offline"


def test_a_folder_of_before_has_no_builders(make_api: Callable[..., Api]) -> None:
    """What its Linodes and disks do not remember is not there."""
    first = make_api()
    path = unwatched(first, metadata=OFF)
    with first.app.world.store.write() as tables:
        for kind, names in (("instance", "'$.switches_off'"), ("disk", "'$.cloud_init'")):
            tables.run(f"UPDATE {kind} SET hidden = json_remove(hidden, {names})")
        tables.run("UPDATE job SET args = json_remove(args, '$.config')")
    first.wait()
    first.ok("POST", f"{path}/boot")
    first.wait()
    assert status(first, path) == "running"
