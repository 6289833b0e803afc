"""Plans, outputs and failures as a person reads them; questions to that person."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shim_provider.cli.page import complain

if TYPE_CHECKING:
    from rich.console import Console

    from shim_provider.stacks.failures import Failure
    from shim_provider.stacks.outputs import Outputs
    from shim_provider.stacks.plans import Change, Plan

_STYLES = {"+": "green", "~": "yellow", "-/+": "magenta", "-": "red"}


def show_plans(console: Console, plans: Iterable[Plan], nothing: str) -> None:
    """The table by stack, then the resources by construct path; or what is said without changes."""
    from shim_provider.view.tables import PlanRow, plan_table

    found = list(plans)
    if all(plan.is_empty for plan in found):
        if nothing:
            console.print(nothing)
        return
    kinds = ("created", "changed", "replaced", "destroyed")
    console.print(plan_table(PlanRow(p.stack, *map(p.count, kinds)) for p in found))
    for plan in found:
        if plan.changes or plan.outputs or plan.after:
            console.print()
            console.print(_heading(plan, found), style="bold", soft_wrap=True)
            show_changes(console, plan.changes)
            if plan.after and not plan.changes:
                console.print("  nothing yet", style="dim")
            if named := visible(plan.outputs):
                console.print(f"  outputs: {', '.join(named)}", soft_wrap=True)


def _heading(plan: Plan, plans: Iterable[Plan]) -> str:
    if not plan.after:
        return plan.stack
    after = ", ".join(plan.after)
    if plan.is_estimate:
        return f"{plan.stack} (after {after}; counted by its configuration until then)"
    first = [each for each in plans if each.stack in plan.after]
    inputs = any(len(visible(each.outputs)) < len(each.outputs) for each in first)
    why = ", as inputs of it change" if inputs else ""
    return f"{plan.stack} (after {after}; planned again then{why})"


def show_changes(console: Console, changes: Sequence[Change]) -> None:
    """A line for each resource, and for each attribute that is known to change."""
    from rich.text import Text

    from shim_provider.stacks.words import SIGNS

    width = max((len(change.construct_path) for change in changes), default=0)
    for change in changes:
        sign = SIGNS[change.kind]
        told = f"{change.construct_path:<{width}}  {change.address}" if width else change.address
        more = f" (from {change.moved_from})" if change.moved_from else ""
        why = f": {change.reason}" if change.reason else ""
        text = Text.assemble((f"{sign:>5} ", _STYLES.get(sign, "")), told, (f"{more}{why}", "dim"))
        console.print(text, soft_wrap=True)
        for detail in change.details:
            console.print(f"        {detail}", soft_wrap=True)


def steps(changes: Iterable[Change]) -> dict[str, int]:
    """Address -> in how many steps it changes; what only moves, or is forgotten, in none."""
    taken = {"created": 1, "changed": 1, "replaced": 2, "destroyed": 1}
    return {each.address: taken[each.kind] for each in changes if each.kind in taken}


def visible(outputs: Iterable[str]) -> list[str]:
    """The names without those that the app makes for other stacks."""
    from shim_provider.stacks.outputs import is_for_others

    return [name for name in outputs if not is_for_others(name)]


def show_outputs(console: Console, outputs: Mapping[str, Outputs]) -> None:
    """A line for each, by stack; sensitive ones hidden."""
    for stack, found in outputs.items():
        if found:
            console.print(f"\n{stack}", style="bold")
            for name, output in found.items():
                shown = output.shown
                text = shown if isinstance(shown, str) else json.dumps(shown)
                console.print(f"  {name} = {text}", soft_wrap=True)


def show_failure(failure: Failure) -> None:
    """On standard error, each of Terraform's diagnostics by itself."""
    complain(failure)
    print(file=sys.stderr)


def confirmed(question: str) -> bool:
    """Whether a person says yes; the end of the input is a no."""
    print(f"\n{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def waiting(stack: str, event: Mapping[str, Any]) -> str:
    """What is said of a lock that takes a while to get; nothing of other events."""
    from shim_provider.stacks.work import WAITS

    return f"{stack}: waits for the lock on its state" if event.get("type") == WAITS else ""


def say_waiting(stack: str, event: Mapping[str, Any]) -> None:
    """Say it on standard error."""
    if said := waiting(stack, event):
        print(said, file=sys.stderr)


def say_json(**document: Any) -> None:
    """A line for machines."""
    print(json.dumps(document), flush=True)


def failure_json(stack: str, failure: Failure) -> dict[str, Any]:
    """A failure for machines."""
    return {
        "stack": stack,
        "message": failure.sentence,
        "diagnostics": [each._asdict() for each in failure.diagnostics],
        **failure.facts,
    }


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan for machines."""
    return {
        "stack": plan.stack,
        "changes": [change.as_json() for change in plan.changes],
        "outputs": visible(plan.outputs),
        "after": list(plan.after),
        "is_estimate": plan.is_estimate,
    }


def end(result: Plan | Failure, done: str) -> str:
    """What has become of a stack."""
    from shim_provider.stacks.failures import Failure

    if not isinstance(result, Failure):
        if result.is_empty:
            return "no changes"
        counts = ", ".join(f"{count} {kind}" for kind, count in result.counts().items())
        return counts if done in counts else f"{done} ({counts or 'outputs alone'})"
    return end_json(result, done)


def end_json(result: Plan | Failure, done: str) -> str:
    """The same in one word or two."""
    from shim_provider.stacks.crew import Interrupted
    from shim_provider.stacks.failures import Failure, Refused
    from shim_provider.stacks.order import NotTried

    if not isinstance(result, Failure):
        return "unchanged" if result.is_empty else done
    words = {NotTried: "not tried", Interrupted: "interrupted", Refused: "refused"}
    return words.get(type(result), "failed")
