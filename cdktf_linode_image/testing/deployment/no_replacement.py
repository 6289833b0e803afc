"""`assert_no_replacement`: what is deployed stays, when a changed stack takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from . import synthesis
from .deployed import deployed

if TYPE_CHECKING:
    from ..._construct.core import TerraformStack
    from .plan import Change, Plan


def assert_no_replacement(
    old_stack: TerraformStack,
    new_stack: TerraformStack,
    *,
    allow: Iterable[str] = (),
    variables: Mapping[str, Any] | None = None,
    seed: Mapping[str, Any] | None = None,
) -> Plan:
    """Deploy the old stack, and plan the new one over its state: nothing may go, nothing be remade.

        assert_no_replacement(Golden(App(), "golden"), Golden(App(), "golden", region="us-east"))

    The stacks may have different names and apps. What is moved (`move_to`, `add_move_target`) is
    neither destroyed nor replaced, nor is what leaves the state by a `removed` block. Stacks that
    the new one depends on are looked at too. `allow`: addresses that may be destroyed or replaced.
    `variables`: for both stacks; `seed`: see `deployed`. Returns the plan.

    Raises:
        AssertionError: with each address that would be destroyed or replaced, and why.
        DeploymentError: the old stack could not be deployed, or the new one not be planned.
    """
    __tracebackhide__ = True  # pytest then shows the line of the test
    synthesis.check(new_stack)  # before the old one is deployed
    with deployed(old_stack, variables, seed=seed) as it:
        plans = it.plans_of_successor(new_stack)
    allowed = set(allow)
    lost = {path: _lost(plan, allowed) for path, plan in plans.items()}
    if any(lost.values()):
        raise AssertionError(_report(new_stack.node.path, lost))
    return plans[new_stack.node.path]


def _lost(plan: Plan, allowed: set[str]) -> list[Change]:
    found = {**plan.destroyed, **plan.replaced}
    return [
        change
        for address, change in sorted(found.items())
        if not allowed & {address, address.partition("[")[0]}
    ]


def _report(stack: str, lost: Mapping[str, Iterable[Change]]) -> str:
    lines = [
        f"  {change.address}{'' if path == stack else f' (stack {path!r})'} would be"
        f" {change.kind}: {change.why}"
        for path, changes in lost.items()
        for change in changes
    ]
    return "\n".join([f"the stack {stack!r} would not keep what is deployed:", *lines])
