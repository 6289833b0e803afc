"""The options that commands on an app share, in Terraform's spelling and in cdktf's."""

from __future__ import annotations

import argparse
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.cli.page import complain

if TYPE_CHECKING:
    from shim_provider.stacks.backends.moving import Policy
    from shim_provider.stacks.choices import Wanted

_SINGLE_DASH = re.compile(r"-[a-z][a-z-]+(=.*)?", re.S)

#: For the pages of all these commands.
STACKS = """\
STACK is the name of a stack, or a pattern such as 'web-*'; without any, all stacks are meant.
"""

SPELLINGS = """\
Options may be spelled with one dash too, as Terraform has them: -auto-approve, -target=ADDRESS.
"""


def doubled(arguments: Sequence[str]) -> list[str]:
    """The arguments with two dashes before each option, where Terraform's one is there."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    return [f"-{w}" if n < end and _SINGLE_DASH.fullmatch(w) else w for n, w in enumerate(words)]


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """The options; what is wrong with them ends the process with code 2."""
    return parser.parse_args(doubled(arguments))


@contextmanager
def failures_told(parser: argparse.ArgumentParser) -> Iterator[None]:
    """Say what ends the block early; a misuse ends the process with code 2, as of the parser."""
    from shim_provider.stacks.app import AppFailure
    from shim_provider.stacks.failures import Failure, Misuse

    try:
        with _ended_in_order():
            yield
    except Misuse as misuse:
        parser.error(str(misuse))
    except AppFailure as failure:
        sys.stderr.write(failure.said)
        complain(failure)
    except Failure as failure:
        complain(failure)
    except KeyboardInterrupt:
        complain("interrupted")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """A terminal that is closed, and a runner's SIGTERM, end the block as Ctrl-C does.

    Else saved plans, which hold secrets, would be left behind.
    """
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {
        number: signal.signal(number, signal.default_int_handler)
        for number in numbers
        if signal.getsignal(number) is not signal.SIG_IGN  # as nohup has it
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def add_stacks(parser: argparse.ArgumentParser, doing: str) -> None:
    """The positional arguments."""
    parser.add_argument("stacks", metavar="STACK", nargs="*", help=f"which to {doing}; else all")


def add_approval(parser: argparse.ArgumentParser) -> None:
    """Whether a person is asked."""
    parser.add_argument(
        "--auto-approve",
        action="store_true",
        help=("do not ask; needed where there is no terminal"),
    )


def add_app(parser: argparse.ArgumentParser, *, runs: bool = True) -> None:
    """How the app is run, and where it writes."""
    if runs:
        parser.add_argument(
            "-a",
            "--app",
            metavar="COMMAND",
            default="",
            help=("what runs the app, in place of cdktf.json's"),
        )
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIRECTORY",
        default="",
        help=("where the app writes, in place of cdktf.json's, or of cdktf.out"),
    )
    if runs:
        parser.add_argument(
            "--skip-synth",
            action="store_true",
            help=("do not run the app: take what is in that directory"),
        )


def add_changes(parser: argparse.ArgumentParser, *, destroys: bool = False) -> None:
    """What is changed, and how."""
    if not destroys:
        parser.add_argument(
            "--refresh-only",
            action="store_true",
            help=("only bring the states in line with what there is"),
        )
        parser.add_argument(
            "--replace",
            metavar="ADDRESS",
            action="append",
            default=[],
            help=("replace this resource, by its address or its construct's path; may be repeated"),
        )
    parser.add_argument(
        "--target",
        metavar="ADDRESS",
        action="append",
        default=[],
        help=(
            "only this resource and what it needs, by its address or its construct's path; stacks"
            " without a target are left out; may be repeated"
        ),
    )
    parser.add_argument(
        "--var",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help=("a value for a variable, of the stacks that have it; may be repeated"),
    )
    parser.add_argument(
        "--var-file",
        metavar="FILE",
        action="append",
        default=[],
        type=Path,
        help=("values for variables of all stacks; may be repeated"),
    )
    parser.add_argument(
        "--parallelism",
        "--terraform-parallelism",
        metavar="N",
        type=_positive,
        help="how many resources at a time in each stack (Terraform's own: 10)",
    )
    parser.add_argument(
        "--parallel", metavar="N", type=_positive, default=8, help="how many stacks at a time (8)"
    )


def add_backend(parser: argparse.ArgumentParser) -> None:
    """What is done with a state that is not where the stack's backend is, or that is locked."""
    moving = parser.add_mutually_exclusive_group()
    moving.add_argument(
        "--migrate-state",
        action="store_true",
        help="copy the states of stacks whose backend has changed into the new one",
    )
    moving.add_argument(
        "--reconfigure",
        action="store_true",
        help="leave them behind: go on with what is in the new one",
    )
    parser.add_argument(
        "--lock-timeout",
        metavar="DURATION",
        type=_duration,
        help="how long to wait for a state that somebody else has locked: 90s, 10m, 0s (30s)",
    )


def add_look(parser: argparse.ArgumentParser, *, streams: bool = False) -> None:
    """How it is shown."""
    parser.add_argument(
        "--json",
        action="store_true",
        help="for machines: a document a line" if streams else "for machines",
    )
    parser.add_argument("--no-color", action="store_true", help="without colours, as NO_COLOR=1")


def add_missing(parser: argparse.ArgumentParser, others: str) -> None:
    """Whether other stacks are taken along."""
    parser.add_argument(
        "--ignore-missing-stack-dependencies",
        action="store_true",
        help=(f"the named stacks alone, not {others}"),
    )


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Where outputs are written."""
    parser.add_argument(
        "--outputs-file",
        metavar="FILE",
        type=Path,
        help='write the outputs there, as {"stack": {"name": value}}',
    )
    parser.add_argument(
        "--outputs-file-include-sensitive-outputs",
        dest="with_sensitive",
        action="store_true",
        help="with the sensitive ones, which else are left out",
    )


def wanted(options: argparse.Namespace) -> Wanted:
    """What `add_changes` has read."""
    from shim_provider.stacks.choices import Wanted

    return Wanted(
        options.target,
        getattr(options, "replace", ()),
        options.var,
        options.var_file,
        getattr(options, "refresh_only", False),
        options.parallelism,
        options.lock_timeout or "",
        _moving(options),
    )


def _moving(options: argparse.Namespace) -> Policy:
    from shim_provider.stacks.backends.moving import Policy

    if options.migrate_state:
        return Policy.COPY
    if options.reconfigure:
        return Policy.LEAVE
    # Who approves of all changes beforehand has not thought of this one; `diff` changes nothing.
    return Policy.REFUSE if getattr(options, "auto_approve", True) else Policy.ASK


def _duration(text: str) -> str:
    if not re.fullmatch(r"0|(\d+(\.\d+)?(ms|s|m|h))+", text):
        raise argparse.ArgumentTypeError(f"{text!r} must be a duration, such as 90s or 10m")
    return text


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number of at least 1")
    return int(text)
