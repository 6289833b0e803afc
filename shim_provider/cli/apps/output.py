"""`linode-shim output`: what the deployed stacks tell."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from shim_provider.cli.page import page

from . import arguments, shown, synthesis

_DESCRIPTION = f"""\
Shows the outputs of the stacks as they were deployed last. Does not run the app: the stacks are
those that were synthesized last. Sensitive values are not shown, and outputs that the app has made
for its other stacks are left out.

{arguments.STACKS}\
"""

_EPILOG = """\
examples:
  linode-shim output
  linode-shim output web --json
  linode-shim output --outputs-file outputs.json --outputs-file-include-sensitive-outputs

JSON is {"stack": {"name": value}}, without sensitive values unless they are asked for.

The exit code is 0, 1 when nothing was synthesized yet or a state cannot be read, and 2 for wrong
arguments.
"""


def main(arguments_given: Sequence[str]) -> int:
    """Show them."""
    given = parser()
    options = arguments.parsed(given, arguments_given)
    with arguments.failures_told(given):
        return _show(options)
    return 1


def _show(options: argparse.Namespace) -> int:
    from shim_provider.stacks import manifest, outputs, settings
    from shim_provider.stacks.failures import Failure
    from shim_provider.stacks.fleet import Fleet

    if options.outputs_file:
        outputs.check(options.outputs_file)
    stacks = manifest.read(settings.output_of(Path.cwd(), options.output))
    with Fleet(synthesis.chosen(options, stacks)) as fleet:
        found = fleet.outputs(fleet.stacks)
    told = {name: each for name, each in found.items() if not isinstance(each, Failure)}
    for each in found.values():
        if isinstance(each, Failure):
            shown.show_failure(each)
    sensitive = options.with_sensitive
    if options.outputs_file:
        outputs.save(told, options.outputs_file, with_sensitive=sensitive)
    if options.json:
        print(json.dumps(outputs.as_json(told, with_sensitive=sensitive), indent=2))
    else:
        from shim_provider.view.tables import console

        shown.show_outputs(console(no_color=options.no_color), told)
        if told and not any(told.values()):
            print("There are no outputs.", file=sys.stderr)
    return 0 if len(told) == len(found) else 1


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    usage = "linode-shim output [STACK...] [OPTIONS]"
    parser = page("output", _DESCRIPTION, _EPILOG, usage=usage)
    arguments.add_stacks(parser, "show")
    arguments.add_outputs(parser)
    arguments.add_app(parser, runs=False)
    arguments.add_look(parser)
    return parser
