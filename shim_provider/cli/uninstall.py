"""`linode-shim uninstall`: takes away what `linode-shim install` has put somewhere."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from shim_provider import install
from shim_provider.cli.page import complain, page

_DESCRIPTION = """\
Takes away what "linode-shim install" has put into your own mirror, or into one configuration's
directory: its launchers, of all versions, our block of the lock file, and the directories that are
empty then. What others have put there stays. Says what is gone.

Nothing at Linode changes, and no state: what was deployed needs the provider again some day.
"""

_EPILOG = """\
examples:
  linode-shim uninstall                         after: linode-shim install
  linode-shim uninstall --into ./infrastructure after: linode-shim install --into ./infrastructure
  linode-shim uninstall --json                  for machines: what is gone

The exit code is 0, also when there was nothing to take away; 1 when something cannot be; 2 when
there is no such directory.
"""


def main(arguments: Sequence[str]) -> int:
    """Uninstall as asked, and say what is gone."""
    options = parser().parse_args(arguments)
    if options.into is not None and not options.into.is_dir():
        parser().error(f"--into {options.into}: there is no such directory")
    try:
        removed = (
            install.remove_for_user() if options.into is None else install.remove_from(options.into)
        )
    except (OSError, RuntimeError) as error:
        complain(error)
        return 1
    if options.json:
        found = {name: [str(path.absolute()) for path in paths] for name, paths in _named(removed)}
        print(json.dumps(found, indent=2))
    else:
        _show(removed, options.into)
    return 0


def _named(removed: install.Removed) -> list[tuple[str, list[Path]]]:
    return [
        ("removed", removed.versions),
        ("lock_files", removed.lock_files),
        ("left", removed.left),
    ]


def _show(removed: install.Removed, into: Path | None) -> None:
    for version in removed.versions:
        print(f"Removed {version}")
    for lock in removed.lock_files:
        gone = f"{install.PROVIDER_SOURCE} from {lock}" if lock.exists() else lock
        print(f"Removed {gone}")
    for version in removed.left:
        print(f'Left {version}: something in it is not from "linode-shim install".')
    if not (removed.versions or removed.lock_files):
        print(f"There is nothing to uninstall in {into or 'your own mirrors'}.")


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("uninstall", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "--into",
        metavar="DIRECTORY",
        type=Path,
        help="a configuration's directory; without it, what was installed for all of yours",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser
