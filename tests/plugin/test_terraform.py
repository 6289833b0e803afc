"""Real Terraform, every engine at hand, against the toy provider: the protocol as it is spoken."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shim_provider.engines import Engine, candidates

from .client import TOY
from .toy_provider import SOURCE

ENGINES = {engine.name: engine for engine in candidates(os.environ)}

MAIN = f"""
terraform {{
  required_providers {{
    toy = {{ source = "{SOURCE}" }}
  }}
}}
resource "toy_thing" "some" {{
  count = 20
  name  = "thing ${{count.index}}"
}}
output "ids" {{
  value = toy_thing.some[*].id
}}
"""

PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")


class Workspace:
    """A working directory of one engine, which finds the toy provider in a mirror."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self._engine = engine
        (folder / "main.tf").write_text(MAIN)
        mirror = f'filesystem_mirror {{\n path = "{folder}/mirror"\n }}'
        (folder / "terraform.rc").write_text(f"provider_installation {{\n {mirror}\n}}\n")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("TF_")},
            "TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"),
            "CHECKPOINT_DISABLE": "1",
            "HOME": str(folder),
        }

    def provide(self) -> None:
        """Puts the toy provider into the mirror."""
        for platform in PLATFORMS:
            package = self.folder / "mirror" / SOURCE / "1.0.0" / platform
            package.mkdir(parents=True)
            launcher = package / "terraform-provider-toy_v1.0.0"
            launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{TOY}" "$@"\n')
            launcher.chmod(0o755)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._engine.command, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(params=ENGINES)
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, ENGINES[request.param])


@pytest.fixture
def reattached(workspace: Workspace) -> Iterator[Workspace]:
    """A workspace whose provider runs already."""
    process = subprocess.Popen(
        [sys.executable, str(TOY), "--debug"], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        workspace.environment["TF_REATTACH_PROVIDERS"] = process.stdout.readline()
        yield workspace
        process.terminate()


def whole_cycle(workspace: Workspace) -> None:
    workspace.run("init", "-input=false")
    workspace.run("validate")
    applied = workspace.run("apply", "-auto-approve", "-no-color")
    assert "Resources: 20 added, 0 changed, 0 destroyed" in applied
    assert json.loads(workspace.run("output", "-json", "ids"))[3] == "id of thing 3"
    workspace.run("plan", "-detailed-exitcode")  # 2, if anything were to change
    destroyed = workspace.run("destroy", "-auto-approve", "-no-color")
    assert "Resources: 20 destroyed" in destroyed


def test_terraform_plans_applies_refreshes_and_destroys(workspace: Workspace) -> None:
    workspace.provide()
    whole_cycle(workspace)


def test_terraform_does_the_same_without_tls(workspace: Workspace) -> None:
    workspace.provide()
    workspace.environment["TF_DISABLE_PLUGIN_TLS"] = "1"
    workspace.run("init", "-input=false")
    assert "20 to add" in workspace.run("plan", "-no-color")


def test_terraform_uses_a_provider_that_runs_already(reattached: Workspace) -> None:
    whole_cycle(reattached)


def test_a_log_line_of_the_provider_keeps_its_level_and_module(workspace: Workspace) -> None:
    workspace.provide()
    workspace.environment["TF_LOG_PATH"] = str(workspace.folder / "log")
    workspace.environment["TF_LOG_PROVIDER"] = "INFO"
    workspace.run("init", "-input=false")
    workspace.run("plan")
    (line, *_) = re.findall(r".*a thing is planned.*", (workspace.folder / "log").read_text())
    assert "[INFO]" in line
    assert "shim_provider.toy" in line
