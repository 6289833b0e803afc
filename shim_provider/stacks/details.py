"""What changes of a resource, attribute by attribute, as `terraform show -json` of a plan has it.

Shows no sensitive value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_LONGEST = 60

_SENSITIVE = "<sensitive>"
_LATER = "(known after the change)"


def details(shown: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Address -> a line for each attribute that changes, of what stays or is replaced.

    Of what differs from the state and needs no change, that: it is all that a refresh changes.
    """
    found = [*shown.get("resource_drift", ()), *shown.get("resource_changes", ())]
    return {
        each["address"]: lines
        for each in found
        if each["mode"] == "managed" and each["change"].get("before") is not None
        if (lines := tuple(_lines(each["change"])))
    }


def changed_names(change: Mapping[str, Any]) -> tuple[str, ...]:
    """The attributes that change; none of what is created or destroyed."""
    before, after, unknown = (change.get(n) for n in ("before", "after", "after_unknown"))
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    unknown = unknown if isinstance(unknown, dict) else {}
    names = {**before, **after, **unknown}
    return tuple(n for n in names if before.get(n) != after.get(n) or unknown.get(n) is True)


def replacing_paths(change: Mapping[str, Any]) -> tuple[str, ...]:
    """What forces a replacement: `region`, `metadata[0].user_data`."""
    return tuple(sorted(map(_path, change.get("replace_paths") or ())))


def _path(steps: Sequence[str | int]) -> str:
    """`metadata[0].user_data` of ["metadata", 0, "user_data"]."""
    written = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(written).removeprefix(".")


def _lines(change: Mapping[str, Any]) -> Iterable[str]:
    """Of a replacement only what forces it: nearly all computed attributes change with it."""
    forcing = {path.partition(".")[0].partition("[")[0] for path in replacing_paths(change)}
    names = {*changed_names(change)}
    for name in sorted(names & forcing if "delete" in change["actions"] else names):
        mark = "  (forces the replacement)" if name in forcing else ""
        yield f"{name}: {_value(change, 'before', name)} -> {_value(change, 'after', name)}{mark}"


def _value(change: Mapping[str, Any], side: str, name: str) -> str:
    hidden = change.get(f"{side}_sensitive")
    if hidden is True or (isinstance(hidden, dict) and _any(hidden.get(name))):
        return _SENSITIVE
    unknown = change.get("after_unknown") if side == "after" else None
    if isinstance(unknown, dict) and _any(unknown.get(name)):
        return _LATER
    text = json.dumps((change.get(side) or {}).get(name), ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _any(marks: Any) -> bool:
    """Whether a part of the value is marked."""
    if isinstance(marks, dict):
        return any(map(_any, marks.values()))
    return any(map(_any, marks)) if isinstance(marks, list) else bool(marks)
