"""`linode-shim destroy`: all that the stacks of the app have made, destroyed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from shim_provider.cli.page import page

from . import arguments, rollout

_DESCRIPTION = f"""\
Destroys what is deployed of the app in this folder: shows what would be destroyed, asks, and does
it, a stack before those that it depends on.

{arguments.STACKS}\
The stacks that depend on a named one are destroyed with it.
"""

_EPILOG = f"""\
examples:
  linode-shim destroy
  linode-shim destroy web --auto-approve
  linode-shim destroy images --target images/golden

{arguments.SPELLINGS}
The exit code is 0 when all is destroyed, 1 when the app or the engine failed, when the question was
answered no, and when nobody could be asked; 2 for wrong arguments.
"""


def main(arguments_given: Sequence[str]) -> int:
    """Destroy."""
    given = parser()
    options = arguments.parsed(given, arguments_given)
    return rollout.main(options, given, rollout.DESTROY)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    usage = "linode-shim destroy [STACK...] [OPTIONS]"
    parser = page("destroy", _DESCRIPTION, _EPILOG, usage=usage)
    arguments.add_stacks(parser, "destroy")
    arguments.add_approval(parser)
    arguments.add_changes(parser, destroys=True)
    arguments.add_missing(parser, "those that depend on them")
    arguments.add_backend(parser)
    arguments.add_app(parser)
    arguments.add_look(parser, streams=True)
    return parser
