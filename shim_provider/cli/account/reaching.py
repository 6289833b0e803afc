"""The API of an account, reached as the provider reaches it: LINODE_TOKEN and LINODE_URL, or --url.

Of the embedded emulator only a world that is there is reached: none is begun.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shim_provider.problem import Problem

if TYPE_CHECKING:
    from shim_provider.linode.client import Api
    from shim_provider.linode.errors import LinodeError

#: How long one command may wait for answers, in seconds.
_PATIENCE = 60.0

#: What a token's scope is for, by how a path begins.
_SCOPES = {"/images": "images", "/linode/": "linodes", "/account/events": "events"}


def api_at(url: str | None) -> Api:
    """The API. Raises Problem where that is not said, or there is no token, or no such world."""
    from shim_provider.configuration import resolve
    from shim_provider.linode.patience import Patience
    from shim_provider.provider import connect
    from shim_provider.schemas.provider import PROVIDER

    values = {**dict.fromkeys(PROVIDER.attributes), "url": url}
    configuration = resolve(values, os.environ)
    assert configuration is not None  # all of it is known here
    if configuration.emulator_path is not None:
        _check_world(Path(configuration.emulator_path))
    return connect(configuration, "none").within(Patience(_PATIENCE))


def _check_world(folder: Path) -> None:
    """Raise Problem where the emulator would begin a new world, which knows of no apply."""
    from shim_provider.emulator.world.store import DATABASE

    if not (folder / DATABASE).is_file():
        raise Problem("No such emulator", f"there is no world in {folder.resolve()}.", "url")


@contextmanager
def asking(api: Api) -> Iterator[None]:
    """What the API fails with within becomes a Problem."""
    from shim_provider.linode.errors import LinodeError, Unreachable

    try:
        yield
    except LinodeError as failure:
        # Without what may stand before the host, which is nobody's to read.
        host = urlsplit(api.shared.settings.url).netloc.rpartition("@")[2]
        where = f" (at {host})" if isinstance(failure, Unreachable) else ""
        raise Problem("Linode cannot be asked", in_words(failure) + where) from failure


def in_words(failure: LinodeError) -> str:
    """What the API failed with; where the token may not do it, also what it needs."""
    from shim_provider.linode.errors import Forbidden, Unauthorized

    # Linode answers a token without the scope with 401 as well.
    if not isinstance(failure, (Unauthorized, Forbidden)):
        return str(failure)
    kind = next((kind for path, kind in _SCOPES.items() if failure.path.startswith(path)), "")
    may = "read_only" if failure.method == "GET" else "read_write"
    return f"{failure} (the token must be valid, and have the scope {kind}:{may})"


def add_url(parser: argparse.ArgumentParser) -> None:
    """The option that says where the API is."""
    parser.add_argument(
        "--url", help="the API's address, as in the provider block; also emulator:PATH"
    )
