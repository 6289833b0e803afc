"""Write-only arguments: marked for cdktn, which checks versions; ephemeral values get through."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")

import cdktf
import cdktn

import cdktf_linode_image
import cdktn_linode_image
from shim_provider.engines import candidates

CORES: dict[str, tuple[Any, Any]] = {
    "cdktf": (cdktf, cdktf_linode_image),
    "cdktn": (cdktn, cdktn_linode_image),
}
NEW_ENOUGH = {"targetVersions": {"terraform": ">=1.11.0"}}
PASSWORD = "insecure-p4ssw0rd!!"


def app_with_a_password(folder: Path, context: dict[str, Any] | None = None) -> Any:
    app = cdktn.App(outdir=str(folder), context=context)
    stack = cdktn.TerraformStack(app, "s")
    cdktn_linode_image.LinodeProvider(stack, "linode")
    instance = cdktn_linode_image.LinodeInstance(
        stack, "foo", region="us-ord", image="linode/debian12"
    )
    instance.root_pass_wo = PASSWORD
    return app, instance


def test_cdktn_refuses_one_where_an_older_terraform_is_meant_to_do(tmp_path: Path) -> None:
    app, _ = app_with_a_password(tmp_path)
    with pytest.raises(RuntimeError, match=r"\[s/foo\] write-only attributes requires terraform"):
        app.synth()


def test_cdktn_takes_it_where_the_app_declares_a_newer_one(tmp_path: Path) -> None:
    app, _ = app_with_a_password(tmp_path, NEW_ENOUGH)
    app.synth()
    written = json.loads((tmp_path / "stacks/s/cdk.tf.json").read_text())
    assert written["resource"]["linode_instance"]["foo"]["root_pass_wo"] == PASSWORD


def test_it_is_marked_only_while_it_is_given(tmp_path: Path) -> None:
    app, instance = app_with_a_password(tmp_path)
    instance.reset_root_pass_wo()
    instance.root_pass = PASSWORD
    app.synth()


def terraform(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        [*candidates(os.environ)[0].command, *arguments, "-no-color"],
        cwd=directory,
        env={
            **os.environ,
            "CHECKPOINT_DISABLE": "1",
            "TF_VAR_token": "a-token",
            "TF_VAR_password": PASSWORD,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("core", CORES)
def test_ephemeral_variables_reach_the_provider_and_a_password(core: str, tmp_path: Path) -> None:
    names, ours = CORES[core]
    app = names.App(outdir=str(tmp_path / "out"), context=NEW_ENOUGH)
    stack = names.TerraformStack(app, "s")
    names.LocalBackend(stack, path=str(tmp_path / "state"))
    token, password = (names.TerraformVariable(stack, each) for each in ("token", "password"))
    for variable in (token, password):
        variable.add_override("ephemeral", True)
    ours.LinodeProvider(
        stack, "linode", url=f"emulator:{tmp_path}/linode", token=token.string_value
    )
    ours.LinodeInstance(
        stack,
        "foo",
        region="us-east",
        type="g6-nanode-1",
        image="linode/debian12",
        root_pass_wo=password.string_value,
        root_pass_wo_version=1,
    )
    app.synth()
    directory = tmp_path / "out/stacks/s"
    terraform(directory, "init")
    assert "1 added" in terraform(directory, "apply", "-auto-approve")
    assert "No changes" in terraform(directory, "plan")
    assert PASSWORD not in (tmp_path / "state").read_text()
