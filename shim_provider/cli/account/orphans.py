"""`linode-shim orphans`: what killed applies have left at Linode and no state holds."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.cli.page import complain, page
from shim_provider.problem import Problem

from .deleting import add_yes
from .reaching import add_url

if TYPE_CHECKING:
    from .left_behind import Orphan

_DESCRIPTION = """\
Lists images, Linodes and builds that an apply asked for and was killed before Terraform recorded
them. The next apply of the same configuration takes them up by itself; this is for what is left
when the configuration has changed. Reaches Linode as the provider does: LINODE_TOKEN and
LINODE_URL, or --url.
"""

_EPILOG = """\
examples:
  linode-shim orphans                        in a configuration's directory
  linode-shim orphans cdktf.out/stacks/web   a stack of CDKTF
  linode-shim orphans --journal /mnt/journal   where the provider has `journal`
  linode-shim orphans --json
  linode-shim orphans --delete               asks before each

The exit code is 0 when nothing is left, 1 when something is, 2 when that cannot be told: Linode
cannot be asked, an apply is still at work, or a request that was under way at a kill may still
take effect. An entry that is not certain was asked for, but no answer came: an image of that label,
made while the request was under way, is listed.
"""

#: `shim_provider.journal.VARIABLE`, which a page need not load.
_VARIABLE = "LINODE_SHIM_JOURNAL"


def main(arguments: Sequence[str]) -> int:
    """List, and delete where that is asked for and confirmed."""
    options = parser().parse_args(arguments)
    from . import left_behind, reaching

    if options.journal:
        os.environ[_VARIABLE] = str(options.journal.absolute())
    try:
        recorded = left_behind.recorded(
            options.directories, sys.stderr if options.json else sys.stdout
        )
        # Without a record nothing is to be asked, and no token is needed.
        api = reaching.api_at(options.url) if recorded else None
        findings = [left_behind.look(place, api) for place in recorded] if api else []
    except Problem as problem:
        complain(problem)
        return 2
    found = [orphan for each in findings for orphan in each.orphans]
    untold = [sentence for each in findings for sentence in each.untold]
    if options.json:
        print(json.dumps([orphan._asdict() for orphan in found], indent=2))
    elif found:
        _show(found)
    elif recorded and not untold:
        print("Nothing is left behind.")
    for sentence in untold:
        complain(sentence)
    if options.delete and api:
        found = [
            orphan for orphan in found if not left_behind.deleted_orphan(orphan, api, options.yes)
        ]
    return 1 if found else 2 if untold else 0


def _show(found: Sequence[Orphan]) -> None:
    print(f"{'ID':<18} {'LABEL':<32} {'STATUS':<15} ASKED FOR")
    for orphan in found:
        doubt = "" if orphan.certain else "  (may be it: its answer was never heard)"
        print(f"{orphan.id:<18} {orphan.label:<32} {orphan.status:<15} {orphan.asked}{doubt}")
    example = found[0]
    print(f"\nTo keep one:   terraform import {example.kind}.NAME {example.id}")
    print("To be rid of them:   linode-shim orphans --delete")
    # Not so of what an apply that ended in order made: that was taken out of the state on purpose.
    print("What a killed apply left, the next of the same configuration takes up by itself.")


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("orphans", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "directories",
        metavar="DIRECTORY",
        nargs="*",
        type=Path,
        default=[Path()],
        help="directories of configurations; by default this one",
    )
    add_url(parser)
    parser.add_argument(
        "--journal",
        metavar="FOLDER",
        type=Path,
        help=f"the folder that the provider's `journal` names; by default {_VARIABLE}",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--delete", action="store_true", help="delete them, asking before each")
    add_yes(parser, "with --delete: do not ask")
    return parser
