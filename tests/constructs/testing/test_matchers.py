"""What each matcher matches; `tests/library/test_oracle.py` holds it against aws-cdk's own."""

from __future__ import annotations

from typing import Any

import pytest

from ..core import Capture, Match, Mismatch, Template, WrongPattern
from .cases import BLOCK, matching, others

MATCHING = matching(Match, Capture)
OTHERS = others(Match, Capture)


def matches(pattern: Any, block: dict[str, Any] = BLOCK) -> bool:
    template = Template.from_json({"resource": {"linode_instance": {"web": block}}})
    found = template.find_resources("linode_instance", pattern)
    assert found in ({}, {"web": block})
    return bool(found)


@pytest.mark.parametrize("sentence", MATCHING)
def test_matches(sentence: str) -> None:
    assert matches(MATCHING[sentence])


@pytest.mark.parametrize("sentence", OTHERS)
def test_does_not_match(sentence: str) -> None:
    assert not matches(OTHERS[sentence])


def test_null_is_neither_a_value_nor_absent() -> None:
    block = {"nothing": None}
    assert matches({"nothing": None}, block)
    for pattern in (Match.any_value(), Match.absent(), Capture(), ""):
        assert not matches({"nothing": pattern}, block)
    assert not matches({"region": None}, block)


def test_a_tuple_is_a_list() -> None:
    assert matches({"tags": ("golden", "web", "golden")})


def test_lines_of_a_text_begin_and_end() -> None:
    template = Template.from_json({"output": {"text": {"value": "one\ntwo\nthree"}}})
    template.has_output("text", {"value": Match.string_like_regexp("^two$")})
    with pytest.raises(Mismatch, match="regular expression"):
        template.has_output("text", {"value": Match.string_like_regexp("^wo$")})


REFUSED: dict[str, Any] = {
    "Match.absent() cannot stand in Match.array_with()": lambda: Match.array_with([Match.absent()]),
    "Match.any_value() cannot stand in": lambda: Match.array_with(["a", Match.any_value()]),
    "Match.array_with() takes a list, not 'web'": lambda: Match.array_with("web"),
    "Match.object_like() takes a dict, not [": lambda: Match.object_like([1]),  # type: ignore[arg-type]
    "Match.exact() takes a value, not the matcher Match.absent()": lambda: Match.exact(
        Match.absent()
    ),
    "and constructs, not set {1}": lambda: Match.object_like({"tags": {1}}),
    "takes a construct, or what is read of one": lambda: Match.reference("private/1"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_pattern_that_makes_no_sense_is_refused(sentence: str) -> None:
    with pytest.raises(WrongPattern) as refused:
        REFUSED[sentence]()
    assert sentence in str(refused.value)
