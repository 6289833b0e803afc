"""`python -m codegen`: write all that follows from the schemas. With `--check`, write nothing.

The check exits with 1, and names what is stale.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .renewal import COMMAND, Renewal, renewal

ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Returns 1 if something was to be checked and is stale, else 0."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="name what is stale, write nothing")
    options = parser.parse_args(arguments)
    found = renewal(root)
    if not options.check:
        _write(found, root)
        if not found.paths:
            print("nothing to write: all is fresh")
        return 0
    for path in found.paths:
        print(f"stale: {path}", file=sys.stderr)
    if found.paths:
        print(f"Write them anew: {COMMAND}", file=sys.stderr)
    return 1 if found.paths else 0


def _write(found: Renewal, root: Path) -> None:
    for path, text in found.written.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        print(f"written: {path}")
    for path, target in found.linked.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).unlink(missing_ok=True)
        (root / path).symlink_to(target)
        print(f"linked: {path}")
    for path in found.gone:
        (root / path).unlink()
        print(f"removed: {path}")


if __name__ == "__main__":
    sys.exit(main())
