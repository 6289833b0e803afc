"""The Makefile where npm fails: the doctor does without, and what helps is told.

pip and npm are stand-ins here; the real ones run in `.ci/run`.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ..cli.programs import environment, script

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the Python packages in place, whose npm reaches no registry."""
    for name in ("Makefile", "pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    programs = tmp_path / ".venv" / "bin"
    script(tmp_path / "nodejs" / "bin" / "node", "echo v24.0.0")
    script(programs / "python", f"echo {tmp_path}/nodejs")
    script(programs / "linode-shim", 'echo "linode-shim $*, node $("$JSII_NODE" --version)"')
    script(programs / "npm", "echo SELF_SIGNED_CERT_IN_CHAIN >&2; exit 1")
    for stamp in ("created.stamp", "app.stamp"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def make(checkout: Path, target: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", target],
        cwd=checkout,
        env=environment(checkout, MAKEFLAGS="", MAKELEVEL="0"),  # it may be run by make itself
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_doctor_runs_without_npm_and_finds_the_node_of_the_package(checkout: Path) -> None:
    done = make(checkout, "doctor")
    assert (done.returncode, done.stdout) == (0, "linode-shim doctor, node v24.0.0\n"), done.stderr


def test_where_npm_fails_its_log_is_shown_and_then_what_helps(checkout: Path) -> None:
    done = make(checkout, "setup")
    assert done.returncode == 2
    failed, log, hint = done.stdout.splitlines()
    assert failed.endswith("FAILED")
    assert log == "SELF_SIGNED_CERT_IN_CHAIN"
    assert "export NODE_EXTRA_CA_CERTS=FILE" in hint
    assert "npm_config_registry" in hint
    assert not (checkout / "node_modules" / ".stamp").exists()
