"""Diagnostics: every failure in words, none of them a failure of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shim_provider.engine.diagnostics import Diagnostics, answering, attribute_path
from shim_provider.problem import Problem
from shim_provider.wire import messages
from shim_provider.wire.protobuf import WireError

from .terraform import path_of

FAILURES: dict[str, Exception] = {
    "a problem": Problem("a", "b"),
    "a problem with an attribute": Problem("a", "b", "c"),
    "a value that does not fit": WireError("size: must be a number"),
    "one that was never raised": ValueError("x"),
    "one without a text": KeyError(),
    "one whose text cannot be made": type(
        "Odd", (Exception,), {"__str__": lambda _: 1 / 0, "__repr__": lambda _: 1 / 0}
    )(),
}


@pytest.mark.parametrize("case", FAILURES)
def test_any_failure_becomes_one_error(case: str) -> None:
    diagnostics = Diagnostics()
    diagnostics.add(FAILURES[case])
    assert diagnostics.failed
    (item,) = diagnostics.items
    assert item["severity"] == messages.ERROR
    assert item["summary"]
    assert item["detail"]
    assert messages.encode("Diagnostic", item)


def test_failures_that_led_to_each_other_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    diagnostics = Diagnostics()
    diagnostics.add(first)
    assert len(diagnostics.items) == 1


def test_warnings_are_no_failure() -> None:
    diagnostics = Diagnostics()
    assert not diagnostics.failed
    diagnostics.warn("a", "b")
    assert not diagnostics.failed
    diagnostics.error("c", "d")
    assert diagnostics.failed
    assert [item["summary"] for item in diagnostics.items] == ["a", "c"]


def test_a_path_is_made_of_names_and_indexes() -> None:
    assert attribute_path("chapter", 0, "name") == {
        "steps": [
            {"attribute_name": "chapter"},
            {"element_key_int": 0},
            {"attribute_name": "name"},
        ]
    }


def test_an_answer_without_diagnostics_has_none() -> None:
    assert answering(lambda *_: {"a": 1}, None)({}) == {"a": 1}


def test_a_handler_that_fails_still_answers() -> None:
    reply = answering(lambda *_: 1 / 0, None)({})  # type: ignore[arg-type]
    assert [item["summary"] for item in reply["diagnostics"]] == [
        "The provider met a failure it does not know"
    ]


@given(st.text(), st.text(), st.lists(st.text() | st.integers(0, 9)))
def test_any_words_and_path_can_be_told(summary: str, detail: str, path: list[str | int]) -> None:
    diagnostics = Diagnostics()
    diagnostics.warn(summary, detail, tuple(path))
    written = messages.decode("Diagnostic", messages.encode("Diagnostic", diagnostics.items[0]))
    assert (written["summary"], written["detail"]) == (summary, detail)
    assert path_of(written) == tuple(path)
