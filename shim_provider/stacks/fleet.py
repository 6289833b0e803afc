"""All stacks of a command: planned first, then deployed or destroyed, in order.

What was approved is what is done: a stack that is planned again after another one has changed is
asked about again, if there is more to do than was approved.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from . import outputs, state
from .backends.moving import Move, Moving
from .backends.turns import Turns
from .choices import Wanted, choices
from .crew import Crew
from .failures import Failure, Refused
from .order import PARALLEL, Ask, NotTried, in_order
from .plans import Change, Plan, estimate
from .work import Listener, Stale, Work, deaf, environment

if TYPE_CHECKING:
    from .manifest import Stack
    from .outputs import Output


#: Asks about changes that were not approved yet: (plan, changes) -> the answer.
Approve = Callable[[Plan, Sequence[Change]], bool]


def _check_data_folder(stacks: Sequence[Stack]) -> None:
    """Terraform keeps there which backend a stack has: one folder will not do for several."""
    folder = os.environ.get("TF_DATA_DIR", "")
    if len(stacks) > 1 and Path(folder).is_absolute():
        raise Failure(
            f"TF_DATA_DIR={folder} is one folder for {len(stacks)} stacks, and each needs its own:"
            " unset it, or make it a relative one, which then lies in each stack's folder"
        )


class Fleet:
    """The stacks; a context manager, as saved plans are gone when it ends."""

    def __init__(
        self,
        stacks: Sequence[Stack],
        wanted: Wanted | None = None,
        *,
        listener: Listener = deaf,
        ask_move: Callable[[Move], bool] = lambda _move: False,
        destroy: bool = False,
        parallel: int = PARALLEL,
    ) -> None:
        _check_data_folder(stacks)
        self._wanted = wanted = wanted or Wanted()
        self._ask_move = ask_move
        self._turns = Turns()
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
    def is_interrupted(self) -> bool:
        """Whether somebody has asked for the end."""
        return self._crew.is_ending

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

    def plan(self, *, details: bool = False) -> dict[str, Plan | Failure]:
        """What would change, by name of the stack; with `details` attribute by attribute.

        All are planned at once, by what there is now; then those are marked that come after others
        with changes.
        """
        side_by_side = dict.fromkeys(self.stacks, frozenset[str]())
        found = in_order(side_by_side, self._planned, self._crew, self._parallel)
        for name in reversed(found) if self._destroy else found:  # what comes first, first
            found[name] = self._placed(name, found)
        return self._detailed(found) if details else found

    def _detailed(self, found: dict[str, Plan | Failure]) -> dict[str, Plan | Failure]:
        """With what changes of each resource, where that takes more than its kind to tell."""
        plans = {n: each for n, each in found.items() if isinstance(each, Plan) and each.is_telling}
        side_by_side = dict.fromkeys(plans, frozenset[str]())
        more = in_order(
            side_by_side,
            lambda name, _ask: self._works[name].detailed(plans[name]),
            self._crew,
            self._parallel,
        )
        return {**found, **more}

    def _planned(self, name: str, ask: Ask) -> Plan:
        stack, work = self.stacks[name], self._works[name]
        if self._destroy and state.is_absent(stack):
            return Plan(name)
        # Also of what is planned later: side by side it takes no time.
        is_new = self._initialized(work, ask)
        absent = [each for each in self.producers[name] if state.is_absent(self.stacks[each])]
        if absent and not self._destroy:
            return self._estimate(name)
        with self._turns.turn(stack, is_new=is_new):
            return work.plan(destroy=self._destroy)

    def _initialized(self, work: Work, ask: Ask) -> bool:
        """Whether there was anything to do."""
        moving = Moving(self._wanted.moving, lambda move: ask(lambda: self._ask_move(move)))
        return work.initialize(moving)

    def _placed(self, name: str, found: Mapping[str, Plan | Failure]) -> Plan | Failure:
        """What was found, as of a stack that comes after others."""
        result = found[name]
        first = {each: found[each] for each in sorted(self._first[name])}
        for each, before in first.items():
            if isinstance(before, Failure):
                return NotTried(name, each)
        if self._destroy:
            return result
        after = tuple(n for n, p in first.items() if isinstance(p, Plan) and p.may_change)
        if after and isinstance(result, Failure) and not self._crew.is_ending:
            # It may need an output that the other stack is yet to have.
            result = self._estimate(name)
        return result if isinstance(result, Failure) else replace(result, after=after)

    def _estimate(self, name: str) -> Plan:
        return estimate(self.stacks[name], state.addresses(self.stacks[name]))

    def apply(self, plans: Mapping[str, Plan], approve: Approve) -> dict[str, Plan | Failure]:
        """Do what was planned, and approved; the plans that were done in the end.

        `plans` holds, of each stack, those that come before it too.
        """

        def one(name: str, ask: Ask) -> Plan:
            with self._turns.turn(self.stacks[name]):
                return self._applied(plans[name], approve, ask)

        self._turns.expect(self.stacks.values(), plans.values())
        needs = {name: self._first[name] for name in self.stacks if name in plans}
        return in_order(needs, one, self._crew, self._parallel)

    def _applied(self, plan: Plan, approve: Approve, ask: Ask) -> Plan:
        """The plan that was done in the end."""
        approved, work = plan, self._works[plan.stack]
        if plan.after or plan.is_estimate:
            plan = self._again(approved, approve, ask)
        try:
            self._do(work, plan)
        except Stale:  # somebody else was first
            plan = self._again(approved, approve, ask)
            self._do(work, plan)
        return plan

    def _do(self, work: Work, plan: Plan) -> None:
        if not plan.is_empty or plan.has_drift:
            work.apply(plan, destroy=self._destroy)

    def _again(self, approved: Plan, approve: Approve, ask: Ask) -> Plan:
        """The plan after those of other stacks were applied, or after somebody else's apply."""
        work = self._works[approved.stack]
        self._initialized(work, ask)
        plan = work.plan(destroy=self._destroy)
        more = plan.beyond(approved)
        if more and not ask(lambda: approve(plan, more)):
            raise Refused(f"{approved.stack}: not deployed, as its changes were not approved")
        return plan

    def outputs(self, names: Iterable[str]) -> dict[str, Mapping[str, Output] | Failure]:
        """Those of some of the stacks."""
        nothing = dict.fromkeys(names, frozenset[str]())
        return in_order(
            nothing,
            lambda name, _ask: outputs.of(self.stacks[name], self._works[name]),
            self._crew,
            self._parallel,
        )
