"""`linode-shim provider`: the provider process, as Terraform launches it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .page import page

_DESCRIPTION = """\
The provider process. Terraform and OpenTofu start it and speak plugin protocol 6 with it
(HashiCorp's go-plugin: one line on standard output, then gRPC on a local socket). Typed by a
person it says so and ends with code 1.

What you may be looking for instead:
  linode-shim install     make Terraform and OpenTofu find the provider
  linode-shim doctor      start the provider once, and tell how long that took
  linode-shim terraform   run Terraform
"""

_EPILOG = """\
examples:
  TF_LOG=debug terraform plan        the provider's log, among Terraform's own
  TF_LOG_PROVIDER=debug cdktf diff   the provider's log alone
  linode-shim provider --debug       the provider under a debugger, or a profiler

Terraform's launcher runs `python -m shim_provider`, which is the same program.
"""


def main(arguments: Sequence[str]) -> int:
    """Serve Terraform until it says goodbye."""
    parser().parse_args(arguments)
    from shim_provider.__main__ import main as serve

    return serve()


def parser() -> argparse.ArgumentParser:
    """The arguments. They are read by the program itself, from the process's; here for the page."""
    parser = page("provider", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "--debug",
        action="store_true",
        help="serve until Ctrl-C, and print the TF_REATTACH_PROVIDERS with which Terraform, "
        "in another terminal, uses this very process",
    )
    parser.add_argument(
        "--cold",
        action="store_true",
        help="serve in this very process: neither ask a warm one to, nor leave one behind",
    )
    return parser
