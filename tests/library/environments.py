"""Clean environments: what pip installs for a line of the README, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: pip's own settings stay, as they name registries; what leads to this checkout does not.
_LEFT_OUT = ("PYTHONPATH", "VIRTUAL_ENV", "CDKTF_OUTDIR")


class Environment:
    """A virtual environment with what `requirements` bring."""

    def __init__(self, folder: Path, *requirements: str) -> None:
        self.python = folder / "bin" / "python"
        self._folder = folder
        run(sys.executable, "-m", "venv", "--without-pip", str(folder))
        # The pip of this environment installs into that one. What is not imported is not compiled.
        quiet = (*("--quiet", "--no-compile"), "--disable-pip-version-check", "--no-warn-conflicts")
        pip = (sys.executable, "-m", "pip", "--python", str(self.python))
        run(*pip, "install", *quiet, *requirements)

    def runs(self, *arguments: str, cwd: Path | None = None) -> str:
        """What a Python of the environment prints."""
        return run(str(self.python), *arguments, cwd=cwd or self._folder)

    def installed(self) -> dict[str, str]:
        """The version of each package that is there."""
        listing = self.runs(
            "-c",
            "from importlib.metadata import distributions as all\n"
            "for each in all(): print(each.name.lower(), each.version)",
        )
        return dict(line.split() for line in listing.splitlines())


def run(*command: str, cwd: Path | None = None) -> str:
    """What a program prints; it must not fail."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in _LEFT_OUT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
