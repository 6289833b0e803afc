"""What tests run: every Terraform of this machine, the embedded one always, and `linode-shim`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from shim_provider.engines import Engine, candidates

#: By name: "embedded", and "terraform" where one is on PATH. No test is left out for want of one.
ENGINES = {each.name: each for each in candidates(os.environ)}

_OURS = ("LINODE_", "TF_", "TERRAFORM_", "CDKTF_")


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment without the settings of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}
    return {**kept, "HOME": str(home), "CHECKPOINT_DISABLE": "1", **more}


def run(
    engine: Engine, directory: Path, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run `engine` in `directory`, which is its home directory as well unless `more` says HOME."""
    home = Path(more.pop("HOME", directory))
    return subprocess.run(
        [*engine.command, *arguments],
        cwd=directory,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def script(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def linode_shim(cwd: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `linode-shim` in `cwd`, which is its home directory as well unless `more` says HOME."""
    home = Path(more.pop("HOME", cwd))
    return subprocess.run(
        [sys.executable, "-c", "from shim_provider.cli.main import main; exit(main())", *arguments],
        cwd=cwd,
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
