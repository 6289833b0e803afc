"""A stack with a provider of others: had from a mirror, or said to be missing; and its own end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.plugin.client import TOY
from tests.plugin.toy_provider import SOURCE

from . import stacks
from .core import TerraformStack, testing

PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mirror that Terraform asks for all providers, with nothing in it."""
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    where = f'filesystem_mirror {{\n path = "{mirror}"\n }}'
    (tmp_path / "terraform.rc").write_text(f"provider_installation {{\n {where}\n}}\n")
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "terraform.rc"))
    return mirror


@pytest.fixture
def stack(tmp_path: Path) -> TerraformStack:
    """A Linode, a thing of the provider `toy`, and a note once that is destroyed, protected."""
    stack = stacks.empty(tmp_path)
    stacks.linode(stack, "model")
    stack.add_override("terraform.required_providers.toy", {"source": SOURCE})
    stack.add_override("resource.toy_thing.some", {"name": "some"})
    note = {"local-exec": {"when": "destroy", "command": f"touch {tmp_path}/destroyed"}}
    thing = {"input": "${toy_thing.some.id}", "provisioner": [note]}
    stack.add_override("resource.terraform_data.note", thing)
    stack.add_override("resource.terraform_data.note.lifecycle", {"prevent_destroy": True})
    return stack


def test_it_is_had_from_a_mirror_and_destroyed_at_the_end(
    stack: TerraformStack, mirror: Path, tmp_path: Path
) -> None:
    for platform in PLATFORMS:
        launcher = mirror / SOURCE / "1.0.0" / platform / "terraform-provider-toy_v1.0.0"
        launcher.parent.mkdir(parents=True)
        launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{TOY}" "$@"\n')
        launcher.chmod(0o755)
    with testing.deployed(stack) as it:
        assert it.resources["terraform_data.note"].output == "id of some"
        assert len(it.api.linodes) == 1
        assert list(it.plan().unchanged) == [
            "linode_instance.model",
            "terraform_data.note",
            "toy_thing.some",
        ]
        assert not (tmp_path / "destroyed").exists()
    assert (tmp_path / "destroyed").exists()


@pytest.mark.usefixtures("mirror")
def test_it_is_named_where_it_cannot_be_had(stack: TerraformStack) -> None:
    with pytest.raises(testing.DeploymentError) as raised:
        testing.deployed(stack).__enter__()
    text = str(raised.value)
    assert "could not get them: terraform.local/test/toy." in text
    assert "TF_CLI_CONFIG_FILE" in text
    assert "Failed to query available provider packages" in text


def test_a_type_that_is_not_here_is_named(tmp_path: Path) -> None:
    stack = stacks.empty(tmp_path, source="linode/linode")
    stack.add_override("resource.linode_firewall.web", {"label": "web"})
    with pytest.raises(testing.DeploymentError, match=r"^linode_firewall\.web: in a test"):
        testing.deployed(stack).__enter__()
