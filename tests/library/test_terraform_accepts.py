"""A real Terraform, with the real provider, finds nothing wrong with what is synthesized.

cdktf's own tests cannot tell: some of what it writes, Terraform refuses.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack

from shim_provider.engines import candidates
from tests.constructs.apps import as_hcl
from tests.constructs.test_snapshots import STACKS

RICHEST = (
    *("every_argument", "count_and_for_each", "data_sources", "builds", "adopted_and_moved"),
    "text",
)


def terraform(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*candidates(os.environ)[0].command, *arguments, "-no-color"],
        cwd=directory,
        env={**os.environ, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("language", ["json", "hcl"])
@pytest.mark.parametrize("name", RICHEST)
def test_terraform_accepts_the_stack(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app: Any = App(outdir=str(tmp_path / "cdktf.out"))
    stack = TerraformStack(app, "stack")
    STACKS[name](stack)
    app.synth()
    directory = Path(app.outdir, "stacks/stack")
    if language == "hcl":
        (directory / "cdk.tf.json").unlink()
        (directory / "cdk.tf").write_text(as_hcl(stack))
    for command in ("init", "validate"):
        done = terraform(directory, command)
        assert done.returncode == 0, done.stdout + done.stderr
