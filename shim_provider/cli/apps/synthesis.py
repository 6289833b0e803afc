"""The stacks that a command is about: the app run, the manifest read, the named ones taken."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack


def synthesized(options: argparse.Namespace) -> list[Stack]:
    """All stacks of the app in this folder, which is run unless --skip-synth says not to.

    Raises:
        Failure: it failed, or marked a construct with an error.
    """
    from shim_provider.stacks import app, manifest, settings
    from shim_provider.stacks.failures import Failure

    folder = Path.cwd()
    if options.skip_synth:
        return manifest.read(settings.output_of(folder, options.output))
    threading.Thread(target=_get_ready, daemon=True).start()
    stacks = app.synthesize(settings.read(folder, options.app, options.output))
    marked = [note for stack in stacks for note in stack.annotations]
    for level, path, text in marked:
        print(f"{level} [{path}]: {text}", file=sys.stderr)
    if any(level == "error" for level, _, _ in marked):
        raise Failure("the app marked constructs with errors")
    return stacks


def _get_ready() -> None:
    """While the app runs: rich loads, and a Terraform on PATH is asked for its version."""
    import shim_provider.view.tables  # noqa: F401
    from shim_provider.stacks import terraform
    from shim_provider.stacks.failures import Failure

    with suppress(Failure):  # told where it is needed
        terraform.command()


def chosen(options: argparse.Namespace, stacks: Sequence[Stack]) -> list[Stack]:
    """Those that are named, in the order of their dependencies.

    Raises:
        Misuse: there is no such stack.
    """
    from shim_provider.stacks import manifest

    return manifest.select(stacks, options.stacks)
