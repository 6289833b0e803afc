"""`to_json`: the same wherever an app runs, and snapshots of it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shim_provider.install import PROVIDER_VERSION

from ..core import (
    CORE,
    PACKAGE,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    LocalBackend,
    Template,
    TerraformStack,
    TerraformVariable,
)

if TYPE_CHECKING:
    import pytest

APP = f"""
import os, sys
from pathlib import Path
from {PACKAGE} import LinodeImage, LinodeInstance, LinodeProvider
from {CORE} import App, TerraformAsset, TerraformStack
from {PACKAGE}.testing import Template

app = App(outdir=sys.argv[1])
stack, other = TerraformStack(app, "stack"), TerraformStack(app, "other")
here, home = Path.cwd(), Path.home()
LinodeProvider(stack, "linode", url=f"emulator:{{here}}/data", config_path=f"{{home}}/linode")
LinodeProvider(other, "linode", token=os.environ["LINODE_TOKEN"])
file = str(here / "image.img.gz")
files = dict(relative="image.img.gz", absolute=file, temporary=sys.argv[2])
files["asset"] = TerraformAsset(stack, "an-asset", path=file).path
for id, path in files.items():
    LinodeImage.from_file(stack, id, path=path, region="us-ord")
command = f"cd {{here}} && ./x {{home}}/key"
LinodeInstance(
    other,
    "web",
    region="us-ord",
    image=stack.node.find_child("relative"),
    provisioners=[
        {{"type": "local-exec", "command": command, "working_dir": "/srv"}},
        {{"type": "file", "source": str(here / "x"), "destination": "/root/x"}},
    ],
)
print(*(Template.from_app(app, name).to_json() for name in ("stack", "other")), sep="\\n--\\n")
"""


def written(directory: Path, home: str) -> list[str]:
    """The templates of the app, run in this directory with a home in it."""
    directory.mkdir(parents=True)
    image = gzip.compress(b"a raw disk", mtime=0)
    (directory / "image.img.gz").write_bytes(image)
    temporary = directory.with_name(f"tmp-of-{directory.name}") / f"new-{directory.name}"
    temporary.mkdir(parents=True)
    (temporary / "image.img.gz").write_bytes(image)
    environment = {
        **os.environ,
        "HOME": home,
        "TMPDIR": str(temporary.parent),
        "LINODE_TOKEN": f"token-of-{directory.name}",
    }
    command = [sys.executable, "-c", APP, str(directory / "out"), str(temporary / "image.img.gz")]
    done = subprocess.run(
        command, cwd=directory, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split("\n--\n")


def test_a_template_is_the_same_in_another_place(tmp_path: Path) -> None:
    one = written(tmp_path / "one", "/home/me")
    assert one == written(tmp_path / "two" / "deeper", "/home/somebody/else")
    stack, other = map(json.loads, one)
    files = {name: image["file_path"] for name, image in stack["resource"]["linode_image"].items()}
    assert files.pop("asset").startswith("assets/an-asset/")
    assert files == {
        "relative": "../../../image.img.gz",
        "absolute": "<app>/image.img.gz",
        "temporary": "<temporary>/image.img.gz",
    }
    assert stack["provider"]["linode"] == [
        {"url": "emulator:<app>/data", "config_path": "<home>/linode"}
    ]
    [web] = other["resource"]["linode_instance"].values()
    commands, upload = web["provisioner"]
    assert commands["local-exec"]["command"] == "cd <app> && ./x <home>/key"
    assert commands["local-exec"]["working_dir"] == "/srv"
    assert upload["file"] == {"source": "<app>/x", "destination": "/root/x"}
    [state] = other["data"]["terraform_remote_state"].values()
    assert state["config"] == {"path": "terraform.stack.tfstate"}
    for template in (stack, other):
        assert template["terraform"] == {
            "required_providers": {"linode": {"source": "terraform.local/shim/linode"}}
        }


def test_a_temporary_file_keeps_its_name_alone(
    stack: TerraformStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = tmp_path / "made-for-this-run" / "image.img.gz"
    file.parent.mkdir()
    file.write_bytes(gzip.compress(b"a raw disk"))
    LinodeImage.from_file(stack, "image", path=file, region="us-ord")
    assert to_dict(stack)["resource"]["linode_image"]["image"]["file_path"] == (
        "<temporary>/image.img.gz"
    )


def to_dict(stack: TerraformStack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Template.from_stack(stack).to_json())
    return found


def test_the_working_directory_is_that_of_the_template(
    stack: TerraformStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    LinodeProvider(stack, "work", alias="work", config_path=str(tmp_path / "linode"))
    template = Template.from_stack(stack)
    monkeypatch.chdir("/")
    assert '"<app>/linode"' in template.to_json()


def test_no_version_is_in_it(stack: TerraformStack) -> None:
    stack.add_override("terraform.required_version", ">= 1.5")
    stack.add_override("terraform.required_providers.random", "~> 3.0")
    text = Template.from_stack(stack).to_json()
    assert PROVIDER_VERSION not in text
    assert "required_version" not in text
    assert "3.0" not in text
    assert "//" not in json.loads(text)


def test_metadata_of_a_file_is_left_out() -> None:
    metadata = {"//": {"metadata": {"version": "0.21.0", "path": "stack/web"}}}
    web = {"region": "us-ord", **metadata}
    template = Template.from_json(
        {
            **metadata,
            "resource": {"linode_instance": {"web": web}},
            "data": {"linode_images": {"all": {**metadata}}},
            "provider": {"linode": [{"alias": "x", **metadata}]},
            "output": {"x": {"value": {"//": "kept"}, **metadata}},
        }
    )
    assert json.loads(template.to_json()) == {
        "resource": {"linode_instance": {"web": {"region": "us-ord"}}},
        "data": {"linode_images": {"all": {}}},
        "provider": {"linode": [{"alias": "x"}]},
        "output": {"x": {"value": {"//": "kept"}}},
    }


def test_a_backend_that_was_chosen_is_in_it(stack: TerraformStack) -> None:
    LocalBackend(stack, path="/srv/states/golden.tfstate", workspace_dir="/srv")
    assert to_dict(stack)["terraform"]["backend"] == {
        "local": {"path": "/srv/states/golden.tfstate", "workspace_dir": "/srv"}
    }


def test_secrets_are_shown_as_references_alone(stack: TerraformStack) -> None:
    password = TerraformVariable(
        stack, "password", type="string", sensitive=True, default="not a real one"
    )
    for id, root_pass in (("a", password.string_value), ("b", "not a real one")):
        LinodeInstance(stack, id, region="us-ord", image="linode/debian12", root_pass=root_pass)
    found = to_dict(stack)
    linodes = found["resource"]["linode_instance"]
    assert linodes["a"]["root_pass"] == "${var.password}"
    assert linodes["b"]["root_pass"] == "(sensitive)"
    assert found["variable"]["password"]["default"] == "(sensitive)"


def test_it_is_sorted_text(stack: TerraformStack) -> None:
    LinodeImage(stack, "b", linode_id=2, disk_id=1, description="Bär", label="b")
    LinodeInstance(stack, "a", type="g6-nanode-1", region="us-ord")
    text = Template.from_stack(stack).to_json()
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False)
    assert "Bär" in text
