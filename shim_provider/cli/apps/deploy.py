"""`linode-shim deploy`: the stacks of the app in this folder, deployed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from shim_provider.cli.page import page

from . import arguments, rollout

_DESCRIPTION = f"""\
Runs the app of cdktf.json and deploys its stacks: shows what would change in all of them, asks,
and does it, in the order in which stacks depend on each other and side by side where they do not.
Outputs of one stack are inputs of another. A stack that fails stops those that come after it, and
no others. States and folders are those of cdktf and cdktn: use these commands in turn as you like.

{arguments.STACKS}\
The stacks that a named one depends on are deployed with it.
"""

_EPILOG = f"""\
examples:
  linode-shim deploy
  linode-shim deploy web --auto-approve
  linode-shim deploy 'web-*' --var region=eu-west --outputs-file outputs.json
  linode-shim deploy --replace web/server      by the construct's path, or its address
  linode-shim deploy --refresh-only            only notes what has changed at Linode
  linode-shim deploy --auto-approve --json     a document a line: plan, event, outputs, result
  linode-shim deploy --migrate-state           the backend has changed: take the states there
  linode-shim deploy --lock-timeout 10m        if somebody else is at it, wait

{arguments.SPELLINGS}\
--parallelism is Terraform's: resources at a time in a stack; --parallel is for stacks.

The exit code is 0 when all is deployed, 1 when the app or the engine failed, when the question was
answered no, and when nobody could be asked; 2 for wrong arguments.
"""


def main(arguments_given: Sequence[str]) -> int:
    """Deploy."""
    given = parser()
    options = arguments.parsed(given, arguments_given)
    return rollout.main(options, given, rollout.DEPLOY)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    usage = "linode-shim deploy [STACK...] [OPTIONS]"
    parser = page("deploy", _DESCRIPTION, _EPILOG, usage=usage)
    arguments.add_stacks(parser, "deploy")
    arguments.add_approval(parser)
    arguments.add_changes(parser)
    arguments.add_missing(parser, "those that they depend on")
    arguments.add_outputs(parser)
    arguments.add_backend(parser)
    arguments.add_app(parser)
    arguments.add_look(parser, streams=True)
    return parser
