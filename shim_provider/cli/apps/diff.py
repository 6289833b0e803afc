"""`linode-shim diff`: what a deployment would change."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shim_provider.cli.page import page

from . import arguments, shown, synthesis

if TYPE_CHECKING:
    from shim_provider.stacks.failures import Failure
    from shim_provider.stacks.plans import Plan

_DESCRIPTION = f"""\
Runs the app of cdktf.json and shows what `linode-shim deploy` would change: how much in each stack,
then the resources by the paths of their constructs. Changes nothing.

{arguments.STACKS}\
The stacks that a named one depends on are shown with it.
"""

_EPILOG = f"""\
examples:
  linode-shim diff
  linode-shim diff web --var region=eu-west
  linode-shim diff --json

{arguments.SPELLINGS}
The exit code is 0 without changes, 2 with changes, 1 when the app or the engine failed; it is 2 for
wrong arguments too, as a sentence on standard error tells.
"""

_CHANGES = 2


def main(arguments_given: Sequence[str]) -> int:
    """Plan, and show it."""
    given = parser()
    options = arguments.parsed(given, arguments_given)
    with arguments.failures_told(given):
        return _show(options)
    return 1


def _show(options: argparse.Namespace) -> int:
    from shim_provider.stacks import manifest
    from shim_provider.stacks.failures import Failure
    from shim_provider.stacks.fleet import Fleet

    stacks = synthesis.synthesized(options)
    chosen = synthesis.chosen(options, stacks)
    if not options.ignore_missing_stack_dependencies:
        chosen = manifest.with_dependencies(chosen, stacks)
    wanted = arguments.wanted(options)
    with Fleet(chosen, wanted, listener=shown.say_waiting, parallel=options.parallel) as fleet:
        found = fleet.plan(details=not options.json)
    plans = [each for each in found.values() if not isinstance(each, Failure)]
    failures = {name: each for name, each in found.items() if isinstance(each, Failure)}
    _tell(plans, failures, options)
    for each in failures.values():
        shown.show_failure(each)
    if failures:
        return 1
    return 0 if all(plan.is_empty for plan in plans) else _CHANGES


def _tell(
    plans: Sequence[Plan], failures: Mapping[str, Failure], options: argparse.Namespace
) -> None:
    if options.json:
        document = {
            "stacks": [shown.plan_json(plan) for plan in plans],
            "failures": [shown.failure_json(name, each) for name, each in failures.items()],
        }
        print(json.dumps(document, indent=2))
        return
    from shim_provider.view.tables import console

    nothing = "" if failures else "No changes."
    shown.show_plans(console(no_color=options.no_color), plans, nothing)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    usage = "linode-shim diff [STACK...] [OPTIONS]"
    parser = page("diff", _DESCRIPTION, _EPILOG, usage=usage)
    arguments.add_stacks(parser, "look at")
    arguments.add_changes(parser)
    arguments.add_missing(parser, "those that they depend on")
    arguments.add_backend(parser)
    arguments.add_app(parser)
    arguments.add_look(parser)
    return parser
