"""Every example runs where it lies with either core, and Terraform accepts what it synthesizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cdktf_linode_image.testing import Template

from .test_terraform_accepts import terraform

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
MAINS = sorted(EXAMPLES.glob("*/main.py"))


@pytest.mark.parametrize("main", MAINS, ids=[main.parent.name for main in MAINS])
def test_example_is_accepted_and_its_twin_synthesizes_the_same(main: Path, tmp_path: Path) -> None:
    stack = synthesized(main, tmp_path / "cdktf.out")
    for command in ("init", "validate"):
        done = terraform(stack, command)
        assert done.returncode == 0, done.stdout + done.stderr
    twin = synthesized(main.with_name("main_cdktn.py"), tmp_path / "cdktn.out")
    assert snapshot(twin) == snapshot(stack)


def synthesized(main: Path, outdir: Path) -> Path:
    """The folder of the one stack of an app."""
    environment = {**os.environ, "CDKTF_OUTDIR": str(outdir)}
    subprocess.run([sys.executable, main.name], cwd=main.parent, env=environment, check=True)
    [stack] = (outdir / "stacks").iterdir()
    return stack


def snapshot(stack: Path) -> str:
    """The stack without what differs between cores: versions, and the names of their folders."""
    found: dict[str, Any] = json.loads((stack / "cdk.tf.json").read_text())
    return Template.from_json(found).to_json().replace(stack.parent.parent.name, "out")
