"""`linode-shim uninstall` takes away what `install` put there, to the last folder, and no more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from shim_provider import install
from shim_provider.cli import bundle as bundle_command
from shim_provider.cli import install as install_command
from shim_provider.cli import uninstall as uninstall_command
from shim_provider.install import mirror as mirror_module

from .bundles import PACKAGE
from .programs import linode_shim

MIRROR = Path(".terraform.d") / "plugins"
OTHER = 'provider "x.y/a/b" {\n  version = "1.0.0"\n}\n'


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_what_was_installed_for_the_user_is_gone_with_its_folders(tmp_path: Path) -> None:
    linode_shim(tmp_path, "install")
    done = linode_shim(tmp_path, "uninstall")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Removed {tmp_path / MIRROR / PACKAGE}\n"
    assert everything(tmp_path) == set()


def test_what_was_installed_into_a_configuration_is_gone_and_the_rest_is_as_it_was(
    tmp_path: Path,
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "main.tf").write_text("")
    before = everything(work)
    linode_shim(tmp_path, "install", "--into", "work")
    done = linode_shim(tmp_path, "uninstall", "--into", "work", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "removed": [str(work / "terraform.d" / "plugins" / PACKAGE)],
        "lock_files": [str(work / install.LOCK_FILE)],
        "left": [],
    }
    assert everything(work) == before


@pytest.mark.parametrize("text", [OTHER, f"# mine\n\n{OTHER}", f"{OTHER}\n# the end\n"])
def test_other_blocks_of_the_lock_file_stay_to_the_letter(text: str, tmp_path: Path) -> None:
    (tmp_path / install.LOCK_FILE).write_text(text)
    install.seed_stack(tmp_path)
    done = linode_shim(tmp_path, "uninstall", "--into", ".")
    assert f"Removed {install.PROVIDER_SOURCE} from {install.LOCK_FILE}" in done.stdout
    assert (tmp_path / install.LOCK_FILE).read_text() == text


def test_all_versions_of_ours_are_gone_and_nothing_of_others(tmp_path: Path) -> None:
    linode_shim(tmp_path, "install")
    source = tmp_path / MIRROR / install.PROVIDER_SOURCE
    shutil.copytree(source / install.PROVIDER_VERSION, source / "0.0.1")
    theirs = tmp_path / MIRROR / "x.y" / "a" / "b" / "1.0.0" / "linux_amd64" / "program"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("")
    mine = source / "0.0.1" / "linux_amd64" / "notes.txt"
    mine.write_text("")
    bundle = source / "0.0.2" / "linux_amd64" / "terraform-provider-linode_v0.0.2"
    bundle.parent.mkdir(parents=True)
    bundle.write_text("#!/bin/sh\n# Terraform provider of a bundle\n")
    done = linode_shim(tmp_path, "uninstall")
    assert f"Removed {source / '0.0.1'}\n" in done.stdout
    assert f"Left {source / '0.0.1'}: something in it is not from" in done.stdout
    assert f"Left {source / '0.0.2'}: " in done.stdout
    files = {path for path in everything(tmp_path) if path.is_file()}
    assert files == {theirs, mine, bundle}


@pytest.mark.parametrize("arguments", [[], ["--into", "."]])
def test_where_nothing_is_installed_that_is_said_and_no_failure(
    arguments: list[str], tmp_path: Path
) -> None:
    done = linode_shim(tmp_path, "uninstall", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("There is nothing to uninstall in ")
    done = linode_shim(tmp_path, "uninstall", "--json", *arguments)
    assert json.loads(done.stdout) == {"removed": [], "lock_files": [], "left": []}


def test_a_directory_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "uninstall", "--into", "absent")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--into absent: there is no such directory" in done.stderr


def test_install_tells_machines_where_it_is(tmp_path: Path) -> None:
    told = json.loads(linode_shim(tmp_path, "install", "--json").stdout)
    assert told["mirror"] == str(tmp_path / MIRROR)
    assert (told["lock_file"], told["hidden_by"]) == (None, None)
    assert told["hashes"] == [install.package_hash()]
    told = json.loads(linode_shim(tmp_path, "install", "--into", ".", "--json").stdout)
    assert told["mirror"] == str(tmp_path / "terraform.d" / "plugins")
    assert told["lock_file"] == str(tmp_path / install.LOCK_FILE)


def test_where_nothing_may_be_written_that_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / ".terraform.d").write_text("in the way")
    done = linode_shim(tmp_path, "install")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("linode-shim: ")


def test_where_tofu_keeps_to_xdg_its_folder_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "config" / "opentofu").mkdir(parents=True)
    settings = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "d")}
    done = linode_shim(tmp_path, "install", **settings)
    mirror = tmp_path / "d" / "terraform" / "plugins"
    assert f"Installed into {mirror}\n" in done.stdout
    assert not (tmp_path / ".terraform.d").exists()
    done = linode_shim(tmp_path, "uninstall", **settings)
    assert done.stdout == f"Removed {mirror / PACKAGE}\n"
    assert not (tmp_path / "d").exists() or not list((tmp_path / "d").iterdir())


class _Windows:
    """What of `os` the room looks at, on Windows."""

    name = "nt"


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(install_command, []), (uninstall_command, []), (bundle_command, ["b"])],
)
def test_on_windows_each_says_that_the_provider_does_not_run_there(
    command: object,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(mirror_module, "os", _Windows)
    assert command.main(arguments) == 1  # type: ignore[attr-defined]
    assert "runs on Linux and macOS only: work in WSL" in capsys.readouterr().err
    assert everything(tmp_path) == set()
