"""`Capture`: what it keeps, in which order, and what it says when asked for something else."""

from __future__ import annotations

from typing import Any

import pytest

from ..core import Capture, CaptureError, Match, Mismatch, Template

BLOCKS: dict[str, Any] = {
    "one": {"label": "a", "size": 1, "booted": True, "tags": ["x"], "network": {"ips": ["::1"]}},
    "two": {"label": "b", "size": 2.5, "booted": False, "tags": [], "network": {}},
}
TEMPLATE = Template.from_json({"resource": {"linode_instance": BLOCKS}})
READERS = {
    "label": "as_string",
    "size": "as_number",
    "booted": "as_boolean",
    "tags": "as_array",
    "network": "as_object",
}


@pytest.mark.parametrize("argument", READERS)
def test_a_value_is_kept_for_each_resource(argument: str) -> None:
    capture = Capture()
    TEMPLATE.has_resource("linode_instance", {argument: capture})
    read = getattr(capture, READERS[argument])
    assert read() == read() == BLOCKS["one"][argument]
    assert capture.next()
    assert read() == BLOCKS["two"][argument]
    assert not capture.next()
    assert read() == BLOCKS["two"][argument]


ASKED_OTHERWISE = {
    "as_string": ("size", "the captured value is a number, not text: 1"),
    "as_number": ("booted", "the captured value is a boolean, not a number: true"),
    "as_boolean": ("label", 'the captured value is text, not a boolean: "a"'),
    "as_array": ("network", 'the captured value is an object, not a list: {"ips": ["::1"]}'),
    "as_object": ("tags", 'the captured value is a list, not an object: ["x"]'),
}


@pytest.mark.parametrize("reader", ASKED_OTHERWISE)
def test_another_kind_than_asked_for_is_told(reader: str) -> None:
    argument, told = ASKED_OTHERWISE[reader]
    capture = Capture()
    TEMPLATE.has_resource("linode_instance", {argument: capture})
    with pytest.raises(CaptureError) as failed:
        getattr(capture, reader)()
    assert str(failed.value) == told


def test_nothing_is_kept_of_a_pattern_that_does_not_match() -> None:
    capture = Capture()
    with pytest.raises(Mismatch):
        TEMPLATE.has_resource("linode_instance", {"label": capture, "size": 3})
    with pytest.raises(CaptureError, match="nothing was captured"):
        capture.as_string()
    assert not capture.next()


def test_only_what_matches_is_kept() -> None:
    size = Capture()
    TEMPLATE.has_resource("linode_instance", {"label": "b", "size": size})
    assert size.as_number() == 2.5
    assert not size.next()


def test_later_calls_add_to_what_is_kept() -> None:
    label = Capture()
    TEMPLATE.has_resource("linode_instance", {"label": label, "size": 2.5})
    TEMPLATE.find_resources("linode_instance", {"label": label, "booted": True})
    assert label.as_string() == "b"
    assert label.next()
    assert label.as_string() == "a"


def test_a_pattern_chooses_what_is_kept() -> None:
    label = Capture(Match.string_like_regexp("^b"))
    network = Capture({"ips": Match.any_value()})
    TEMPLATE.has_resource("linode_instance", {"label": label})
    TEMPLATE.has_resource("linode_instance", {"network": network})
    assert label.as_string() == "b"
    assert network.as_object() == {"ips": ["::1"]}


def test_in_a_list_and_in_json() -> None:
    template = Template.from_json(
        {"output": {"x": {"value": ['{"port": 80}', "other", {"port": 443}]}}}
    )
    first, second = Capture(), Capture()
    elements = [Match.serialized_json({"port": first}), Match.object_like({"port": second})]
    template.has_output("x", {"value": Match.array_with(elements)})
    assert (first.as_number(), second.as_number()) == (80, 443)


def test_what_a_pattern_shall_not_match_is_not_kept() -> None:
    capture = Capture()
    TEMPLATE.has_resource("linode_instance", {"label": Match.not_(Match.array_with([capture]))})
    with pytest.raises(CaptureError):
        capture.as_array()
