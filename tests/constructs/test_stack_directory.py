"""What a synthesis leaves in the stack's directory, and how paths read from there."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from constructs import Construct

from shim_provider.install import LAUNCHER_NAME, PROVIDER_SOURCE

from .apps import as_hcl, as_json, full_synth, image, synthesized
from .core import (
    CORE,
    PACKAGE,
    App,
    ArgumentError,
    LinodeImage,
    LinodeProvider,
    TerraformAsset,
    TerraformStack,
)


def upload(stack: TerraformStack, path: str) -> LinodeImage:
    return LinodeImage(stack, "image", label="golden", region="us-southeast", file_path=path)


@pytest.fixture
def home_app(image_file: Path) -> App:
    """An app that writes to `cdktf.out` of its own directory, as every real one."""
    return App(outdir=str(image_file.parent / "cdktf.out"))


@pytest.fixture
def home_stack(home_app: App) -> TerraformStack:
    stack = TerraformStack(home_app, "stack")
    LinodeProvider(stack, "linode")
    return stack


def written(app: App) -> Any:
    """The images of the stack as `app.synth()` has written them."""
    app.synth()
    text = Path(app.outdir, "stacks/stack/cdk.tf.json").read_text()
    return json.loads(text)["resource"]["linode_image"]


# --- the bundled provider


@pytest.mark.usefixtures("home_stack")
def test_synthesis_puts_the_provider_beside_the_stack(home_app: App) -> None:
    home_app.synth()
    directory = Path(home_app.outdir, "stacks/stack")
    assert f'provider "{PROVIDER_SOURCE}"' in (directory / ".terraform.lock.hcl").read_text()
    launchers = [*directory.glob(f"terraform.d/plugins/{PROVIDER_SOURCE}/*/*/{LAUNCHER_NAME}")]
    assert launchers
    assert all(os.access(launcher, os.X_OK) for launcher in launchers)


@pytest.mark.usefixtures("home_stack")
def test_a_second_synthesis_changes_nothing(home_app: App) -> None:
    home_app.synth()
    before = files_with_times(Path(home_app.outdir, "stacks/stack/terraform.d"))
    home_app.synth()
    assert files_with_times(Path(home_app.outdir, "stacks/stack/terraform.d")) == before


def files_with_times(directory: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in directory.rglob("*")}


HCL_APP = f"""
from {CORE} import App, TerraformStack
from {PACKAGE} import LinodeImage, LinodeProvider

app = App()
stack = TerraformStack(app, "stack")
LinodeProvider(stack, "linode")
LinodeImage(stack, "image", label="golden", region="us-southeast", file_path="image.img.gz")
app.synth()
"""


def test_hcl_synthesis_puts_it_there_too(image_file: Path) -> None:
    # The variable with which the CLI asks for HCL is read by Node.js, when it starts.
    subprocess.run(
        [sys.executable, "-c", HCL_APP],
        env={**os.environ, "SYNTH_HCL_OUTPUT": "true"},
        cwd=image_file.parent,
        check=True,
    )
    directory = image_file.parent / "cdktf.out/stacks/stack"
    assert 'file_path = "../../../image.img.gz"' in (directory / "cdk.tf").read_text()
    assert (directory / ".terraform.lock.hcl").exists()


def test_every_stack_with_the_provider_gets_it(home_app: App, home_stack: TerraformStack) -> None:
    TerraformStack(home_app, "empty")
    LinodeProvider(TerraformStack(home_app, "second"), "linode")
    home_app.synth()
    stacks = Path(home_app.outdir, "stacks")
    assert {lock.parent.name for lock in stacks.glob("*/.terraform.lock.hcl")} == {
        home_stack.node.id,
        "second",
    }


def test_a_provider_inside_another_construct_counts(home_app: App) -> None:
    stack = TerraformStack(home_app, "stack")
    LinodeProvider(Construct(stack, "network"), "linode")
    home_app.synth()
    assert Path(home_app.outdir, "stacks/stack/.terraform.lock.hcl").exists()


def test_the_official_provider_is_not_put_there(home_app: App) -> None:
    stack = TerraformStack(home_app, "stack")
    LinodeProvider(stack, "linode", source="linode/linode", version="~> 3.0")
    home_app.synth()
    directory = Path(home_app.outdir, "stacks/stack")
    assert [file.name for file in directory.iterdir()] == ["cdk.tf.json"]


def test_testing_synth_writes_nothing(home_app: App, home_stack: TerraformStack) -> None:
    LinodeImage(home_stack, "image", label="golden", disk_id=1, linode_id=2)
    as_json(home_stack)
    as_hcl(home_stack)
    assert [*Path(home_app.outdir).rglob("*")] == [Path(home_app.outdir, "stacks")]


def test_testing_full_synth_writes_where_it_says(home_app: App, home_stack: TerraformStack) -> None:
    upload(home_stack, "image.img.gz")
    directory = Path(full_synth(home_stack), "stacks/stack")
    found = json.loads((directory / "cdk.tf.json").read_text())
    path = found["resource"]["linode_image"]["image"]["file_path"]
    assert gzip.decompress((directory / path).read_bytes()) == b"a raw disk"
    assert (directory / ".terraform.lock.hcl").exists()
    assert not Path(home_app.outdir, "stacks/stack").exists()


@pytest.mark.usefixtures("home_stack")
def test_an_unwritable_directory_is_an_error(home_app: App) -> None:
    directory = Path(home_app.outdir, "stacks/stack")
    directory.mkdir()
    (directory / "terraform.d").write_text("in the way")
    with pytest.raises(RuntimeError, match=r"terraform\.d"):
        home_app.synth()


def test_a_failed_synthesis_leaves_no_provider(home_app: App, home_stack: TerraformStack) -> None:
    LinodeImage(home_stack, "image", label="golden")
    with pytest.raises(RuntimeError, match="stack/image: `disk_id` and `linode_id`"):
        home_app.synth()
    assert not Path(home_app.outdir, "stacks/stack/terraform.d").exists()


# --- paths


def test_a_relative_file_is_found_from_the_stacks_directory(
    home_app: App, home_stack: TerraformStack
) -> None:
    made = upload(home_stack, "image.img.gz")
    assert written(home_app)["image"]["file_path"] == "../../../image.img.gz"
    assert Path(home_app.outdir, "stacks/stack/../../../image.img.gz").exists()
    assert made.file_path_input == "image.img.gz"


def test_the_text_is_the_same_in_a_test(home_stack: TerraformStack) -> None:
    upload(home_stack, "./image.img.gz")
    assert image(home_stack)["file_path"] == "../../../image.img.gz"


def test_a_file_above_the_app_is_found(
    home_app: App, home_stack: TerraformStack, image_file: Path
) -> None:
    image_file.rename(image_file.parent.parent / "image.img.gz")
    upload(home_stack, "../image.img.gz")
    assert image(home_stack)["file_path"] == "../../../../image.img.gz"
    assert written(home_app)["image"]["file_path"] == "../../../../image.img.gz"


def test_an_absolute_file_stays(
    home_app: App, home_stack: TerraformStack, image_file: Path
) -> None:
    upload(home_stack, str(image_file))
    assert written(home_app)["image"]["file_path"] == str(image_file)


def test_an_asset_stays(home_app: App, home_stack: TerraformStack, image_file: Path) -> None:
    asset = TerraformAsset(home_stack, "disk", path=str(image_file))
    upload(home_stack, asset.path)
    path = written(home_app)["image"]["file_path"]
    assert path.startswith("assets/disk/")
    assert Path(home_app.outdir, "stacks/stack", path).exists()


def test_a_file_goes_by_the_directory_of_its_construction(
    home_app: App, home_stack: TerraformStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(home_stack, "image.img.gz")
    monkeypatch.chdir(tmp_path)
    assert written(home_app)["image"]["file_path"] == "../../../image.img.gz"


def test_an_output_directory_elsewhere_reaches_the_file(image_file: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real/deeper", target_is_directory=True)
    (tmp_path / "real/deeper").mkdir()
    app = App(outdir=str(tmp_path / "link/out"))
    stack = TerraformStack(app, "stack")
    LinodeProvider(stack, "linode")
    upload(stack, "image.img.gz")
    path = written(app)["image"]["file_path"]
    assert path == "../../../../../app/image.img.gz"
    assert Path(app.outdir, "stacks/stack", path).samefile(image_file)


def test_the_provider_of_another_library_leaves_paths_right(
    image_file: Path, tmp_path: Path
) -> None:
    app = App(outdir=str(tmp_path / "out"), skip_validation=True)
    upload(TerraformStack(app, "stack"), image_file.name)
    assert written(app)["image"]["file_path"] == "../../../app/image.img.gz"
    assert not (tmp_path / "out/stacks/stack/.terraform.lock.hcl").exists()


def test_an_image_needs_a_provider_in_its_stack(home_app: App) -> None:
    upload(TerraformStack(home_app, "stack"), "image.img.gz")
    with pytest.raises(RuntimeError, match=r"without a matching provider construct.*: linode"):
        home_app.synth()


PROVIDER_PATHS = {
    "emulator:data": "emulator:../../../data",
    "emulator:../data": "emulator:../../../../data",
    "emulator:/srv/data": "emulator:/srv/data",
    "http://127.0.0.1:8080": "http://127.0.0.1:8080",
    "${var.url}": "${var.url}",
}


@pytest.mark.parametrize("given", PROVIDER_PATHS)
def test_a_relative_emulator_is_the_apps(given: str, home_app: App) -> None:
    stack = TerraformStack(home_app, "stack")
    provider = LinodeProvider(stack, "linode", url=given)
    assert synthesized(stack)["provider"]["linode"] == [{"url": PROVIDER_PATHS[given]}]
    assert provider.url == given


def test_other_paths_of_the_provider_are_the_apps_too(home_app: App) -> None:
    stack = TerraformStack(home_app, "stack")
    LinodeProvider(
        stack, "linode", config_path="~/.config/linode", api_ca_path="ca.pem", journal="j"
    )
    assert synthesized(stack)["provider"]["linode"] == [
        {
            "config_path": "~/.config/linode",
            "api_ca_path": "../../../ca.pem",
            "journal": "../../../j",
        }
    ]


# --- one provider per stack


def test_two_sources_in_one_stack_are_refused(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentError) as raised:
        LinodeProvider(stack, "official", alias="official", source="linode/linode")
    assert str(raised.value).startswith(
        "stack/official: `source` and `version` must be those of the stack's other LinodeProvider"
        f" ('{PROVIDER_SOURCE}',"
    )
    assert stack.node.try_find_child("official") is None
