"""A plan of Terraform's, as objects by address. Reads what `terraform show -json` says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shim_provider.emulator.things import Thing
from shim_provider.stacks.details import changed_names, replacing_paths
from shim_provider.stacks.words import SIGNS, reason

# Terraform's actions -> the word for them here.
_KINDS = {
    ("create",): "created",
    ("update",): "updated",
    ("delete", "create"): "replaced",
    ("create", "delete"): "replaced",
    ("delete",): "destroyed",
    ("forget",): "forgotten",
    ("no-op",): "unchanged",
}
_SIGNS = {**SIGNS, "updated": SIGNS["changed"], "unchanged": " "}


@dataclass(frozen=True)
class Change:
    """What is to happen to a resource, or to an output. Its text shows no sensitive value."""

    address: str
    #: created, updated, replaced, destroyed, forgotten or unchanged.
    kind: str
    #: Terraform's own words, in order: `("delete", "create")`.
    actions: tuple[str, ...]
    #: The values there are, and those planned. None before it is created, and once it is gone; of
    #: the planned ones, those known only after the apply are missing.
    before: Any = field(repr=False)
    after: Any = field(repr=False)
    #: The arguments whose change forces the replacement: `region`, `metadata[0].user_data`.
    replaced_by: tuple[str, ...] = ()
    #: Why it is replaced or destroyed, in a few words.
    reason: str = ""
    #: Where it was before a `moved` block; else empty.
    moved_from: str = ""
    #: The arguments and attributes that change.
    changed: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """What forces it, in words."""
        return f"forced by {', '.join(self.replaced_by)}" if self.replaced_by else self.reason

    def __str__(self) -> str:
        moved = f" (moved from {self.moved_from})" if self.moved_from else ""
        why = self.why or (", ".join(self.changed) if self.kind == "updated" else "")
        return f"{_SIGNS[self.kind]:>3} {self.address}{moved}{': ' if why else ''}{why}"


class Changes(Mapping[str, Change]):
    """Changes by address, in the order of addresses."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._changes = {change.address: change for change in changes}

    def __getitem__(self, address: str) -> Change:
        return self._changes[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)

    def __repr__(self) -> str:
        return f"{{{', '.join(self)}}}"


class Plan:
    """What an apply would do. `created`, `updated`, ...: mappings of changes by address.

    True if there is anything to do, so `assert not deployment.plan()`. Printed, it is a table.
    Data sources are not listed.
    """

    def __init__(self, resources: Sequence[Change], outputs: Sequence[Change]) -> None:
        self._resources = resources
        self._outputs = outputs

    @cached_property
    def created(self) -> Changes:
        """What is not there yet, or not any more."""
        return self._of("created")

    @cached_property
    def updated(self) -> Changes:
        """What is changed in place."""
        return self._of("updated")

    @cached_property
    def replaced(self) -> Changes:
        """What is destroyed and made anew; `replaced_by` tells what forces it."""
        return self._of("replaced")

    @cached_property
    def destroyed(self) -> Changes:
        """What is destroyed and not made anew."""
        return self._of("destroyed")

    @cached_property
    def unchanged(self) -> Changes:
        """What stays; also what is only moved."""
        return self._of("unchanged")

    @cached_property
    def forgotten(self) -> Changes:
        """What leaves the state and stays where it is, by a `removed` block."""
        return self._of("forgotten")

    @cached_property
    def outputs(self) -> Changes:
        """The outputs whose values change, by name."""
        return Changes(change for change in self._outputs if change.kind != "unchanged")

    @property
    def is_empty(self) -> bool:
        """Whether an apply would change nothing: no resource, no address, no output."""
        moved = any(change.moved_from for change in self._resources)
        return len(self.unchanged) == len(self._resources) and not moved and not self.outputs

    def __bool__(self) -> bool:
        return not self.is_empty

    def __str__(self) -> str:
        shown = [c for c in self._resources if c.kind != "unchanged" or c.moved_from]
        lines = [*map(str, shown), *(f"{change} (output)" for change in self.outputs.values())]
        return "\n".join(lines) if lines else f"no changes; {len(self.unchanged)} unchanged"

    def __repr__(self) -> str:
        return f"<Plan\n{self}>"

    def _of(self, kind: str) -> Changes:
        return Changes(change for change in self._resources if change.kind == kind)


def plan_of(shown: Mapping[str, Any]) -> Plan:
    """The plan that `terraform show -json` describes."""
    resources = [
        _change(each["address"], each["change"], each)
        for each in shown.get("resource_changes", ())
        if each["mode"] == "managed"
    ]
    outputs = [_change(name, each) for name, each in shown.get("output_changes", {}).items()]
    return Plan(*(sorted(each, key=lambda change: change.address) for each in (resources, outputs)))


def _change(
    address: str, change: Mapping[str, Any], resource: Mapping[str, Any] | None = None
) -> Change:
    more = resource or {}
    actions = tuple(change["actions"])
    return Change(
        address,
        _KINDS.get(actions, "unchanged"),
        actions,
        _values(change, "before"),
        _values(change, "after"),
        replacing_paths(change),
        reason(more.get("action_reason", "")),
        more.get("previous_address", ""),
        changed_names(change),
    )


def _values(change: Mapping[str, Any], side: str) -> Any:
    values, hidden = change.get(side), change.get(f"{side}_sensitive")
    if not isinstance(values, dict):
        return values
    names = hidden.items() if isinstance(hidden, dict) else ((name, hidden) for name in values)
    return Thing(values, frozenset(name for name, is_hidden in names if is_hidden))
