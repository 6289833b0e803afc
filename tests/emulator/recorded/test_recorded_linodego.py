"""linodego's recorded suite, sent again: the emulator answers as the service did, but as listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.peers import linodego
from tests.emulator.recorded import recordings
from tests.emulator.recorded.known import KNOWN
from tests.emulator.recorded.patterns import As, Exactly, differences
from tests.emulator.recorded.replay import Replay

if TYPE_CHECKING:
    from tests.emulator.conftest import Api
    from tests.emulator.recorded.exchanges import Exchange


Check = Callable[[str, list["Exchange"]], list[str]]


@pytest.fixture
def surprises(make_api: Callable[..., Api], tmp_path: Path) -> Check:
    """Send a recording again: what differs and is not known to, what does not and is known to."""

    def check(name: str, exchanges: list[Exchange]) -> list[str]:
        api = make_api(data=tmp_path / name, durations="realistic")
        found = recordings.told(Replay(api).run(exchanges))
        known = KNOWN.get(name, {})
        new = [(each, line) for each in found if each not in known for line in found[each]]
        over = [(each, "differs no more; take it off the list") for each in known.keys() - found]
        return [f"{name}: {each}: {line}" for each, line in (*new, *over)]

    return check


@pytest.mark.parametrize("name", recordings.later())
def test_it_answers_as_recorded_in(name: str, surprises: Check) -> None:
    found = surprises(name, recordings.later()[name])
    assert not found, "\n".join(found)


def test_it_answers_as_recorded_in_2018(surprises: Check, tmp_path: Path) -> None:
    every = recordings.of_2018(linodego.module(recordings.VERSION, tmp_path))
    assert sum(map(len, every.values())) > 100
    found = [line for name, exchanges in every.items() for line in surprises(name, exchanges)]
    assert not found, "\n".join(found)
    assert KNOWN.keys() <= {*every, *recordings.later()}


@pytest.mark.parametrize(
    ("pattern", "value", "told"),
    [
        ({"a": str}, {"a": "x", "b": 1}, []),
        ({"a": str}, {"a": None}, ["a: a text recorded, ours is null"]),
        ({"a": None}, {"a": ""}, ["a: null recorded, ours is ''"]),
        ({"a": bool}, {"a": 1}, ["a: a flag recorded, ours is 1"]),
        ({"a": 0}, {"a": False}, ["a: 0 recorded, ours is False"]),
        ({"a": "ready"}, {"a": "not ready"}, ["a: 'ready' recorded, ours is 'not ready'"]),
        ({"a": {"b": float}}, {"a": {}}, ["a.b: recorded, not in ours"]),
        (Exactly(a=str), {"a": "x", "b": 1}, ["b: not recorded, in ours"]),
        ([str, None], ["x", None, "y"], []),
        ([{"a": str}], [{"a": 1}, {"a": 2}], ["[].a: a text recorded, ours is 1",
                                             "[].a: a text recorded, ours is 2"]),
        ([], [1], ["answer: 0 recorded, ours has 1"]),
        ({"id": As("{linode}")}, {"id": None}, ["id: '{linode}' recorded, ours is null"]),
    ],
)  # fmt: skip
def test_an_answer_differs_in(pattern: Any, value: Any, told: list[str]) -> None:
    assert differences(pattern, value) == told
