"""What changes of a resource, attribute by attribute."""

from __future__ import annotations

from typing import Any

import pytest

from shim_provider.stacks.details import details


def change(*actions: str, **more: Any) -> dict[str, Any]:
    return {"actions": [*actions], **more}


CHANGES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "values": (
        change("update", before={"a": 1, "b": "x", "c": 1}, after={"a": 2, "b": "y", "c": 1}),
        ("a: 1 -> 2", 'b: "x" -> "y"'),
    ),
    "what is known later": (
        change("update", before={"a": 1}, after={}, after_unknown={"a": True}),
        ("a: 1 -> (known after the change)",),
    ),
    "a part of which is known later": (
        change("update", before={"a": [1]}, after={"a": [None]}, after_unknown={"a": [True]}),
        ("a: [1] -> (known after the change)",),
    ),
    "nothing secret": (
        change(
            "update",
            before={"a": "hush", "b": [{"c": "hush"}]},
            after={"a": "hush!", "b": [{"c": "hush!"}]},
            before_sensitive={"a": True, "b": [{"c": True}]},
            after_sensitive={"a": True, "b": [{"c": True}]},
        ),
        ("a: <sensitive> -> <sensitive>", "b: <sensitive> -> <sensitive>"),
    ),
    "all of it is secret": (
        change("update", before={"a": 1}, after={"a": 2}, before_sensitive=True,
               after_sensitive=True),
        ("a: <sensitive> -> <sensitive>",),
    ),
    "of a replacement what forces it": (
        change(
            "delete",
            "create",
            before={"id": 1, "m": [{"data": "a"}]},
            after={"m": [{"data": "b"}]},
            after_unknown={"id": True},
            replace_paths=[["m", 0, "data"]],
        ),
        ('m: [{"data": "a"}] -> [{"data": "b"}]  (forces the replacement)',),
    ),
    "a replacement that was asked for": (
        change("delete", "create", before={"id": 1}, after={}, after_unknown={"id": True}),
        (),
    ),
    "long values are cut": (
        change("update", before={"a": "x" * 99}, after={"a": ""}),
        (f'a: "{"x" * 56}... -> ""',),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_it_is_told_in_lines(case: str) -> None:
    changed, lines = CHANGES[case]
    shown = {"resource_changes": [{"address": "a.b", "mode": "managed", "change": changed}]}
    assert details(shown).get("a.b", ()) == lines


def test_what_differs_from_the_state_is_told_where_no_change_is_planned() -> None:
    drift = change("update", before={"a": 1}, after={"a": 2})
    same = {"address": "a.b", "mode": "managed", "change": drift}
    kept = change("no-op", before={"a": 2}, after={"a": 2})
    planned = {**same, "change": kept}
    shown = {"resource_drift": [same], "resource_changes": [planned]}
    assert details(shown) == {"a.b": ("a: 1 -> 2",)}
    planned = {**same, "change": change("update", before={"a": 2}, after={"a": 3})}
    shown = {"resource_drift": [same], "resource_changes": [planned]}
    assert details(shown) == {"a.b": ("a: 2 -> 3",)}


def test_of_what_is_new_and_of_data_nothing_is_told() -> None:
    new = {"address": "a.b", "mode": "managed", "change": change("create", before=None, after={})}
    data = {"address": "data.a.b", "mode": "data", "change": change("read", before={}, after={})}
    assert details({"resource_changes": [new, data]}) == {}
