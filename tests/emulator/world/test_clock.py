"""The world's time: held, moved, sped up, never going back, whoever opens the folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from shim_provider.emulator import Clock, create_app
from shim_provider.emulator.world.clock import END, wire_time
from tests.emulator.conftest import DAWN, Api

_DAY = 86400
_BARE = {"type": "g6-nanode-1", "region": "us-east"}


def test_a_held_clock_stands_and_moves_and_runs_on() -> None:
    clock = Clock(DAWN, held=True)
    assert clock.now() == DAWN
    clock.move(2.5)
    assert clock.now() == DAWN + 2.5
    clock.release()
    assert clock.now() >= DAWN + 2.5
    clock.hold()
    assert clock.now() == clock.now()


def test_a_faster_clock_runs_faster() -> None:
    fast, slow = Clock(0, speed=1e6), Clock(0, speed=1e-6)
    while slow.now() == 0:
        continue
    assert fast.now() > slow.now()


def test_a_clock_reaches_what_is_ahead_of_it_only() -> None:
    clock = Clock(DAWN, held=True)
    clock.reach(DAWN + 5)
    clock.reach(DAWN + 2)
    assert (clock.now(), clock.held) == (DAWN + 5, True)
    running = Clock(DAWN, speed=2)
    running.reach(DAWN + _DAY)
    assert running.now() >= DAWN + _DAY
    assert (running.held, running.speed) == (False, 2)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "going back": (lambda: Clock().move(-1), "forward only"),
    "going nowhere known": (lambda: Clock().move(math.nan), "forward only"),
    "standing still by speed": (lambda: Clock(speed=0), "more than 0 and finite"),
    "running backwards": (lambda: Clock().run_at(-1), "more than 0 and finite"),
    "an endless speed": (lambda: Clock(speed=math.inf), "more than 0 and finite"),
    "no speed": (lambda: Clock(speed=math.nan), "more than 0 and finite"),
    "an endless move": (lambda: Clock().move(math.inf), "year 9000"),
    "a move too far": (lambda: Clock(END - 5, held=True).move(6), "year 9000"),
    "a beginning too late": (lambda: Clock(END + 1), "year 9000"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_clocks_refuse(case: str) -> None:
    deed, reason = REFUSED[case]
    with pytest.raises(ValueError, match=reason):
        deed()


def test_a_refused_move_leaves_the_clock_as_it_was() -> None:
    clock = Clock(DAWN, held=True)
    with pytest.raises(ValueError, match="year 9000"):
        clock.move(END)
    assert clock.now() == DAWN


def test_a_clock_that_runs_stands_still_at_the_end_and_the_world_goes_on(
    make_api: Callable[..., Api],
) -> None:
    clock = Clock(END - 1, speed=1e300)
    api = make_api(clock=clock)
    while clock.now() < END:
        continue
    assert wire_time(clock.now()) == "9000-01-01T00:00:00"
    assert api.ok("POST", "/linode/instances", _BARE)["created"] == "9000-01-01T00:00:00"


def _control(api: Api, **given: object) -> int:
    return api.call("POST", "/_emulator/clock", given, version="").status


def test_a_misspelt_setting_of_the_clock_is_refused_by_name(api: Api) -> None:
    refused = api.call("POST", "/_emulator/clock", {"mov": 180}, version="")
    assert (refused.status, refused.fields) == (400, ["mov"])


def test_no_number_of_moves_leaves_the_calendar(api: Api) -> None:
    century = 100 * 365 * _DAY
    statuses = [_control(api, move=century) for _ in range(85)]
    assert statuses == [200] * statuses.count(200) + [400] * statuses.count(400)
    refused = api.call("POST", "/_emulator/clock", {"move": century, "held": False}, version="")
    assert (refused.fields, refused.reasons) == (
        ["move"],
        ["time ends with the beginning of the year 9000"],
    )
    assert api.clock.held, "what is refused changes nothing"
    assert api.ok("POST", "/linode/instances", _BARE)["created"] > "8900"


def test_time_goes_on_after_a_restart_from_the_latest_write(make_api: Callable[..., Api]) -> None:
    first = make_api(durations="realistic")
    first.clock.move(_DAY)
    made = first.ok("POST", "/linode/instances", _BARE)
    first.app.close()
    again = make_api(durations="realistic")
    assert again.clock.now() == DAWN + _DAY
    (event,) = again.events()
    assert (event["status"], event["percent_complete"]) == ("started", 0)
    again.wait(15)
    assert again.ok("GET", f"/linode/instances/{made['id']}")["status"] == "offline"


def test_a_move_over_http_outlives_a_restart(make_api: Callable[..., Api]) -> None:
    first = make_api()
    assert _control(first, move=_DAY) == 200
    first.app.close()
    assert make_api().clock.now() == DAWN + _DAY


def test_what_happened_by_itself_keeps_its_time(make_api: Callable[..., Api]) -> None:
    first = make_api()
    made = first.ok("POST", "/linode/instances", _BARE)
    first.wait(_DAY)
    assert first.ok("GET", f"/linode/instances/{made['id']}")["status"] == "offline"
    first.app.close()
    assert make_api().clock.now() == DAWN + _DAY


def test_a_folder_written_to_earlier_leaves_the_clock_alone(make_api: Callable[..., Api]) -> None:
    first = make_api()
    first.linode()
    first.app.close()
    assert make_api(clock=Clock(DAWN + 2 * _DAY, held=True)).clock.now() == DAWN + 2 * _DAY


@pytest.fixture
def behind(make_api: Callable[..., Api]) -> tuple[Api, Api]:
    """Two servers of one folder, each with a clock of its own; the second lags by a day."""
    ahead, behind = make_api(), make_api(clock=Clock(DAWN, held=True))
    ahead.clock.move(_DAY)
    return ahead, behind


def test_a_server_that_asks_is_not_behind_what_another_wrote(behind: tuple[Api, Api]) -> None:
    ahead, other = behind
    made = ahead.ok("POST", "/linode/instances", _BARE)
    assert other.ok("GET", f"/linode/instances/{made['id']}")["created"] == wire_time(DAWN + _DAY)
    assert other.clock.now() == DAWN + _DAY


def test_a_server_that_writes_is_not_behind_what_another_wrote(behind: tuple[Api, Api]) -> None:
    ahead, other = behind
    ahead.ok("POST", "/linode/instances", _BARE)
    made = other.ok("POST", "/linode/instances", _BARE)
    assert made["created"] == wire_time(DAWN + _DAY)


def test_looking_at_a_folder_does_not_move_its_time(api: Api, tmp_path: Path) -> None:
    later = create_app(tmp_path / "world", clock=Clock(DAWN + _DAY, held=True))
    assert Api(later, later.world.clock).events() == []
    later.close()
    api.ok("POST", "/linode/instances", _BARE)
    assert api.clock.now() == DAWN


def test_a_clock_changes_its_speed_from_now_on() -> None:
    clock = Clock(DAWN, held=True)
    clock.run_at(1000)
    assert (clock.now(), clock.speed) == (DAWN, 1000)
    with pytest.raises(ValueError, match="more than 0"):
        clock.run_at(0)
    clock.release()
    while clock.now() < DAWN + 1:
        continue


def test_times_of_the_wire() -> None:
    assert wire_time(DAWN) == "2026-01-02T03:04:05"
    assert wire_time(DAWN + 0.999) == "2026-01-02T03:04:05"
