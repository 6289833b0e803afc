"""Rules that cannot be: refused with the setting, its value and what is expected."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.emulator import Faults
from shim_provider.emulator.faults.rules import Fault

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown kind": ({"kind": "flood"}, "kind: expected one of reply, .*, found 'flood'"),
    "an unknown setting": ({"colour": 1}, "colour: no such setting; there are account, after"),
    "a broken pattern": ({"path": "("}, r"path: expected a regular expression, found '\('"),
    "endless repetition": ({"path": "a{99999999999}"}, "path: expected a regular expression"),
    "a probability of two": (
        {"probability": 2},
        "probability: expected a number from 0 to 1, found 2$",
    ),
    "a probability that is no number": ({"probability": math.nan}, "probability: .*, found nan"),
    "no such status": ({"status": 99}, "status: expected .* from 200 to 599, found 99$"),
    "an answer before the answer": ({"status": 100}, "status: expected .*, found 100$"),
    "text for a number": ({"status": "500"}, "status: expected a whole number .*, found '500'"),
    "a switch for a number": ({"count": True}, "count: expected a whole number.*, found True"),
    "a switch for seconds": ({"delay": True}, "delay: expected seconds.*, found True"),
    "a switch for a status": ({"status": True}, "status: expected .*, found True"),
    "a number for text": ({"path": 5}, "path: expected a regular expression, found 5"),
    "a number for a method": ({"method": 5}, "method: expected text, found 5"),
    "a word for a switch": ({"on": "no"}, "on: expected true or false, found 'no'"),
    "a delay to the past": ({"delay": -1}, "delay: expected seconds, from 0 .*, found -1"),
    "a delay without end": ({"delay": math.inf}, "delay: expected seconds, from 0 .*, found inf"),
    "a delay of ages": ({"delay": 10**400}, "delay: expected seconds, from 0 to 86400, found 1"),
    "a count of none": ({"count": 0}, "count: expected .* 1 or more, .*, found 0"),
    "skipping what was": ({"skip": -5}, "skip: expected .* 0 or more, found -5"),
    "a cut before the start": ({"after_bytes": -1}, "after_bytes: expected .*, found -1"),
    "a seed of text": ({"seed": "x"}, "seed: expected a whole number, found 'x'"),
    "a region without name": ({"kind": "region_down"}, "region: expected the region .*, found ''"),
    "headers that are text": ({"headers": "x"}, "headers: expected an object .*, found 'x'"),
    "a header of a number": ({"headers": {"X": 1}}, r'headers\["X"\]: expected text .*, found 1'),
    "a header of nothing": ({"headers": {"X": None}}, r'headers\["X"\]: .*, found None'),
    "a header within a header": (
        {"headers": {"X": "a\r\nSet-Cookie: x"}},
        r'headers\["X"\]: expected text .* without control characters, found .a\\r\\nSet-Cookie',
    ),
    "a header in Greek": (
        {"headers": {"X": "\u03b1"}},
        r'headers\["X"\]: expected text in Latin-1',
    ),
    "a header's name with a space": ({"headers": {"X Y": "a"}}, "headers: .*, found 'X Y'"),
    "a header's name with a break": ({"headers": {"X\n": "a"}}, "headers: .*, found 'X"),
    "a header without a name": ({"headers": {"": "a"}}, "headers: .*, found ''"),
    "a length of its own": ({"headers": {"content-length": "5"}}, "headers: .* from the body"),
    "a body JSON cannot say": ({"body": {1, 2}}, "body: expected text, or what JSON can say"),
    "a body of half a character": ({"body": "\ud800"}, "body: expected text, or .*, found"),
    "a very long value": ({"kind": "x" * 1000}, "found 'x{99}\u2026$"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_rule_is_refused_for(faults: Faults, case: str) -> None:
    settings, reason = WRONG[case]
    with pytest.raises(ValueError, match=reason):
        faults.add(**settings)
    assert faults.listed() == []


def test_a_rule_made_by_hand_is_checked_as_well() -> None:
    with pytest.raises(ValueError, match="delay: expected seconds"):
        Fault(delay=-1)


def test_a_refusal_over_http_names_the_setting_as_its_field(api: Api, faults: Faults) -> None:
    rule = {"headers": {"X": "a\r\nSet-Cookie: x"}}
    refused = api.post("/_emulator/faults", rule, version="")
    assert (refused.status, refused.fields) == (400, ['headers["X"]'])
    assert refused.reasons == [
        "expected text in Latin-1 without control characters, found 'a\\r\\nSet-Cookie: x'"
    ]
    assert faults.listed() == []


WRONG_FILES: dict[str, tuple[str, str]] = {
    "no JSON": ("[", "expected JSON: Expecting value"),
    "too deep": ("[" * 200_000, "expected JSON: "),
    "no list": ("{}", "expected a JSON list of faults"),
    "an entry that is no object": ("[{}, 5]", r"\[1\]: expected an object, found 5"),
    "a wrong setting": ('[{}, {"delay": -1}]', r"\[1\]\.delay: expected seconds.*, found -1"),
    "a setting nobody knows": ('[{"x": 1}]', r"\[0\]\.x: no such setting"),
}


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_file_tells_where_it_is_wrong(tmp_path: Path, case: str) -> None:
    text, reason = WRONG_FILES[case]
    path = tmp_path / "faults.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=f"faults.json: {reason}"):
        Faults.read(path)
