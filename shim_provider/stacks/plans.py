"""What is going to change in a stack, by the events of `terraform plan -json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .template import without_keys
from .words import KINDS, SIGNS, reason

if TYPE_CHECKING:
    from .manifest import Stack
    from .terraform import Event


@dataclass(frozen=True)
class Change:
    """What is to happen to a resource."""

    address: str
    #: One of `words.SIGNS`.
    kind: str
    #: Empty where the app tells none, as in modules.
    construct_path: str = ""
    #: Why it is replaced or destroyed, in a few words.
    reason: str = ""
    #: Where it was before a `moved` block.
    moved_from: str = ""
    #: What changes of it, where that was asked for: `label: "a" -> "b"`.
    details: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        more = {"reason": self.reason, "moved_from": self.moved_from}
        return {
            "address": self.address,
            "construct_path": self.construct_path,
            "kind": self.kind,
            **{name: value for name, value in more.items() if value},
        }


@dataclass(frozen=True)
class Plan:
    """What an apply of a stack would do."""

    stack: str
    changes: tuple[Change, ...] = ()
    #: The outputs whose values change, those for other stacks among them.
    outputs: tuple[str, ...] = ()
    #: Whether things differ from the state that need no change: an apply notes that.
    has_drift: bool = False
    #: The stacks whose changes come first, so that this one is planned again after them.
    after: tuple[str, ...] = ()
    #: Not planned at all yet, as it needs outputs that are not there: counted by configuration.
    is_estimate: bool = False
    #: The saved plan.
    file: Path | None = field(default=None, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes, and nothing may yet."""
        return not self.changes and not self.outputs and not self.is_estimate

    @property
    def may_change(self) -> bool:
        """Whether anything changes, or may once it is planned again."""
        return bool(self.after) or not self.is_empty

    @property
    def is_telling(self) -> bool:
        """Whether attributes change of what stays, or force what is replaced."""
        return self.file is not None and bool(self.count("changed") or self.count("replaced"))

    def count(self, kind: str) -> int:
        """How many resources are of that kind."""
        return sum(change.kind == kind for change in self.changes)

    def counts(self) -> dict[str, int]:
        """All kinds that there are, in the order of a table."""
        return {kind: n for kind in SIGNS if (n := self.count(kind))}

    def beyond(self, approved: Plan) -> list[Change]:
        """The changes which the approved one does not have.

        Where that was an estimate, an address there stands for all instances.
        """
        known = {(change.address, change.kind) for change in approved.changes}
        of = without_keys if approved.is_estimate else str
        return [each for each in self.changes if (of(each.address), each.kind) not in known]


class Hearing:
    """Hears a plan out, and tells what it holds."""

    def __init__(self, stack: Stack, *, refresh_only: bool = False) -> None:
        self._stack = stack
        self._refresh_only = refresh_only
        self._planned: dict[str, Change] = {}
        self._drifted: dict[str, Change] = {}
        self._outputs: list[str] = []

    def hear(self, event: Event) -> None:
        """One event after the other."""
        kind = event.get("type")
        if kind in ("planned_change", "resource_drift"):
            change = self._change(event["change"])
            found = self._planned if kind == "planned_change" else self._drifted
            if change is not None:
                found[change.address] = change
        elif kind == "outputs":
            self._outputs = [
                name for name, each in event["outputs"].items() if each.get("action") != "noop"
            ]

    def plan(self) -> Plan:
        """What was heard."""
        changes = self._drifted if self._refresh_only else self._planned
        return Plan(
            self._stack.name,
            tuple(sorted(changes.values(), key=lambda each: each.address)),
            tuple(sorted(self._outputs)),
            bool(self._drifted),
        )

    def _change(self, found: Mapping[str, Any]) -> Change | None:
        kind = KINDS.get(found["action"])
        address = found["resource"]["addr"]
        if kind is None or address.startswith("data."):
            return None
        return Change(
            address,
            kind,
            self._stack.construct_paths.get(without_keys(address), ""),
            reason(found.get("reason", "")),
            found.get("previous_resource", {}).get("addr", ""),
        )


def estimate(stack: Stack, present: AbstractSet[str]) -> Plan:
    """What a stack will become that cannot be planned yet; `present`: the addresses in its state.

    A resource with a count or for_each is one here.
    """
    there = {without_keys(address) for address in present}
    new = [address for address in _resources(stack) if address not in there]
    paths = stack.construct_paths
    changes = [Change(address, "created", paths.get(address, "")) for address in new]
    return Plan(stack.name, tuple(changes), is_estimate=True)


def _resources(stack: Stack) -> Iterator[str]:
    for type, named in sorted(stack.template.get("resource", {}).items()):
        yield from (f"{type}.{name}" for name in sorted(named))
