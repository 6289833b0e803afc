"""Where Terraform and OpenTofu look by themselves, on each system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from shim_provider.install.places import cli_configurations, user_mirror, user_mirrors

_LINUX = {"HOME": "/home/me"}
_WINDOWS = {"APPDATA": r"C:\Users\me\AppData\Roaming", "USERPROFILE": r"C:\Users\me"}
_XDG = {**_LINUX, "XDG_CONFIG_HOME": "/cfg", "XDG_DATA_HOME": "/data"}

#: A sentence: system, environment, what exists, and the mirror.
CASES: dict[str, tuple[str, Mapping[str, str], set[str], PurePath]] = {
    "linux": ("linux", _LINUX, set(), PurePosixPath("/home/me/.terraform.d/plugins")),
    "macos": (
        "darwin",
        {"HOME": "/Users/me"},
        set(),
        PurePosixPath("/Users/me/.terraform.d/plugins"),
    ),
    "windows": (
        "win32",
        _WINDOWS,
        set(),
        PureWindowsPath(r"C:\Users\me\AppData\Roaming\terraform.d\plugins"),
    ),
    "windows without APPDATA": (
        "win32",
        {"USERPROFILE": r"D:\me"},
        set(),
        PureWindowsPath(r"D:\me\AppData\Roaming\terraform.d\plugins"),
    ),
    "XDG directories that OpenTofu does not use": (
        "linux",
        _XDG,
        set(),
        PurePosixPath("/home/me/.terraform.d/plugins"),
    ),
    "OpenTofu keeps its settings in the XDG directory": (
        "linux",
        _XDG,
        {"/cfg/opentofu"},
        PurePosixPath("/data/terraform/plugins"),
    ),
    "OpenTofu keeps its plugins in the XDG directory, on a Mac": (
        "darwin",
        {**_XDG, "HOME": "/Users/me"},
        {"/data/opentofu"},
        PurePosixPath("/Users/me/Library/Application Support/io.terraform/plugins"),
    ),
    "both, and so OpenTofu uses the old one": (
        "linux",
        _XDG,
        {"/cfg/opentofu", "/home/me/.terraform.d"},
        PurePosixPath("/home/me/.terraform.d/plugins"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_mirror_of_a_user(case: str) -> None:
    platform, environ, there, expected = CASES[case]
    found = user_mirror(platform, environ, there.__contains__)
    assert found == expected
    assert type(found) is type(expected)
    assert found in user_mirrors(platform, environ)


def test_without_xdg_variables_data_are_in_the_usual_place() -> None:
    assert user_mirrors("linux", _LINUX)[1:] == [
        PurePosixPath("/home/me/.local/share/terraform/plugins")
    ]
    assert len(user_mirrors("win32", _WINDOWS)) == 1


def test_the_cli_configuration_has_each_engines_name() -> None:
    assert cli_configurations("linux", _LINUX) == [
        PurePosixPath("/home/me/.terraformrc"),
        PurePosixPath("/home/me/.tofurc"),
    ]
    assert cli_configurations("win32", _WINDOWS) == [
        PureWindowsPath(r"C:\Users\me\AppData\Roaming\terraform.rc"),
        PureWindowsPath(r"C:\Users\me\AppData\Roaming\tofu.rc"),
    ]
    named = {**_LINUX, "TF_CLI_CONFIG_FILE": "/etc/rc"}
    assert cli_configurations("linux", named) == [PurePosixPath("/etc/rc")]
