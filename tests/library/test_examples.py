"""Every example runs where it lies, and Terraform accepts what it synthesizes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .test_terraform_accepts import terraform

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
MAINS = sorted(EXAMPLES.glob("*/main.py"))


@pytest.mark.parametrize("main", MAINS, ids=[main.parent.name for main in MAINS])
def test_example_is_accepted(main: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, main.name],
        cwd=main.parent,
        env={**os.environ, "CDKTF_OUTDIR": str(tmp_path)},
        check=True,
    )
    [stack] = (tmp_path / "stacks").iterdir()
    for command in ("init", "validate"):
        done = terraform(stack, command)
        assert done.returncode == 0, done.stdout + done.stderr
