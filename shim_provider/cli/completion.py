"""`linode-shim completion`: the script by which a shell completes this command.

shtab makes it of the commands' own parsers, so that what they take is said once. What stands in a
folder is asked when a key is pressed: names of stacks, files, directories.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from typing import Any

from shim_provider.cli.page import one_of, page

_DESCRIPTION = """\
Prints a script by which a shell completes commands, options, their values, the names of stacks (as
they were last synthesized), files and directories.
"""

_EPILOG = """\
examples:
  bash   add to ~/.bashrc:     eval "$(linode-shim completion bash)"
  zsh    add to ~/.zshrc, after compinit:
                               eval "$(linode-shim completion zsh)"
  fish   once:                 linode-shim completion fish \\
                                   > ~/.config/fish/completions/linode-shim.fish

The exit code is 0; 2 for a shell that is not known.
"""

SHELLS = ("bash", "zsh", "fish")

#: The names in a manifest, without starting a Python for each press of a key: they are written two
#: levels deep, by cdktf and by cdktn. Shells quote it differently, so that it has neither a double
#: quote (which is \042 to tr) nor a dollar sign.
_STACKS = r"sed -n 's/^      .name.: //p' cdktf.out/manifest.json 2>/dev/null | tr -d ',\042'"
_ZSH_STACKS = "_linode_shim_stacks"

# shtab 1.13 has zsh complete the first of several arguments only: in its _arguments, what may be
# repeated begins with "*:", and "(*)" excludes the others.
_REPEATED = re.compile(r'^(\s*")\(\*\)::?', re.M)

# And its script takes `source <(...)` for the call of a function that zsh has loaded by itself.
_READ = "$zsh_eval_context[-1] == eval", "$zsh_eval_context[-1] == (eval|file)"

# What the arguments name, by the word that stands for them on the page.
_DIRECTORIES = ("DIR", "DIRECTORY", "FOLDER")
_FILES = ("FILE", "PATH")


def main(arguments: Sequence[str]) -> int:
    """Print the script."""
    options = parser().parse_args(arguments)
    import shtab

    script = shtab.complete(whole(), options.shell)
    print(_for_zsh(script) if options.shell == "zsh" else script)
    return 0


def _for_zsh(script: str) -> str:
    return _REPEATED.sub(r"\1*:", script).replace(*_READ)


def whole() -> argparse.ArgumentParser:
    """One parser of all commands."""
    from shim_provider.cli.main import COMMANDS, load

    root = argparse.ArgumentParser(prog="linode-shim")
    root.add_argument("--version", action="store_true", help="print the version")
    commands = root.add_subparsers(dest="command")
    for name, command in COMMANDS.items():
        # The command's own -h comes along.
        own = commands.add_parser(
            name, help=command.summary, parents=[load(name).parser()], add_help=False
        )
        _name_sources(own)
    return root


def _name_sources(parser: argparse.ArgumentParser) -> None:
    """Say of each argument where its values are to be found."""
    for action in _actions(parser):
        source = _source(action)
        if source is not None:
            action.complete = source  # type: ignore[attr-defined]


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _actions(below)


def _source(action: argparse.Action) -> Any:
    import shtab

    word = action.metavar
    if word == "STACK":
        # In zsh shtab asks a command once, as the script is read; a function is asked each time.
        return {**shtab.cmd(_STACKS), "zsh": _ZSH_STACKS, "preamble": _preambles()}
    if word in _DIRECTORIES:
        return shtab.DIRECTORY
    return shtab.FILE if word in _FILES else None


def _preambles() -> dict[str, str]:
    import shtab

    ask = f'{_ZSH_STACKS}() {{ compadd -- ${{(f)"$({_STACKS})"}} }}\n'
    own: Any = shtab.cmd(_STACKS)["preamble"]
    return {**own, "zsh": ask}


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("completion", _DESCRIPTION, _EPILOG)
    parser.add_argument("shell", choices=SHELLS, type=one_of(SHELLS), help="whose script it is")
    return parser
