"""`linode-shim`: names the subcommands and hands over to one.

Each subcommand is a module with `parser()` and `main(arguments) -> int`, imported only when it is
asked for, and reads its own arguments; so `linode-shim terraform plan -out x` passes everything on
untouched.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from shim_provider import __version__


class Command(NamedTuple):
    """Where a command is, in this package, and what it does."""

    module: str
    summary: str


#: Commands by what they are about, those that come first in a person's day first.
GROUPS = {
    "an app": {
        "new": Command("apps.new", "write an app that deploys at once, and its tests"),
        "deploy": Command("apps.deploy", "deploy the stacks of the app in this folder"),
        "diff": Command("apps.diff", "what a deployment would change"),
        "destroy": Command("apps.destroy", "destroy what is deployed of it"),
        "output": Command("apps.output", "the outputs of what is deployed"),
        "synth": Command("apps.synth", "run the app, and name its stacks"),
        "watch": Command("apps.watch", "show a run that is under way in another terminal"),
    },
    "an account": {
        "images": Command("account.images", "your images: age, size, price, who boots from them"),
        "unmanaged": Command("account.unmanaged", "images that no state holds"),
        "orphans": Command("account.orphans", "what killed applies have left at Linode"),
    },
    "Linode on this machine": {
        "emulator": Command("emulator", "serve the Linode API"),
    },
    "plain Terraform and OpenTofu": {
        "install": Command("install", "put the provider where they find it"),
        "uninstall": Command("uninstall", "take away what install has put somewhere"),
        "bundle": Command("bundle", "the provider as one file, for machines without this package"),
        "terraform": Command("terraform", "run the best Terraform at hand"),
        "provider": Command("provider", "what Terraform launches; not for people"),
    },
    "this machine": {
        "doctor": Command("doctor.command", "what is present, what is missing, how to mend each"),
        "completion": Command("completion", "a script by which your shell completes all this"),
    },
}
COMMANDS = {name: command for group in GROUPS.values() for name, command in group.items()}

_DESCRIPTION = """\
Linode images as code: apps of CDK Terrain and CDKTF, a Terraform provider, a Linode API emulator.
"""

_EXAMPLES = """\
examples:
  linode-shim new web             an app in the folder web; then, in there:
  linode-shim deploy              to the emulator on this machine; nothing costs anything
  linode-shim images --tree       with LINODE_TOKEN: what there is at Linode
  linode-shim doctor              is all here that a deployment needs?

"linode-shim COMMAND --help" explains each.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand named first (default: by the process's arguments); return its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in COMMANDS:
        return _run(words[0], words[1:])
    parser = _parser()
    parser.parse_args([each for each in words[:1] if each.startswith("-")])
    if not words:
        parser.print_help()
        return 2
    return parser.error(_unknown(words[0]))


def _run(name: str, arguments: Sequence[str]) -> int:
    try:
        code: int = load(name).main(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # such as `| head`: what is still to be written is for nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def load(name: str) -> Any:
    """The module of a command."""
    return import_module(f"shim_provider.cli.{COMMANDS[name].module}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="linode-shim",
        usage="linode-shim COMMAND [ARGUMENTS]",
        description=_DESCRIPTION + "".join(_listed()),
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"linode-shim {__version__}")
    return parser


def _listed() -> Iterator[str]:
    yield "\ncommands:\n"
    for group, commands in GROUPS.items():
        yield f" {group}\n"
        for name, command in commands.items():
            yield f"  {name:<10} {command.summary}\n"


def _unknown(word: str) -> str:
    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "known are: " + ", ".join(COMMANDS)
    return f"there is no command {word!r}; {hint}"


if __name__ == "__main__":
    sys.exit(main())
