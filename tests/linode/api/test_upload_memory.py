"""The memory an upload takes does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..scripted_api import Answer, ScriptedApi
from .test_uploads import TO

MEMORY = """
import resource, sys
from shim_provider.linode.client import Client
from shim_provider.linode.settings import Settings
from shim_provider.linode.patience import Patience
url, small, large = sys.argv[1:]
api = Client(Settings(url=url)).within(Patience(300))
def peak(path):
    api.images.send_file(f"{url}/storage/1", path, None)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak(small)
print(peak(large) - before)
"""


def test_memory_does_not_grow_with_the_file(api: ScriptedApi, tmp_path: Path) -> None:
    api.keep_bodies = False
    small = tmp_path / "small.img.gz"
    small.write_bytes(bytes(1024 * 1024))
    api.on("PUT", TO, Answer(200))
    huge = tmp_path / "huge.img.gz"
    with huge.open("wb") as sparse:
        sparse.truncate(512 * 1024 * 1024)
    command = [sys.executable, "-c", MEMORY, api.url, str(small), str(huge)]
    grown = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(grown.stdout) < 16 * 1024  # KiB
