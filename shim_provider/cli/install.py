"""`linode-shim install`: the provider for configurations in plain HCL.

Writes through `shim_provider.install` and says what was done. CDKTF apps do not need it: their
synthesis brings the provider along.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from shim_provider import install
from shim_provider.cli.page import page

_DESCRIPTION = """\
Puts the provider where Terraform and OpenTofu find it without a registry, and prints the
block that makes a configuration use it. What is written is a launcher of 1 KB which runs the
Python of this environment: run the command again after the environment has moved.

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

then, in the configuration:
{re.sub("^", "  ", install.required_providers().rstrip(), flags=re.M)}
"""


def main(arguments: Sequence[str]) -> int:
    """Install as asked, and print what to do next."""
    options = parser().parse_args(arguments)
    if options.into is None:
        print(f"Installed into {install.install_for_user()}")
        if configuration := without_mirrors(os.environ.get("TF_CLI_CONFIG_FILE")):
            print(
                f"But {configuration} has a provider_installation block, so that Terraform does"
                f" not look there: add the directory as a filesystem_mirror, or use --into."
            )
    elif options.into.is_dir():
        install.seed_stack(options.into)
        print(f"Installed into {options.into}: terraform.d/plugins and .terraform.lock.hcl")
    else:
        parser().error(f"--into {options.into}: there is no such directory")
    print(f"\nIn your configuration:\n\n{install.required_providers()}\nThen: terraform init")
    return 0


def without_mirrors(named: str | None) -> Path | None:
    """The CLI configuration file that turns Terraform's implied mirrors off, if it does."""
    file = Path(named) if named else Path.home() / ".terraformrc"
    if not file.is_file():
        return None
    text = file.read_text(encoding="utf-8", errors="replace")
    return file if re.search(r"^\s*provider_installation\b", text, re.M) else None


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("install", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "--into",
        metavar="DIRECTORY",
        type=Path,
        help="a configuration's directory; without it, the provider is for all of yours",
    )
    return parser
