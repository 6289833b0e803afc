"""A bundle in a test, and a machine that has nothing but it and a Python without this package."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from shim_provider.install import LAUNCHER_NAME, PROVIDER_SOURCE, PROVIDER_VERSION
from shim_provider.install.bundle.contents import contents
from shim_provider.install.bundle.program import program
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME

from .programs import script

PACKAGE = Path(PROVIDER_SOURCE) / PROVIDER_VERSION

#: A Python that has not this package: the one of which the tests' environment was made.
PYTHON = os.path.realpath(sys.executable)


@lru_cache(maxsize=1)
def made() -> bytes:
    """The program, as any bundle has it."""
    return program(contents().files)


class Machine:
    """A home directory and a PATH of its own; `python3` on it is `python`."""

    def __init__(self, folder: Path, python: str = PYTHON) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.bin = folder / "bin"
        script(self.bin / "python3", f'exec {python} "$@"')
        (self.bin / "id").symlink_to("/usr/bin/id")
        self.environment = {"HOME": str(self.home), "PATH": str(self.bin)}
        self.program = folder / LAUNCHER_NAME
        self.program.write_bytes(made())
        self.program.chmod(0o755)

    @property
    def unpacked(self) -> Path:
        """The one folder in the cache."""
        (found,) = (self.home / ".cache" / "linode-shim").iterdir()
        return found

    def line(self, **more: str) -> str:
        """What the provider says first, launched as Terraform does."""
        with self.launched(**more) as process:
            assert process.stdout
            return process.stdout.readline()

    @contextmanager
    def launched(self, **more: str) -> Iterator[subprocess.Popen[str]]:
        """The provider, launched as Terraform does; cold, so that nothing is left."""
        environment = {**self.environment, COOKIE_NAME: COOKIE, "LINODE_SHIM_WARM": "0", **more}
        with subprocess.Popen(
            [self.program], env=environment, stdout=subprocess.PIPE, text=True, cwd=self.home
        ) as process:
            try:
                yield process
            finally:
                process.terminate()

    def by_hand(self) -> subprocess.CompletedProcess[str]:
        """Run by a person."""
        return subprocess.run(
            [self.program], env=self.environment, capture_output=True, text=True, check=False
        )
