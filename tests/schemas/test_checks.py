"""The rules for values: what passes, and the sentence for what does not."""

from __future__ import annotations

from typing import Any

import pytest

from shim_provider.schemas import checks
from shim_provider.schemas.checks import Problem, creation_problems, problems
from shim_provider.schemas.language import (
    CONFLICTS,
    HOLDS,
    NEEDS,
    TEXT,
    Block,
    Check,
    Rule,
    Schema,
    list_of,
    optional,
    set_of,
)
from shim_provider.unknown import UNKNOWN

WORD = checks.matching("[a-z]+", "small letters")

JUDGED: dict[str, tuple[Check, Any, str | None]] = {
    "the shortest text": (checks.length(1, 3), "a", None),
    "the longest text": (checks.length(1, 3), "abc", None),
    "text too short": (checks.length(1, 3), "", "must be 1 to 3 characters long, not 0"),
    "text too long": (checks.length(1, 3), "abcd", "must be 1 to 3 characters long, not 4"),
    "characters, not bytes": (checks.length(1, 3), "äöü", None),
    "text that matches": (WORD, "abc", None),
    "text that matches in part": (WORD, "abc1", "must consist of small letters, unlike 'abc1'"),
    "a new line after text that matches": (
        WORD,
        "abc\n",
        "must consist of small letters, unlike 'abc\\n'",
    ),
    "both rules kept": (checks.both(checks.length(1, 2), WORD), "ab", None),
    "the first rule broken": (
        checks.both(checks.length(1, 2), WORD),
        "ABC",
        "must be 1 to 2 characters long, not 3",
    ),
    "the second rule broken": (
        checks.both(checks.length(1, 2), WORD),
        "AB",
        "must consist of small letters, unlike 'AB'",
    ),
    "a word of the list": (checks.one_of("v4", "v4beta"), "v4beta", None),
    "another word": (
        checks.one_of("v4", "v4beta"),
        "V4",
        "must be one of `v4`, `v4beta`, not 'V4'",
    ),
    "the least number": (checks.at_least(1), 1, None),
    "a number too small": (checks.at_least(1), 0.5, "must be 1 or more, not 0.5"),
}


@pytest.mark.parametrize("case", JUDGED)
def test_a_rule_says_what_is_wrong(case: str) -> None:
    check, value, sentence = JUDGED[case]
    assert check.problem(value) == sentence


SAYS = {
    "1 to 3 characters": checks.length(1, 3),
    "small letters": WORD,
    "1 to 2 characters; small letters": checks.both(checks.length(1, 2), WORD),
    "one of `v4`, `v4beta`": checks.one_of("v4", "v4beta"),
    "1 or more": checks.at_least(1),
}


@pytest.mark.parametrize("says", SAYS)
def test_a_rule_says_what_is_allowed(says: str) -> None:
    assert SAYS[says].says == says


PAGE = Schema(
    name="toy",
    doc="",
    attributes={
        "a": optional(TEXT, "", check=checks.length(1, 3)),
        "b": optional(TEXT, ""),
        "many": optional(list_of(TEXT), "", each=checks.length(1, 3)),
        "some": optional(set_of(TEXT), "", check=Check("", lambda value: None if value else "no")),
    },
    blocks={
        "one": Block({"x": optional(TEXT, "", check=WORD)}, ""),
        "more": Block({"x": optional(TEXT, "", check=WORD)}, "", nesting="list"),
    },
    rules=(Rule("a", NEEDS, "b"), Rule("b", CONFLICTS, "many")),
    creation_rules=(Rule("many", HOLDS, "a", "it begins there"),),
)

NO_PROBLEM: dict[str, dict[str, Any]] = {
    "nothing given": {},
    "null given": {"a": None, "many": None, "some": None, "one": None, "more": []},
    "nothing known": dict.fromkeys(("a", "many", "some", "one", "more"), UNKNOWN),
    "elements and blocks not known": {"many": [UNKNOWN, None, "abc"], "more": [UNKNOWN]},
    "values not known in blocks": {"one": {"x": UNKNOWN}, "more": [{"x": UNKNOWN}, {"x": None}]},
    "a need that is met": {"a": "x", "b": "y"},
    "a need that may be met": {"a": "x", "b": UNKNOWN},
    "a need of what is not known": {"a": UNKNOWN},
    "a conflict that may be none": {"b": "y", "many": UNKNOWN},
    "another conflict that may be none": {"b": UNKNOWN, "many": ["x"]},
    "what has no rule": {"b": "anything at all"},
}


@pytest.mark.parametrize("case", NO_PROBLEM)
def test_nothing_is_wrong_with(case: str) -> None:
    assert problems(PAGE, NO_PROBLEM[case]) == []


LONG = "must be 1 to 3 characters long, not 4"
LARGE = "must consist of small letters, unlike 'X'"
PROBLEMS: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "an attribute": ({"b": "", "a": "long"}, [Problem(("a",), LONG)]),
    "the whole of a set": ({"some": []}, [Problem(("some",), "no")]),
    "elements": (
        {"many": ["ok", "long", "Long"]},
        [Problem(("many", 1), LONG), Problem(("many", 2), LONG)],
    ),
    "a block": ({"one": {"x": "X"}}, [Problem(("one", "x"), LARGE)]),
    "one of several blocks": (
        {"more": [{"x": "x"}, {"x": "X"}]},
        [Problem(("more", 1, "x"), LARGE)],
    ),
    "a need": ({"a": "x"}, [Problem(("a",), "needs `b` beside it, which is not given")]),
    "a conflict": (
        {"b": "x", "many": []},
        [Problem(("b",), "conflicts with `many`: give one of them")],
    ),
    "all at once": (
        {"a": "long", "one": {"x": "X"}},
        [
            Problem(("a",), LONG),
            Problem(("one", "x"), LARGE),
            Problem(("a",), "needs `b` beside it, which is not given"),
        ],
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_is_wrong_with(case: str) -> None:
    given_values, found = PROBLEMS[case]
    assert problems(PAGE, given_values) == found


# --- what does not exist yet

NEW: dict[str, dict[str, Any]] = {
    "the value is in the list": {"many": ["x", "y"], "a": "y"},
    "no value": {"many": ["x"]},
    "no list": {"a": "y"},
    "a value not known": {"many": ["x"], "a": UNKNOWN},
    "a list not known": {"many": UNKNOWN, "a": "y"},
    "an element not known, which may be the value": {"many": ["x", UNKNOWN], "a": "y"},
    "an element not known beside the value": {"many": [UNKNOWN, "y"], "a": "y"},
}


@pytest.mark.parametrize("case", NEW)
def test_nothing_is_wrong_with_something_new(case: str) -> None:
    assert creation_problems(PAGE, NEW[case]) == []


@pytest.mark.parametrize("held", [[], ["x"]])
def test_a_list_without_the_value_is_wrong_only_for_something_new(held: list[str]) -> None:
    values = {"many": held, "a": "y"}
    assert creation_problems(PAGE, values) == [
        Problem(("many",), "must hold 'y', the `a`: it begins there")
    ]
    assert ("many",) not in [each.path for each in problems(PAGE, values)]
