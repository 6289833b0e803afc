"""`linode-shim unmanaged`: images of the account that no state holds.

What a lost machine has left, whose journal is gone with it. Tells only where every state is read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.cli.page import complain, page
from shim_provider.problem import Problem

from . import table
from .deleting import add_yes, confirmed, deleted
from .figures import age_of, age_text, price_text, size_text
from .lineage import booters_text, origin_text
from .reaching import add_url, api_at

if TYPE_CHECKING:
    from .holdings import Holding

_DESCRIPTION = """\
Lists the images of the account that none of the given states holds: what a lost CI machine has
left, or what was made by hand. Each DIR is an app, all of whose stacks count as they were last
synthesized, or a folder in which Terraform runs. Local states are read, others pulled with
`terraform state pull`; every workspace counts. Reaches Linode as the provider does: LINODE_TOKEN
and LINODE_URL, or --url.

Name every app and folder that makes images in the account: what another one holds would be listed.
A folder without a state is an error, as nothing is known of what it holds.
"""

_EPILOG = """\
examples:
  linode-shim unmanaged web api infrastructure
  linode-shim unmanaged web --older-than 30d
  linode-shim unmanaged web --older-than 30d --delete   lists them, then asks
  linode-shim unmanaged web --json

The exit code is 0 when there are none, 1 when there are some, 2 when that cannot be told: a state
or Linode cannot be read, or an apply is at work. Sizes in JSON are in MB, prices in US dollars,
ages in seconds. To keep an image: terraform import linode_image.NAME ID.
"""

_HEADERS = ("ID", "LABEL", "AGE", "SIZE", "PRICE A MONTH", "CAPTURED FROM", "BOOTED BY")


def main(arguments: Sequence[str]) -> int:
    """List, and delete where that is asked for and confirmed."""
    options = parser().parse_args(arguments)
    from . import states
    from .holdings import account

    try:
        folders = states.folders(options.directories)
        api = api_at(options.url)
        found = account(api)
        # In this order: whoever made what was found is at work now, or a state holds it.
        _check_at_rest(folders)
        held = {id for folder in folders for id in states.held_for_certain(folder)}
    except Problem as problem:
        complain(problem)
        return 2
    for sentence in found.untold:
        complain(sentence)
    lost = [
        image
        for image in found.images
        if image.id not in held and image.age >= (options.older_than or 0)
    ]
    _tell(lost, options.json)
    if lost and options.delete:
        what = "this image" if len(lost) == 1 else f"these {len(lost)} images"
        if options.yes or confirmed(f"Delete {what}?"):
            lost = [image for image in lost if not deleted(api, image.id)]
    return 1 if lost else 0


def _check_at_rest(folders: Sequence[Path]) -> None:
    """Raise Problem while an apply makes what is in no state yet."""
    from .left_behind import at_rest

    for folder in folders:
        if not at_rest(folder):
            raise Problem(
                "An apply is at work",
                f"in {folder}, and what it makes is in no state yet. Look again when it has ended.",
            )


def _tell(lost: Sequence[Holding], for_machines: bool) -> None:
    if for_machines:
        print(json.dumps([image.for_machines() for image in lost], indent=2))
    elif not lost:
        print("Every image is in one of the states.")
    else:
        table.show(_HEADERS, [_row(image) for image in lost])


def _row(image: Holding) -> tuple[str, ...]:
    return (
        image.id,
        image.label,
        age_text(image.age),
        size_text(image.size),
        price_text(image.price_per_month),
        origin_text(image) or "-",
        booters_text(image),
    )


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("unmanaged", _DESCRIPTION, _EPILOG)
    parser.add_argument(
        "directories", metavar="DIR", nargs="+", type=Path, help="an app, or a stack's folder"
    )
    add_url(parser)
    parser.add_argument(
        "--older-than", metavar="AGE", type=age_of, help="only those so old, such as 30d or 12h"
    )
    parser.add_argument("--json", action="store_true", help="for machines: a list")
    parser.add_argument("--delete", action="store_true", help="delete them, after asking")
    add_yes(parser, "with --delete: do not ask")
    return parser
