"""`linode-shim watch`: what a run in another terminal is at, from what the provider notes."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.cli.page import page

if TYPE_CHECKING:
    from shim_provider.view.watched import Watched

_DESCRIPTION = """\
Shows a run that is under way in another terminal: of `linode-shim deploy`, of a CDKTF command line,
or of plain Terraform. A line for each resource that this provider is at work on: its step, bytes
and rate of an upload, percent of a wait as Linode's events tell it. Nothing of the run is changed:
the provider notes beside Terraform's data what it is at, and asks for percentages while somebody
watches.
"""

_EPILOG = """\
examples:
  linode-shim watch              in the app's folder (cdktf.json), or a configuration's
  linode-shim watch ../images    another folder
  linode-shim watch --json       for programs: a document a line, whenever there is news

It ends when the run does. The exit code is 0 then, however the run ended, and 0 at once where none
is under way; 130 after Ctrl-C, which the run does not notice; 2 for a folder that is none.
NO_COLOR is obeyed. Windows tells of no run.
"""

#: Seconds between two looks.
_EVERY = 0.25

_NOTHING = "Nothing is under way here."


def main(arguments: Sequence[str]) -> int:
    """Watch until the run ends."""
    parsing = parser()
    options = parsing.parse_args(arguments)
    if not options.directory.is_dir():
        parsing.error(f"{options.directory} is no directory")
    from shim_provider.view.watched import Watched

    output = _output_of(options.directory)
    watched = Watched(options.directory, os.environ, output=output)
    try:
        if options.json:
            _stream(watched)
        else:
            _show(watched, no_color=options.no_color)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # such as `| head`: what is still to be written is for nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _output_of(directory: Path) -> Path | None:
    """Where the app writes, as far as a cdktf.json tells."""
    from shim_provider.stacks import settings
    from shim_provider.stacks.failures import Failure

    try:
        return settings.output_of(directory)
    except Failure:  # a plain configuration's folder has none
        return None


def _stream(watched: Watched) -> None:
    from shim_provider.view.watched import Documents

    documents, looks = Documents(), watched.look()
    if watched.is_over:
        print(_NOTHING, file=sys.stderr)
    while not watched.is_over:
        for place, look in looks:
            for document in documents.of(place, look.changes):
                print(json.dumps(document), flush=True)
        time.sleep(_EVERY)
        looks = watched.look()


def _show(watched: Watched, *, no_color: bool) -> None:
    from shim_provider.view.opened import view
    from shim_provider.view.tables import console

    looks = watched.look()
    if watched.is_over:
        print(_NOTHING)
        return
    with view(console(no_color=no_color), {}) as shown:
        while not watched.is_over:
            shown.several = sum(bool(place.stack) for place, _ in looks) > 1
            for place, look in looks:
                shown.seen(place.stack, look.changes, place.name)
            time.sleep(_EVERY)
            looks = watched.look()
    course = shown.course
    failed = f", {course.failed} failed" if course.failed else ""
    print(f"The run has ended: {course.done} done{failed}.")


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("watch", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="DIRECTORY",
        help="the app's folder, or a Terraform configuration's; this one by default",
    )
    parser.add_argument("--json", action="store_true", help="a JSON document a line, for programs")
    parser.add_argument("--no-color", action="store_true", help="as NO_COLOR in the environment")
    return parser
