"""The launched program: what Terraform and OpenTofu start. Nothing else is in here."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # `typing` is not needed for the handshake line
if TYPE_CHECKING:
    from typing import NoReturn

    from .plugin.server import Handlers

#: The address of this provider, in configurations and in TF_REATTACH_PROVIDERS.
SOURCE = "terraform.local/shim/linode"


def main() -> NoReturn:
    """Serves the provider, and ends the process.

    With `--debug` it waits for TF_REATTACH_PROVIDERS, whose value it prints.
    """
    gc.disable()  # imports make no garbage; looking for it takes a tenth of their time
    from .plugin.launch import serve  # which enables it again

    status = serve(_load, reattach=SOURCE if "--debug" in sys.argv[1:] else "")
    sys.stdout.flush()
    sys.stderr.flush()
    # Terraform waits for the process to end: there is nothing to take apart.
    os._exit(status)


def _load() -> Handlers:
    from .provider import handlers

    return handlers()


if __name__ == "__main__":
    main()
