"""`linode-shim new`: an app in an empty folder, which deploys at once and whose tests pass.

Asks for what it was not told, where somebody is there to answer.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shim_provider.cli.page import complain, one_of, page, unknown
from shim_provider.problem import Problem
from shim_provider.templates import cores, writing

_DESCRIPTION = """\
Writes an app into DIR, a folder that is new or empty: main.py, its tests, cdktf.json, README.md.
It deploys at once, to an emulator of the Linode API in the same folder: no account, no token, no
cost. README.md says how to go to the real Linode.

What is not said is asked for on a terminal; elsewhere the defaults are taken.

templates:
"""

_EPILOG = """\
examples:
  linode-shim new web                     asks for template and core
  linode-shim new web --template upload --core cdktn
  cd web && linode-shim deploy            it runs
  cd web && pytest                        its tests, each with an emulator of its own

The exit code is 0 when the app is written, 1 when it cannot be (DIR is not empty), 2 for wrong
arguments.
"""


def main(arguments: Sequence[str]) -> int:
    """Write the app, and say what to do next."""
    options = parser().parse_args(arguments)
    asking = sys.stdin.isatty() and sys.stderr.isatty() and not options.json
    try:
        writing.check(options.directory)  # before questions that would be asked for nothing
        template = options.template or _chosen("Template", writing.TEMPLATES, "golden", asking)
        core = options.core or _chosen("Core", cores.CORES, cores.preferred(), asking)
        files = writing.write(options.directory, template, core)
    except Problem as problem:
        complain(problem)
        return 1
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        complain("nothing was written")
        return 1
    missing = [] if cores.is_installed(core) else [cores.how_to_install(core)]
    if options.json:
        print(json.dumps(_told(options.directory, template, core, files, missing), indent=2))
    else:
        _say(options.directory, template, core, files, missing)
    return 0


def _told(
    folder: Path, template: str, core: str, files: Sequence[str], missing: Sequence[str]
) -> dict[str, object]:
    return {
        "directory": str(folder.resolve()),
        "template": template,
        "core": core,
        "files": list(files),
        "next": [*missing, "linode-shim deploy"],
    }


def _say(
    folder: Path, template: str, core: str, files: Sequence[str], missing: Sequence[str]
) -> None:
    print(f"{folder}: an app for {cores.CORES[core]} ({core}), template {template}")
    print("".join(f"  {name}\n" for name in files))
    if missing:
        print(f"{core} is not installed here. First:")
        print("".join(f"  {line}\n" for line in missing))
    print("Then:" if missing else "Next:")
    here = folder.resolve() == Path.cwd()
    for line in (*([] if here else [f"cd {shlex.quote(str(folder))}"]), "linode-shim deploy"):
        print(f"  {line}")


def _chosen(what: str, known: Mapping[str, str], default: str, asking: bool) -> str:
    """What the person at the terminal chooses, by name, by number, or by the beginning."""
    if not asking:
        return default
    names = list(known)
    width = max(map(len, names))
    print(f"{what}:", file=sys.stderr)
    for number, name in enumerate(names, 1):
        print(f"  {number}  {name:<{width}}  {known[name]}", file=sys.stderr)
    while True:
        print(f"{what} [{default}]: ", end="", file=sys.stderr, flush=True)
        answer = _line().strip().lower()
        if not answer:
            return default
        meant = [n for i, n in enumerate(names, 1) if answer in (n, str(i))]
        meant = meant or [name for name in names if name.startswith(answer)]
        if len(meant) == 1:
            return meant[0]
        print(f"  {unknown(answer, names)}", file=sys.stderr)


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    listed = "".join(f"  {name:<8} {does}\n" for name, does in writing.TEMPLATES.items())
    parser = page("new", _DESCRIPTION + listed, _EPILOG)
    parser.add_argument("directory", metavar="DIR", type=Path, help="a new or an empty folder")
    parser.add_argument(
        "--core",
        choices=cores.CORES,
        type=one_of(cores.CORES),
        help="what the app stands on; by default the one that is installed, of both cdktn",
    )
    parser.add_argument(
        "--template",
        choices=writing.TEMPLATES,
        type=one_of(writing.TEMPLATES),
        help="what the app does; by default golden",
    )
    parser.add_argument("--json", action="store_true", help="say what was written, for machines")
    return parser
