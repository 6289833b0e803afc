"""docs/runners.md: its commands run, and its pipelines are what they are shown as."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shim_provider.cli.main import COMMANDS, main
from shim_provider.engines import candidates
from shim_provider.install import required_providers
from shim_provider.schemas.provider import PROVIDER

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "runners.md").read_text()

#: Where a command is run that is not run here, and the words by which that is seen.
RUN_ELSEWHERE = {
    "linode-shim bundle linode-provider --at /opt/linode-provider --lock cdktf.out/stacks/*": (
        "tests/cli/test_bundle.py",
        '"--lock"',
    ),
    "cdktf deploy --skip-synth --auto-approve": (
        "tests/end_to_end/cdktf/test_runner.py",
        '"deploy", "--skip-synth", "--auto-approve"',
    ),
    "export LINODE_SHIM_JOURNAL=/mnt/linode-journal": (
        "tests/cli/account/test_orphans.py",
        "LINODE_SHIM_JOURNAL",
    ),
}

_MAIN = """\
provider "linode" {
  url = "emulator:linode"
}

resource "linode_instance" "one" {
  label  = "one"
  region = "us-east"
  type   = "g6-nanode-1"
}
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("shell") for line in block.splitlines()]


def test_the_commands_run_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "infrastructure").mkdir()
    (tmp_path / "infrastructure" / "main.tf").write_text(required_providers() + _MAIN)
    (tmp_path / "opt").mkdir()
    scripts = tmp_path / "bin"
    scripts.mkdir()
    engine = shlex.join(candidates(os.environ)[-1].command)
    for name, command in {"terraform": engine, "linode-shim": _SHIM}.items():
        (scripts / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (scripts / name).chmod(0o755)
    lines = [line for line in commands() if line not in RUN_ELSEWHERE]
    done = subprocess.run(
        ["sh", "-ec", "\n".join(lines).replace("/opt", str(tmp_path / "opt"))],
        cwd=tmp_path,
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("LINODE_", "TF_"))},
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "CHECKPOINT_DISABLE": "1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 to add" in done.stdout
    assert (tmp_path / ".cache" / "linode-shim").is_dir()


_SHIM = shlex.join([sys.executable, "-m", "shim_provider.cli.main"])


@pytest.mark.parametrize("line", RUN_ELSEWHERE)
def test_every_other_command_is_run_by_another_test(line: str) -> None:
    assert line in commands()
    place, words = RUN_ELSEWHERE[line]
    assert words in (ROOT / place).read_text()


def scripts_of(pipeline: Any) -> list[str]:
    """What a pipeline runs, wherever it says so."""
    if isinstance(pipeline, list):
        return [line for each in pipeline for line in scripts_of(each)]
    if not isinstance(pipeline, dict):
        return []
    found = []
    for name, value in pipeline.items():
        if name in ("run", "script", "before_script"):
            found += value if isinstance(value, list) else [value]
        else:
            found += scripts_of(value)
    return found


@pytest.mark.parametrize("block", blocks("yaml"))
def test_a_pipeline_is_yaml_and_runs_what_the_page_runs(block: str) -> None:
    lines = scripts_of(yaml.safe_load(block))
    assert any(line.endswith("init -lockfile=readonly") for line in lines)
    for line in lines:
        assert subprocess.run(["sh", "-nc", line], check=False).returncode == 0
    named = dict(re.findall(r"^\s+(\w+): (/opt\S*|\"0\")$", block, re.M))
    assert named == {
        "TF_CLI_CONFIG_FILE": "/opt/linode-provider/terraformrc",
        "LINODE_SHIM_WARM": '"0"',
    }


def test_what_is_named_exists() -> None:
    for command, option in re.findall(r"`linode-shim (\w+)(?: (--\w+))?", TEXT):
        assert command in COMMANDS
        if option:
            with pytest.raises(SystemExit) as end:
                main([command, option, "x", "--help"])
            assert end.value.code == 0
    assert "journal" in PROVIDER.attributes
