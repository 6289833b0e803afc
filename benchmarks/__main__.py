"""`python -m benchmarks`: runs them all, or the one that is named, and prints its table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from . import command_line, commands, emulator, machine, scale, startup, synth, upload
from .measure import RunError

if TYPE_CHECKING:
    from .table import Report

_Options = argparse.Namespace

#: Name -> what runs it, and how often unless -n says otherwise.
_BENCHMARKS: dict[str, tuple[Callable[[int, _Options], Report], int]] = {
    "startup": (lambda runs, _: startup.report(runs), 21),
    "commands": (lambda runs, options: commands.report(runs, options.images or [1, 100]), 5),
    "synth": (lambda runs, options: synth.report(runs, options.images or [1, 1000]), 7),
    "command_line": (lambda runs, _: command_line.report(runs), 5),
    "upload": (lambda runs, options: upload.report(runs, options.size), 3),
    "scale": (
        lambda runs, options: scale.report(
            runs, options.images or [1, 100, 500, 1000], options.parallelism
        ),
        1,
    ),
    "emulator": (
        lambda runs, options: emulator.report(runs, options.images or [1, 100, 1000]),
        5,
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 whether targets are met or not, 1 if something that was to be timed failed."""
    options = _parser().parse_args(arguments)
    about = machine.described()
    if not options.json:
        print(", ".join(f"{name} {value}" for name, value in about.items()), flush=True)
    found = {}
    for name in options.benchmark or _BENCHMARKS:
        report, runs = _BENCHMARKS[name]
        print(f"{name} ...", file=sys.stderr)
        try:
            found[name] = report(options.runs or runs, options)
        except RunError as failure:
            print(f"benchmarks: {name}: {failure}", file=sys.stderr)
            return 1
        if not options.json:
            print(f"\n{found[name].as_text()}", flush=True)
    if options.json:
        benchmarks = {name: report.as_data() for name, report in found.items()}
        print(json.dumps({"machine": about, "benchmarks": benchmarks}, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("benchmark", nargs="*", choices=_BENCHMARKS, help="default: all of them")
    add("-n", dest="runs", type=_positive, metavar="RUNS", help="runs of each subject")
    add("--json", action="store_true", help="data instead of tables")
    add(
        "--images",
        type=_positive,
        nargs="+",
        metavar="N",
        help="all but startup, command_line, upload: sizes",
    )
    add("--parallelism", type=_positive, nargs="+", default=[10, 50], metavar="N", help="scale")
    add("--size", type=_positive, default=1024, metavar="MIB", help="upload (default: 1024)")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(f"{number} is not positive")
    return number


if __name__ == "__main__":
    sys.exit(main())
