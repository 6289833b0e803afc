"""`linode-shim emulator`: the Linode API, served here. Its arguments are the emulator's own."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Sequence

# What of the extra `emulator` is always needed.
MODULES = ("cheroot", "werkzeug")
MEND = 'pip install "cdktf-linode-image[emulator]"'


def missing_modules() -> list[str]:
    """Those of the extra `emulator` which are not installed."""
    return [name for name in MODULES if importlib.util.find_spec(name) is None]


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or Ctrl-C; 1 where the extra `emulator` is not installed."""
    if (missing := missing_modules()) and not {"-h", "--help"} & {*arguments}:
        print(f"linode-shim emulator needs {' and '.join(missing)}: {MEND}", file=sys.stderr)
        return 1
    from shim_provider.emulator.__main__ import main as serve

    return serve(arguments)


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    from shim_provider.emulator.__main__ import parser

    return parser()
