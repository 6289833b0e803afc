"""`linode-shim`: names the subcommands and hands over to one.

Each subcommand is a module with `parser()` and `main(arguments) -> int`, imported only when it is
asked for, and reads its own arguments; so `linode-shim terraform plan -out x` passes everything on
untouched.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from shim_provider import __version__


class Command(NamedTuple):
    """Where a command is, in this package, and what it does."""

    module: str
    summary: str


COMMANDS = {
    "bundle": Command("bundle", "the provider as one file, for machines without this package"),
    "deploy": Command("apps.deploy", "deploy the stacks of the app in this folder"),
    "destroy": Command("apps.destroy", "destroy what is deployed of it"),
    "diff": Command("apps.diff", "what a deployment would change"),
    "doctor": Command("doctor.command", "what is present, what is missing, how to mend each"),
    "emulator": Command("emulator", "serve the Linode API from this machine"),
    "images": Command("account.images", "one's images: age, size, price, who boots from them"),
    "install": Command("install", "put the provider where plain Terraform and OpenTofu find it"),
    "new": Command("apps.new", "write an app that deploys at once, and its tests"),
    "orphans": Command("account.orphans", "what killed applies have left at Linode"),
    "output": Command("apps.output", "the outputs of what is deployed"),
    "provider": Command("provider", "what Terraform launches; not for people"),
    "synth": Command("apps.synth", "run the app, and name its stacks"),
    "terraform": Command("terraform", "run the best Terraform at hand"),
    "uninstall": Command("uninstall", "take away what install has put somewhere"),
    "watch": Command("apps.watch", "show a run that is under way in another terminal"),
    "unmanaged": Command("account.unmanaged", "images of the account that no state holds"),
}

_DESCRIPTION = """\
Linode images as code: a Terraform provider, a Linode API emulator, and what they need.

commands:
"""

_EXAMPLES = """\
examples:
  linode-shim doctor                     is all here that a deployment needs?
  linode-shim install                    then: terraform init, in any directory
  linode-shim emulator --data ./linode   a Linode of your own, on this machine
  linode-shim terraform version          which Terraform would run?
  export TERRAFORM_BINARY_NAME=linode-shim-terraform
                                         cdktf runs that Terraform too

"linode-shim COMMAND --help" explains each.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand named first (default: by the process's arguments); return its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in COMMANDS:
        command = import_module(f"shim_provider.cli.{COMMANDS[words[0]].module}")
        code: int = command.main(words[1:])
        return code
    parser = _parser()
    parser.parse_args([each for each in words[:1] if each.startswith("-")])
    if not words:
        parser.print_help()
        return 2
    return parser.error(_unknown(words[0]))


def _parser() -> argparse.ArgumentParser:
    listed = "".join(f"  {name:<10} {command.summary}\n" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="linode-shim",
        usage="linode-shim COMMAND [ARGUMENTS]",
        description=_DESCRIPTION + listed,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"linode-shim {__version__}")
    return parser


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "known are: " + ", ".join(COMMANDS)
    return f"there is no command {word!r}; {hint}"


if __name__ == "__main__":
    sys.exit(main())
