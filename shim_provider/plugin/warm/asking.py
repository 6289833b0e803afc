"""Which warm processes this user has, and what each tells of itself: for `linode-shim doctor`."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping
from marshal import loads
from typing import NamedTuple

from . import place, stub

#: Seconds for an answer.
_PATIENCE = 1.0


class Served(NamedTuple):
    """A warm process: since when it is there (Unix seconds), and how many launches have ended."""

    pid: int
    since: float
    launches: int
    #: The Python it runs, and so its launches.
    python: str


def warm_processes(environ: Mapping[bytes, bytes]) -> list[Served]:
    """Those that answer. Raises OddError, or OSError, where no launch would go to their folder."""
    folder = place.folder(environ)
    try:
        place.need_private(folder)
        names = sorted(os.listdir(folder))  # noqa: PTH208
    except FileNotFoundError:
        return []
    sockets = [folder + b"/" + name for name in names if not name.endswith(place.LOCK)]
    return [served for path in sockets if (served := _asked(path)) is not None]


def _asked(path: bytes) -> Served | None:
    # One of another version may answer otherwise.
    odd = (OSError, EOFError, ValueError, TypeError, place.OddError)
    with contextlib.suppress(*odd), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE)
        connection.connect(path)
        stub.need_own_peer(connection)
        connection.sendall(stub.ASK)
        return Served(*loads(stub.part(connection)))
    return None
