"""Deletes what was listed, after a yes: by --yes, or typed. No answer is none."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from shim_provider.cli.page import complain

from .reaching import in_words

if TYPE_CHECKING:
    from shim_provider.linode.client import Api


def confirmed(question: str) -> bool:
    """Whether the answer is yes. Where nobody can answer, it is not, and that is said."""
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer:
        print(file=sys.stderr)
        complain("nobody answers, so nothing is deleted: --yes deletes without asking")
    return answer.strip().lower() in ("y", "yes")


def deleted(api: Api, id: str | int, name: str = "") -> bool:
    """Delete an image by its id, or a Linode by its number; false where Linode refuses.

    `name`: how it is called here, where that is not the id.
    """
    from shim_provider.linode.errors import LinodeError

    try:
        if isinstance(id, int):
            api.instances.delete(id)
        else:
            api.images.delete(id)
    except LinodeError as failure:
        complain(f"{name or id} is not deleted: {in_words(failure)}")
        return False
    print(f"Deleted {name or id}.", file=sys.stderr)
    return True


def add_yes(parser: argparse.ArgumentParser, help: str = "delete without asking") -> None:
    """The option that answers the question."""
    parser.add_argument("--yes", action="store_true", help=help)
