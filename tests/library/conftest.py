"""The wheel, built once for all tests here."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

import pytest

from .environments import run

ROOT = Path(__file__).parents[2]
PACKAGES = ("cdktf_linode_image", "cdktn_linode_image", "shim_provider")


@pytest.fixture(scope="session")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by way of the source distribution, in which the links must have become files."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "wheel.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "wheel").exists():
            _build(shared / "source", shared / "wheel")
    (wheel,) = (shared / "wheel").glob("*.whl")
    return wheel


def _build(source: Path, built: Path) -> None:
    """From a copy: setuptools leaves its traces where it builds."""
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=ignored)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built), cwd=source)
