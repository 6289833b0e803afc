"""Sends one file as the provider does, nothing else.

`python -m benchmarks.programs.sender URL FILE MD5`

Prints the seconds of the sending, the first request's imports included, and the bytes of memory
which that added to the process.
"""

from __future__ import annotations

import json
import os
import sys
import time

from shim_provider.linode.client import Client
from shim_provider.linode.patience import Patience
from shim_provider.linode.settings import Settings

from .. import memory


def main(url: str, path: str, md5: str) -> None:
    """`md5`: what the file's must be, as the provider knows it from the plan."""
    before = memory.resident(os.getpid())
    images = Client(Settings()).within(Patience(3600)).images
    began = time.perf_counter()
    images.send_file(url, path, md5)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "added": memory.peak(os.getpid()) - before}))


if __name__ == "__main__":
    main(*sys.argv[1:])
