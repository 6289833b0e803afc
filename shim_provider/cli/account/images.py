"""`linode-shim images`: one's images, their age, size, price, who boots from them; and `rm`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shim_provider.cli.page import complain, page
from shim_provider.problem import Problem

from . import lineage, table
from .deleting import add_yes, confirmed, deleted
from .figures import age_text, price_text, size_text
from .reaching import add_url, api_at

if TYPE_CHECKING:
    from .holdings import Account, Holding

_DESCRIPTION = """\
Lists the images of the account, the newest first: age, size, regions, what each costs in a month
(0.10 US dollars for each GB, and so for each replica) and which Linodes boot from it. Images of
Linode's own, and those that others share, are left out. Reaches Linode as the provider does:
LINODE_TOKEN and LINODE_URL, or --url.
"""

_EPILOG = """\
examples:
  linode-shim images
  linode-shim images --tree                  image, Linodes that boot from it, images of those
  linode-shim images --json | jq '.[] | select(.booted_by == []) | .id'
  linode-shim images --url emulator:.linode-emulator
  linode-shim images rm private/123 web-1    by id or label; asks first
  linode-shim images rm web-1 --yes          does not ask

The exit code is 0, or 1 when Linode cannot be asked. Sizes in JSON are in MB, prices in US dollars,
ages in seconds. Where an image comes from is known from events, which Linode keeps for 90 days.
The token needs images:read_only; linodes:read_only for who boots from an image ("?", and null in
JSON, without it); events:read_only for where it comes from.
"""

_RM_DESCRIPTION = """\
Deletes images, with all their replicas, by id or label. Says first which Linodes boot from them,
and asks. What is deleted cannot be had back. Linodes that boot from a deleted image go on running.
"""

_RM_EPILOG = """\
examples:
  linode-shim images rm private/123
  linode-shim images rm web-1 web-2 --yes

The exit code is 0 when all are deleted; 1 when the answer was no, one is not there or its label is
that of several (nothing is deleted then), or Linode refuses.
"""

_USAGE = """linode-shim images [-h] [--url URL] [--tree] [--json]
       linode-shim images rm ID|LABEL... [--yes] [--url URL] [--json]"""

_HEADERS = ("ID", "LABEL", "AGE", "SIZE", "REGIONS", "PRICE A MONTH", "BOOTED BY")
_REMOVE = "rm"


def main(arguments: Sequence[str]) -> int:
    """List, or remove."""
    options = parser().parse_args(arguments)
    try:
        if options.command == _REMOVE:
            return _remove(options)
        return _list(options)
    except Problem as problem:
        complain(problem)
        return 1


def _list(options: argparse.Namespace) -> int:
    from .holdings import account

    found = account(api_at(options.url))
    for sentence in found.untold:
        complain(sentence)
    if options.json:
        print(json.dumps([image.for_machines() for image in found.images], indent=2))
    elif not found.images:
        print("There are no images.")
    elif options.tree:
        lineage.show(found)
    else:
        table.show(_HEADERS, [_row(image) for image in found.images])
        print(f"\n{_sum(found.images)}")
    return 0


def _row(image: Holding) -> tuple[str, ...]:
    status = "" if image.status == "available" else f" ({image.status})"
    return (
        image.id,
        image.label + status,
        age_text(image.age),
        size_text(image.size),
        ", ".join(image.regions) or "-",
        price_text(image.price_per_month),
        lineage.booters_text(image),
    )


def _sum(images: Sequence[Holding]) -> str:
    count = "1 image" if len(images) == 1 else f"{len(images)} images"
    return f"{count}, {price_text(sum(each.price_per_month for each in images))} a month"


def _remove(options: argparse.Namespace) -> int:
    from .holdings import account

    api = api_at(options.url)
    chosen = _chosen(options.names, account(api))
    for image in chosen:
        print(lineage.image_text(image), file=sys.stderr)
        if image.booted_by is None:
            print("  who boots from it is not known (linodes:read_only)", file=sys.stderr)
        for linode in image.booted_by or ():
            print(f"  {lineage.linode_text(linode)} boots from it", file=sys.stderr)
    what = "this image" if len(chosen) == 1 else f"these {len(chosen)} images"
    agreed = options.yes or confirmed(f"Delete {what}?")
    gone = [image.id for image in chosen if agreed and deleted(api, image.id)]
    if options.json:
        print(json.dumps(gone))
    return 0 if len(gone) == len(chosen) else 1


def _chosen(names: Sequence[str], found: Account) -> list[Holding]:
    """The images that are meant, by id, by the number in it, or by label.

    Raises:
        Problem: One is not there, or several may be it.
    """
    chosen: dict[str, Holding] = {}
    for name in names:
        fitting = [image for image in found.images if name in (image.id, image.label)]
        fitting = fitting or [image for image in found.images if image.id == f"private/{name}"]
        if not fitting:
            raise Problem(
                "No such image", f"none of the account has the id or label {name!r}; see"
                " linode-shim images. Nothing was deleted."
            )  # fmt: skip
        if len(fitting) > 1:
            ids = ", ".join(f"{each.id} ({age_text(each.age)} old)" for each in fitting)
            raise Problem(
                "Which one?", f"{len(fitting)} images are labelled {name!r}: {ids}. Name one by its"
                " id. Nothing was deleted."
            )  # fmt: skip
        chosen[fitting[0].id] = fitting[0]
    return list(chosen.values())


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    parser = page("images", _DESCRIPTION, _EPILOG, usage=_USAGE)
    add_url(parser)
    parser.add_argument("--tree", action="store_true", help="show where each image comes from")
    parser.add_argument("--json", action="store_true", help="for machines: a list")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog="linode-shim images"
    )
    remove = commands.add_parser(
        _REMOVE,
        help="delete images by id or label",
        description=_RM_DESCRIPTION,
        epilog=_RM_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    remove.add_argument("names", metavar="ID|LABEL", nargs="+", help="an id, or a label")
    add_yes(remove)
    # These two without a default, not to take back what was said before `rm`.
    unsaid = argparse.SUPPRESS
    remove.add_argument("--url", default=unsaid, help="the API's address; also emulator:PATH")
    remove.add_argument(
        "--json", action="store_true", default=unsaid, help="for machines: the ids that went"
    )
    return parser
