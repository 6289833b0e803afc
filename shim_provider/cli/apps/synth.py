"""`linode-shim synth`: the app run, and its stacks named."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shim_provider.cli.page import page

from . import arguments, synthesis

_DESCRIPTION = """\
Runs the app of cdktf.json, which writes its stacks as Terraform's JSON, and names them. Finds
Node.js and this environment's Python for it.
"""

_EPILOG = """\
examples:
  linode-shim synth
  linode-shim synth --json
  linode-shim synth --app 'python other.py' --output other.out

The exit code is 0, 1 when the app failed, and 2 for wrong arguments.
"""


def main(arguments_given: Sequence[str]) -> int:
    """Run it."""
    given = parser()
    options = arguments.parsed(given, arguments_given)
    with arguments.failures_told(given):
        return _synthesize(options)
    return 1


def _synthesize(options: argparse.Namespace) -> int:
    stacks = synthesis.synthesized(options)
    told: list[dict[str, Any]] = [
        {
            "name": stack.name,
            "directory": _from_here(stack.directory),
            "dependencies": sorted(stack.dependencies),
        }
        for stack in stacks
    ]
    if options.json:
        print(json.dumps({"stacks": told}, indent=2))
        return 0
    from shim_provider.view.tables import console, plain_table

    table = plain_table(["Stack", "Directory", "After"])
    for each in told:
        table.add_row(each["name"], each["directory"], ", ".join(each["dependencies"]))
    console(no_color=options.no_color).print(table)
    return 0


def _from_here(directory: Path) -> str:
    here = Path.cwd()
    return str(directory.relative_to(here) if directory.is_relative_to(here) else directory)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("synth", _DESCRIPTION, _EPILOG, usage="linode-shim synth [OPTIONS]")
    arguments.add_app(parser)
    arguments.add_look(parser)
    return parser
