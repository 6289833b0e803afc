"""The tests of the first app pass where it lies, and with the other core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.examples import for_cdktn

FIRST_APP = Path(__file__).parents[2] / "examples" / "first_app"


@pytest.mark.parametrize("core", ["cdktf", "cdktn"])
def test_its_tests_pass(core: str, tmp_path: Path) -> None:
    """One snapshot serves both: nothing of a core is in it."""
    app = shutil.copytree(
        FIRST_APP, tmp_path / "app", ignore=shutil.ignore_patterns("main_cdktn.py", "__pycache__")
    )
    if core == "cdktn":
        for file in app.rglob("*.py"):
            file.write_text(for_cdktn(file.read_text()))
    # As users run them: syrupy does not report where it takes itself for one of several workers.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=app,
        env={**inherited, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 passed" in done.stdout
    assert "1 snapshot passed" in done.stdout
    assert not list(app.rglob("cdk.tf.json"))
