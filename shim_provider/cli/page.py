"""What the pages of all commands have in common: form, program name, and the words of a failure."""

from __future__ import annotations

import argparse
import sys


def page(
    command: str, description: str, epilog: str, *, usage: str | None = None, add_help: bool = True
) -> argparse.ArgumentParser:
    """The parser of a command, whose texts are shown as they are written.

    Wrong arguments end the process with code 2, and the usage on standard error.
    """
    return argparse.ArgumentParser(
        prog=f"linode-shim {command}",
        usage=usage,
        add_help=add_help,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def complain(sentence: object) -> None:
    """Say on standard error what has failed."""
    print(f"linode-shim: {sentence}", file=sys.stderr)
