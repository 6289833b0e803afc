"""`linode-shim bundle`: the provider for machines that have python3, and not this package."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider import install
from shim_provider.cli.page import complain, page

if TYPE_CHECKING:
    from shim_provider.install.bundle import Bundle

_DESCRIPTION = """\
Writes a directory that has the provider as one file: what a CI runner, an Atlantis, an agent of
Terraform Cloud or a machine without a network takes. It needs python3 (3.10 or newer) there, and no
package; it is for Linux and macOS, x86-64 and arm64.

DIR is a filesystem mirror; DIR/network is a network mirror, to be served by https; the lock
file in it fits "terraform init -lockfile=readonly" by either, and those who have this package
installed as well. The same versions make the same bytes, whoever makes them.
"""

_EPILOG = """\
examples:
  linode-shim bundle linode-provider
      then, there:  export TF_CLI_CONFIG_FILE=$PWD/linode-provider/terraformrc
  linode-shim bundle linode-provider --at /opt/linode-provider
      where it will be on the machine that uses it: terraformrc names that path
  linode-shim bundle linode-provider --lock cdktf.out/stacks/*
      have these stacks' lock files allow it, and keep what else is in them
  linode-shim bundle linode-provider --json
      for machines: hashes, platforms, and what is in it

DIR may be there if it is empty or a bundle, which is renewed.

The exit code is 0 when it is written, 1 when it cannot be, 2 when DIR holds something else or
a directory of --lock is not there. All about runners: docs/runners.md.
"""


def main(arguments: Sequence[str]) -> int:
    """Write the bundle, and say what to do with it."""
    options = parser().parse_args(arguments)
    if missing := [each for each in options.lock if not each.is_dir()]:
        parser().error(f"--lock {missing[0]}: there is no such directory")
    from shim_provider.install.bundle import NotABundleError, write_bundle

    try:
        install.need_posix()
        made = write_bundle(options.directory, options.at)
        allowed = made.description["hashes"]
        locks = [install.allow_in_lock(directory, allowed) for directory in options.lock]
    except NotABundleError as error:
        parser().error(str(error))
    except (OSError, RuntimeError) as error:
        complain(error)
        return 1
    if options.json:
        print(json.dumps(_told(made, locks), indent=2))
    else:
        _show(made, options.at, locks)
    return 0


def _told(made: Bundle, locks: Sequence[Path]) -> dict[str, Any]:
    directory = made.directory.absolute()
    return {
        "directory": str(directory),
        **made.description,
        "filesystem_mirror": str(directory),
        "network_mirror": str(directory / "network"),
        "cli_configuration": str(directory / "terraformrc"),
        "lock_file": str(directory / install.LOCK_FILE),
        "lock_files": [str(lock.absolute()) for lock in locks],
    }


def _show(made: Bundle, at: Path | None, locks: Sequence[Path]) -> None:
    where, told = at or made.directory.absolute(), made.description
    print(f"Written: {made.directory}, the provider {told['version']} for")
    print(f"{', '.join(told['platforms'])}.")
    if not told["emulator"]:
        mend = 'pip install "cdktf-linode-image[emulator]"'
        print(f"Without the emulator, which is not installed here: {mend}")
    for lock in locks:
        print(f"Allowed in {lock}")
    print(f"""
On the machine that uses it:
  1. have the directory there: {where}
  2. export TF_CLI_CONFIG_FILE={where}/terraformrc
  3. cp {where}/{install.LOCK_FILE} CONFIGURATION
     (or, here and now, where it has a lock file: --lock CONFIGURATION)
Then: terraform init -lockfile=readonly""")


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("bundle", _DESCRIPTION, _EPILOG)
    parser.add_argument("directory", metavar="DIR", type=Path, help="the directory to write")
    parser.add_argument(
        "--at",
        metavar="PATH",
        type=Path,
        help="where DIR will be on the machine that uses it; by default where it is now",
    )
    parser.add_argument(
        "--lock",
        metavar="DIRECTORY",
        type=Path,
        nargs="+",
        default=[],
        help="directories of configurations whose lock files are to allow it",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser
