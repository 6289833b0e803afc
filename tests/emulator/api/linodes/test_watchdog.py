"""The watchdog, which boots Linodes that have switched themselves off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .builders import FIRST, OFF, PASSWORD, UP, actions, builder, captured, status

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


def test_the_watchdog_boots_a_linode_that_has_switched_itself_off(api: Api) -> None:
    path = builder(api)
    api.ok("PUT", path, {"watchdog_enabled": True})
    api.wait(UP + FIRST + 0.1)
    assert status(api, path) == "offline"
    api.wait(0.2)
    assert status(api, path) == "booting"
    event = api.events(action="lassie_reboot")[0]
    assert (event["status"], event["username"]) == ("started", "Linode")
    api.wait()
    assert status(api, path) == "running"
    assert actions(api, path)[0] == "lassie_reboot"
    assert api.events(action="lassie_reboot")[0]["status"] == "finished"
    api.wait()
    assert status(api, path) == "running"


def test_the_watchdog_leaves_alone_what_was_shut_down_or_is_booted_already(api: Api) -> None:
    path = builder(api)
    api.ok("PUT", path, {"watchdog_enabled": True})
    api.wait(UP + FIRST + 0.1)
    api.ok("POST", f"{path}/boot")
    api.wait()
    api.ok("POST", f"{path}/shutdown")
    api.wait()
    assert status(api, path) == "offline"
    assert "lassie_reboot" not in actions(api, path)


def test_a_watchdog_that_is_taken_away_in_time_boots_nothing(api: Api) -> None:
    path = builder(api)
    api.ok("PUT", path, {"watchdog_enabled": True})
    api.wait(UP + FIRST + 0.1)
    api.ok("PUT", path, {"watchdog_enabled": False})
    api.wait()
    assert status(api, path) == "offline"


def test_the_watchdog_waits_for_a_capture(api: Api) -> None:
    path = builder(api)
    api.ok("PUT", path, {"watchdog_enabled": True})
    api.wait(UP + FIRST + 0.1)
    captured(api, path)
    api.wait(0.4)
    assert status(api, path) == "offline"
    assert api.events(action="lassie_reboot")[0]["status"] == "scheduled"
    assert api.post(f"{path}/boot").reasons == ["Linode busy."]
    api.wait()
    assert status(api, path) == "running"


def test_the_watchdog_gives_up_after_five_boots_within_a_quarter_of_an_hour(api: Api) -> None:
    path = builder(api)
    api.ok("PUT", path, {"watchdog_enabled": True})
    body = {"image": "linode/debian12", "root_pass": PASSWORD, "metadata": OFF}
    found = []
    for _ in range(4):
        api.wait(60)
        found.append(status(api, path))
        api.ok("POST", f"{path}/rebuild", body)
    assert found == ["running", "running", "running", "offline"]
    api.wait(60)
    api.wait(900)
    api.ok("POST", f"{path}/rebuild", body)
    api.wait(60)
    assert status(api, path) == "running"
