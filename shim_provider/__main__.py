"""What Terraform and OpenTofu start, and what a launch leaves behind for the next (`keep_warm`)."""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from .plugin.server import Handlers

#: The address of this provider, in configurations and in TF_REATTACH_PROVIDERS.
SOURCE = "terraform.local/shim/linode"

_WARM = "from shim_provider.__main__ import keep_warm; keep_warm({given})"


def main() -> NoReturn:
    """Serves the provider, and ends the process.

    With `--debug` it waits for TF_REATTACH_PROVIDERS, whose value it prints. With `--cold` it
    neither asks a warm process to serve nor leaves one behind.
    """
    gc.disable()  # imports make no garbage; looking for it takes a tenth of their time
    options = sys.argv[1:]
    if "--debug" in options:
        _end(_serve_cold(reattach=SOURCE))
    if "--cold" in options:
        _end(_serve_cold())
    why = _serve_warm()
    _end(_serve_cold(loaded=lambda: _leave_warm_process(why)))


def _end(status: int) -> NoReturn:
    import os

    sys.stdout.flush()
    sys.stderr.flush()
    # Terraform waits for the process to end: there is nothing to take apart.
    os._exit(status)


def _serve_warm() -> Exception:
    """Ends the process once a warm one has served; returns where it cannot, with the reason."""
    try:
        from .plugin.warm import place, stub
    except ImportError as error:
        return error  # the system lacks what it takes
    try:
        stub.serve()
    except place.OddError as odd:
        return type(odd)(*odd.args)  # without the frames it came through


def _serve_cold(reattach: str = "", loaded: Callable[[], None] | None = None) -> int:
    from .plugin.launch import serve  # which enables garbage collection again

    return serve(_load, reattach, loaded=loaded)


def _load() -> Handlers:
    from .provider import handlers

    return handlers()


def _leave_warm_process(why_cold: Exception) -> None:
    """For the launches to come. That there is none is no error, and told in the log alone."""
    import logging

    log = logging.getLogger(__name__)
    log.debug("a cold start: %s", why_cold)
    try:
        from .plugin.warm import place

        if not isinstance(why_cold, place.UnwantedError):
            from .plugin.warm.spawn import leave_warm_process

            leave_warm_process(_WARM)
    except (ImportError, OSError, RuntimeError) as error:
        log.debug("no warm process was left: %s", error)


def keep_warm(seconds: float, path: bytes, began: float) -> None:
    """The warm process: serves launches at its socket until there have been none for so long."""
    gc.disable()
    from .plugin.launch import serve
    from .plugin.warm.process import keep_warm

    keep_warm(_load_all, lambda host: serve(_load, launched_by=host), seconds, path, began)


def _load_all() -> None:
    from .provider import load_all

    load_all()
    _rehearse()


def _rehearse() -> None:
    from contextlib import suppress

    from .plugin.warm.rehearsal import rehearse

    with suppress(OSError):  # the first launches are slower, and their log says of a full disk
        rehearse(_load)


if __name__ == "__main__":
    main()
