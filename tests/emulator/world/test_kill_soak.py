"""A few rounds of the soak; and the soak would notice what it is there to notice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.emulator.world.kill_check import Check
from tests.emulator.world.kill_load import Made
from tests.emulator.world.kill_soak import soak

if TYPE_CHECKING:
    from shim_provider.emulator.world.tables import Row, Tables
    from tests.emulator.conftest import Api


def test_every_acknowledged_write_survives_kill_9(tmp_path: Path) -> None:
    figures = soak(tmp_path, rounds=3, seed=7, longest=0.6)
    assert figures.problems == []
    assert figures.kills == 3
    assert figures.acknowledged > 0


def _row(tables: Tables, made: Made) -> Row:
    row = tables.find("image" if made.kind == "image" else "instance", made.id or 0)
    assert row
    return row


def _lose(tables: Tables, made: Made) -> None:
    tables.delete("image", made.id or "")


def _lose_event(tables: Tables, _made: Made) -> None:
    tables.run("DELETE FROM event WHERE json_extract(doc, '$.action') = 'image_upload'")


def _rename(tables: Tables, made: Made) -> None:
    row = _row(tables, made)
    row.doc["label"] = "other"
    tables.save(row)


def _set_half(_tables: Tables, made: Made) -> None:
    made.upload = "begun"


def _set_pending(tables: Tables, made: Made) -> None:
    row = _row(tables, made)
    row.doc["status"] = "pending_upload"
    tables.save(row)


def _set_deleted(_tables: Tables, made: Made) -> None:
    made.asked["image_delete"] = made.acknowledged["image_delete"] = 1


def _set_other_data(_tables: Tables, made: Made) -> None:
    made.md5 = "0" * 32


def _set_unasked(_tables: Tables, made: Made) -> None:
    made.mark = "another"


LOSSES: dict[str, tuple[Callable[[Tables, Made], None], str]] = {
    "a lost image": (_lose, "is lost"),
    "a lost event": (_lose_event, "has 0 events image_upload, not 1"),
    "a lost change": (_rename, "is called other"),
    "a half-made upload that is available": (_set_half, "its upload was begun"),
    "an acknowledged upload that is not available": (_set_pending, "its data were acknowledged"),
    "a deleted image that came back": (_set_deleted, "is there again"),
    "other data than were sent": (_set_other_data, "other data"),
    "something nobody asked for": (_set_unasked, "nobody asked for it"),
}


@pytest.mark.parametrize("case", LOSSES)
def test_the_check_tells_of(case: str, api: Api, tmp_path: Path) -> None:
    spoil, told = LOSSES[case]
    image = api.image(label="mark", description="mark")
    made = Made("image", "mark", image["id"], label="mark", upload="kept")
    made.md5 = "0cf442194905e7be019a11660df8164f"
    made.asked["image_upload"] = made.acknowledged["image_upload"] = 1
    events = {event["id"] for event in api.events()}
    assert Check(tmp_path / "world").run([made], events).problems == []
    with api.app.world.store.write() as tables:
        spoil(tables, made)
    problems = Check(tmp_path / "world").run([made], events).problems
    assert any(told in problem for problem in problems), problems


def test_the_check_misses_events_seen_before(api: Api, tmp_path: Path) -> None:
    api.ok("GET", "/images")
    problems = Check(tmp_path / "world").run([], {5}).problems
    assert problems == ["events are lost: [5]"]
