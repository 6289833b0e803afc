"""Where Terraform and OpenTofu look for providers by themselves: their implied mirrors.

Both search these (cliconfig and provider_source.go of either, alike but for what `user_mirror`
says), unless the CLI configuration has a `provider_installation` block. Touches no file but to see
whether OpenTofu has its own folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath


def user_mirror(
    platform: str, environ: Mapping[str, str], exists: Callable[[str], bool]
) -> PurePath:
    """The mirror for all configurations of a user; `platform` is as `sys.platform`.

    `.terraform.d` in the home directory, but where OpenTofu keeps to the XDG directories: it does
    so only as long as there is no `~/.terraform.d`, and one that we made would hide its
    settings and credentials (its config_unix.go). There, the other directory that both search.
    """
    configuration = config_directory(platform, environ)
    if platform != "win32" and not exists(str(configuration)):
        homes = [environ.get(name, "") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")]
        if any(home and exists(str(PurePosixPath(home, "opentofu"))) for home in homes):
            return data_mirror(platform, environ)
    return configuration / "plugins"


def user_mirrors(platform: str, environ: Mapping[str, str]) -> list[PurePath]:
    """All that `user_mirror` may have answered at some time."""
    mirrors = [config_directory(platform, environ) / "plugins"]
    return mirrors if platform == "win32" else [*mirrors, data_mirror(platform, environ)]


def config_directory(platform: str, environ: Mapping[str, str]) -> PurePath:
    """Terraform's and OpenTofu's own directory of a user."""
    if platform == "win32":
        # The folder for which they ask Windows (CSIDL_APPDATA) is also in the environment.
        roaming = environ.get("APPDATA") or PureWindowsPath(_home(environ), "AppData", "Roaming")
        return PureWindowsPath(roaming, "terraform.d")
    return PurePosixPath(_home(environ), ".terraform.d")


def data_mirror(platform: str, environ: Mapping[str, str]) -> PurePath:
    """Their mirror in the place where the system wants programs' data of a user."""
    if platform == "darwin":
        return PurePosixPath(_home(environ), "Library/Application Support/io.terraform/plugins")
    data = environ.get("XDG_DATA_HOME") or PurePosixPath(_home(environ), ".local", "share")
    return PurePosixPath(data, "terraform", "plugins")


def cli_configurations(platform: str, environ: Mapping[str, str]) -> list[PurePath]:
    """The files of the CLI configuration that either engine reads, were they there."""
    if named := environ.get("TF_CLI_CONFIG_FILE"):
        return [PureWindowsPath(named) if platform == "win32" else PurePosixPath(named)]
    directory = config_directory(platform, environ).parent
    names = ["terraform.rc", "tofu.rc"] if platform == "win32" else [".terraformrc", ".tofurc"]
    return [directory / name for name in names]


def _home(environ: Mapping[str, str]) -> str:
    return environ.get("HOME") or environ.get("USERPROFILE") or str(Path.home())
