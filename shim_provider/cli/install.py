"""`linode-shim install`: the provider for configurations in plain HCL.

Writes through `shim_provider.install` and says what was done. CDKTF apps do not need it: their
synthesis brings the provider along.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shim_provider import install
from shim_provider.cli.page import complain, page
from shim_provider.install.places import cli_configurations

_DESCRIPTION = """\
Puts the provider where Terraform and OpenTofu find it without a registry, and prints the
block that makes a configuration use it. What is written is a launcher of 2 KB which runs the
Python of this environment: run the command again after the environment has moved, and
"linode-shim uninstall" to take it away. For machines without this package: "linode-shim bundle".

CDKTF apps do not need this: synthesis writes the same into each stack's directory.
"""

_EPILOG = f"""\
examples:
  linode-shim install
      for all of your configurations: into ~/.terraform.d/plugins, which both engines search
  linode-shim install --into ./infrastructure
      for one configuration: into its terraform.d/plugins and its lock file. The launcher and
      so the lock file are the same on every machine: commit .terraform.lock.hcl, and let each
      colleague run this command once
  linode-shim install --json
      for machines: where it is, and the hash that lock files hold

The exit code is 0 when it is installed, 1 when it cannot be (nothing may be written there, or this
is Windows, where the provider does not run), 2 when there is no such directory.

then, in the configuration:
{re.sub("^", "  ", install.required_providers().rstrip(), flags=re.M)}
"""


def main(arguments: Sequence[str]) -> int:
    """Install as asked, and print what to do next."""
    options = parser().parse_args(arguments)
    if options.into is not None and not options.into.is_dir():
        parser().error(f"--into {options.into}: there is no such directory")
    try:
        if options.into is None:
            mirror = install.install_for_user()
        else:
            install.seed_stack(options.into)
            mirror = options.into / "terraform.d" / "plugins"
    except (OSError, RuntimeError) as error:
        complain(error)
        return 1
    hidden_by = without_mirrors(os.environ)
    if options.json:
        print(json.dumps(_told(mirror, options.into, hidden_by), indent=2))
        return 0
    if options.into is None:
        print(f"Installed into {mirror}")
    else:
        print(f"Installed into {options.into}: terraform.d/plugins and {install.LOCK_FILE}")
    if hidden_by:
        print(
            f"But {hidden_by} has a provider_installation block, so that Terraform does"
            f" not look there: add {mirror} as a filesystem_mirror."
        )
    print(f"\nIn your configuration:\n\n{install.required_providers()}\nThen: terraform init")
    return 0


def _told(mirror: Path, into: Path | None, hidden_by: Path | None) -> dict[str, object]:
    return {
        "mirror": str(mirror.absolute()),
        "lock_file": str((into / install.LOCK_FILE).absolute()) if into else None,
        "source": install.PROVIDER_SOURCE,
        "version": install.PROVIDER_VERSION,
        "platforms": install.platforms(),
        "hashes": [install.package_hash()],
        "hidden_by": str(hidden_by) if hidden_by else None,
    }


def without_mirrors(environ: Mapping[str, str]) -> Path | None:
    """The CLI configuration file that turns implied mirrors off, if one does."""
    for file in map(Path, cli_configurations(sys.platform, environ)):
        if file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            if re.search(r"^\s*provider_installation\b", text, re.M):
                return file
    return None


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("install", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "--into",
        metavar="DIRECTORY",
        type=Path,
        help="a configuration's directory; without it, the provider is for all of yours",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser
