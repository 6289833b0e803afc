"""All stacks of a command: planned first, then deployed or destroyed, in order.

What was approved is what is done: a stack that is planned again after another one has changed is
asked about again, if there is more to do than was approved.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from . import outputs, state
from .choices import Wanted, choices
from .crew import Crew
from .failures import Failure
from .order import PARALLEL, Ask, NotTried, in_order
from .plans import Change, Plan, estimate
from .work import Listener, Work, deaf, environment

if TYPE_CHECKING:
    from .manifest import Stack
    from .outputs import Output


class Deed(Enum):
    """What has become of a stack."""

    DONE = "done"
    #: There was nothing to do.
    UNCHANGED = "unchanged"


class Refused(Failure):
    """The question was answered no."""


#: Asks about changes that were not approved yet: (plan, changes) -> the answer.
Approve = Callable[[Plan, Sequence[Change]], bool]


class Fleet:
    """The stacks; a context manager, as saved plans are gone when it ends."""

    def __init__(
        self,
        stacks: Sequence[Stack],
        wanted: Wanted | None = None,
        *,
        listener: Listener = deaf,
        destroy: bool = False,
        parallel: int = PARALLEL,
    ) -> None:
        wanted = wanted or Wanted()
        chosen = choices(wanted, stacks)
        self.stacks = {stack.name: stack for stack in stacks if stack.name in chosen}
        self._destroy = destroy
        self._parallel = parallel
        self._crew = Crew(environment())
        self._folder = Path(tempfile.mkdtemp(prefix="linode-shim-"))  # for its owner alone
        self._works = {
            name: Work(stack, self._crew, chosen[name], wanted, self._folder, listener)
            for name, stack in self.stacks.items()
        }

    def __enter__(self) -> Fleet:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def producers(self) -> dict[str, AbstractSet[str]]:
        """Of each stack those of the fleet whose outputs it needs."""
        return {name: each.dependencies & self.stacks.keys() for name, each in self.stacks.items()}

    @property
    def _first(self) -> dict[str, AbstractSet[str]]:
        """Of each stack those that come before it."""
        if not self._destroy:
            return self.producers
        return {
            name: {other for other, needed in self.producers.items() if name in needed}
            for name in self.stacks
        }

    def plan(self) -> dict[str, Plan | Failure]:
        """What would change, by name of the stack.

        All are planned at once, by what there is now; then those are marked that come after others
        with changes.
        """
        side_by_side = dict.fromkeys(self.stacks, frozenset[str]())
        found = in_order(side_by_side, self._planned, self._crew, self._parallel)
        if self._destroy:
            return found
        for name, result in found.items():  # in the order of dependencies
            found[name] = self._placed(name, result, found)
        return found

    def _planned(self, name: str, _ask: Ask) -> Plan:
        stack, work = self.stacks[name], self._works[name]
        absent = [each for each in self.producers[name] if state.is_absent(self.stacks[each])]
        if absent and not self._destroy:
            return self._estimate(name)
        if self._destroy and state.is_absent(stack):
            return Plan(name)
        work.initialize()
        return work.plan(destroy=self._destroy)

    def _placed(
        self, name: str, result: Plan | Failure, found: Mapping[str, Plan | Failure]
    ) -> Plan | Failure:
        """The result, as one that comes after those of other stacks."""
        after = []
        for each in sorted(self.producers[name]):
            producer = found[each]
            if isinstance(producer, Failure):
                return NotTried(name, each)
            if not producer.is_empty or producer.after:
                after.append(each)
        if after and isinstance(result, Failure) and not self._crew.is_ending:
            # It may need an output that the other stack is yet to have.
            result = self._estimate(name)
        return result if isinstance(result, Failure) else replace(result, after=tuple(after))

    def _estimate(self, name: str) -> Plan:
        return estimate(self.stacks[name], state.addresses(self.stacks[name]))

    def apply(self, plans: Mapping[str, Plan], approve: Approve) -> dict[str, Deed | Failure]:
        """Do what was planned, and approved."""
        before = {name: needed & plans.keys() for name, needed in self._first.items()}

        def one(name: str, ask: Ask) -> Deed:
            plan = plans[name]
            if plan.after or plan.is_estimate:
                plan = self._again(plan, approve, ask)
            if plan.is_empty and not plan.has_drift:
                return Deed.UNCHANGED
            self._works[name].apply(plan, destroy=self._destroy)
            return Deed.UNCHANGED if plan.is_empty else Deed.DONE

        needs = {name: before[name] for name in self.stacks if name in plans}
        return in_order(needs, one, self._crew, self._parallel)

    def _again(self, approved: Plan, approve: Approve, ask: Ask) -> Plan:
        """The plan after those of other stacks were applied."""
        work = self._works[approved.stack]
        work.initialize()
        plan = work.plan()
        more = plan.beyond(approved)
        if more and not ask(lambda: approve(plan, more)):
            raise Refused(f"{approved.stack}: not deployed, as its changes were not approved")
        return plan

    def outputs(self) -> dict[str, Mapping[str, Output] | Failure]:
        """By name of the stack."""
        nothing = dict.fromkeys(self.stacks, frozenset[str]())
        return in_order(
            nothing,
            lambda name, _ask: outputs.of(self.stacks[name], self._works[name]),
            self._crew,
            self._parallel,
        )
