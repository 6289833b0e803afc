"""Patterns that match a block, and patterns that do not, each by the sentence it stands for.

Made with a `Match` and a `Capture` that are handed in: ours, or aws-cdk's.
"""

from __future__ import annotations

import json
from typing import Any

BLOCK: dict[str, Any] = {
    "label": "web-1",
    "size": 5,
    "booted": True,
    "tags": ["golden", "web", "golden"],
    "network": {"ips": ["10.0.0.1"], "private": False},
    "disks": [{"size": 1, "label": "a"}, {"size": 2, "label": "b"}],
    "policy": json.dumps({"allow": ["read"], "version": 2}),
}


def matching(Match: Any, Capture: Any) -> dict[str, Any]:  # noqa: N803
    return {
        "nothing is asked for": {},
        "a text": {"label": "web-1"},
        "a number, as an integer or not": {"size": 5.0},
        "a boolean": {"booted": True},
        "a list, all of it and in order": {"tags": ["golden", "web", "golden"]},
        "an object in part": {"network": {"private": False}},
        "objects in a list in part": {"disks": [{"size": 1}, {"label": "b"}]},
        "any value": {"label": Match.any_value(), "booted": Match.any_value()},
        "a key that is not there": {"region": Match.absent()},
        "a key that is not there, in an object": {"network": {"ipv6": Match.absent()}},
        "a key that is not there, in an exact object": {
            "network": Match.object_equals(
                {"ips": ["10.0.0.1"], "private": False, "x": Match.absent()}
            )
        },
        "object_like at the top": Match.object_like({"size": 5}),
        "object_like in an exact object": Match.object_equals(
            {**BLOCK, "network": Match.object_like({})}
        ),
        "object_equals": {"network": Match.object_equals({"private": False, "ips": ["10.0.0.1"]})},
        "array_with some of them": {"tags": Match.array_with(["web"])},
        "array_with in order, with others between": {
            "tags": Match.array_with(["golden", "golden"])
        },
        "array_with nothing": {"tags": Match.array_with([])},
        "array_with an object in part, when said": {
            "disks": Match.array_with([Match.object_like({"label": "b"})])
        },
        "array_equals": {"tags": Match.array_equals(["golden", "web", "golden"])},
        "array_equals with matchers": {
            "tags": Match.array_equals(
                ["golden", Match.any_value(), Match.string_like_regexp("^g")]
            )
        },
        "exact": {"network": Match.exact({"private": False, "ips": ["10.0.0.1"]})},
        "a regular expression, found anywhere": {"label": Match.string_like_regexp(r"b-\d")},
        "JSON in a text": {"policy": Match.serialized_json({"allow": ["read"], "version": 2})},
        "JSON in a text in part, when said": {
            "policy": Match.serialized_json(
                Match.object_like({"allow": Match.array_with(["read"])})
            )
        },
        "not another value": {"label": Match.not_("web-2")},
        "not an object, which is meant exactly": {"network": Match.not_({"private": False})},
        "there, as what is not absent": {"label": Match.not_(Match.absent())},
        "a capture": {"label": Capture()},
        "a capture of a pattern in part": {"network": Capture({"private": False})},
    }


def others(Match: Any, Capture: Any) -> dict[str, Any]:  # noqa: N803
    return {
        "another text": {"label": "web-2"},
        "a part of a text": {"label": "web"},
        "a number is no text": {"size": "5"},
        "true is not 1": {"booted": 1},
        "a key that is not there": {"region": "us-ord"},
        "a list in another order": {"tags": ["golden", "golden", "web"]},
        "a part of a list": {"tags": ["golden", "web"]},
        "more than the list has": {"tags": ["golden", "web", "golden", "web"]},
        "a list is no object": {"tags": {}},
        "an object is no list": {"network": []},
        "a key that is there": {"label": Match.absent()},
        "any value of a key that is not there": {"region": Match.any_value()},
        "object_equals with more than asked for": {
            "network": Match.object_equals({"private": False})
        },
        "object_equals is for what is nested too": Match.object_equals(
            {**BLOCK, "network": {"private": False}}
        ),
        "array_with in another order": {"tags": Match.array_with(["web", "web"])},
        "array_with more": {"tags": Match.array_with(["golden", "golden", "golden"])},
        "array_with an object in part": {"disks": Match.array_with([{"label": "b"}])},
        "array_with of what is no list": {"label": Match.array_with(["web-1"])},
        "array_equals with objects in part": {
            "disks": Match.array_equals([{"size": 1}, {"size": 2}])
        },
        "exact with an object in part": {"network": Match.exact({"private": False})},
        "a regular expression that is not found": {"label": Match.string_like_regexp("^1")},
        "a regular expression and a number": {"size": Match.string_like_regexp("5")},
        "JSON in part": {"policy": Match.serialized_json({"version": 2})},
        "JSON that is none": {"label": Match.serialized_json({})},
        "JSON that is no text": {"network": Match.serialized_json({})},
        "not this value": {"label": Match.not_("web-1")},
        "not, of a key that is not there": {"region": Match.not_("us-ord")},
        "not an object with this": {"network": Match.not_(Match.object_like({"private": False}))},
        "a capture of what is not there": {"region": Capture()},
        "a capture of another pattern": {"network": Capture({"private": True})},
    }
