"""Each shell completes commands, options, values, stacks, files and directories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from shim_provider.cli import completion
from shim_provider.cli.main import COMMANDS

from ..programs import linode_shim
from .shells import SHELLS, shell

#: What is typed, and what it becomes: one thing each.
LINES = {
    "a command": ("linode-shim dep", "deploy"),
    "a command below one": ("linode-shim images r", "rm"),
    "an option": ("linode-shim deploy --auto-a", "--auto-approve"),
    "a value of an option": ("linode-shim new app --template gol", "golden"),
    "a value": ("linode-shim completion fi", "fish"),
    "a stack": ("linode-shim deploy we", "web"),
    "another stack": ("linode-shim destroy web da", "database"),
    "a stack of one with a number of them": ("linode-shim output we", "web"),
    "a directory and no file": ("linode-shim unmanaged su", "sub"),
    "a file": ("linode-shim deploy --var-file su", "sun.tfvars"),
}

_MANIFEST = """\
{
  "stacks": {
    "database": {
      "dependencies": [
      ],
      "name": "database",
      "workingDirectory": "stacks/database"
    },
    "web": {
      "name": "web"
    }
  },
  "version": "0.21.0"
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An app's folder."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "cdktf.out").mkdir()
    (folder / "cdktf.out" / "manifest.json").write_text(_MANIFEST)
    (folder / "sub").mkdir()
    (folder / "sun.tfvars").write_text("")
    return folder


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script for each shell, in a file named after it."""
    folder = tmp_path_factory.mktemp("scripts")
    for name in SHELLS:
        (folder / name).write_text(linode_shim(folder, "completion", name).stdout)
    return folder


@pytest.mark.parametrize("name", SHELLS)
@pytest.mark.parametrize("case", LINES)
def test_a_shell_completes(case: str, name: str, folder: Path, scripts: Path) -> None:
    line, word = LINES[case]
    if case == "a file":
        (folder / "sub").rename(folder / "other")
    try:
        assert SHELLS[name](scripts / name, line, folder) == [word]
    finally:
        if case == "a file":
            (folder / "other").rename(folder / "sub")


def test_zsh_reads_the_script_by_source_as_well(scripts: Path, tmp_path: Path) -> None:
    program = f"autoload -Uz compinit; compinit -u -D; source {scripts / 'zsh'}"
    done = subprocess.run(
        [shell("zsh"), "-f", "-c", f"{program}; print $_comps[linode-shim]"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("_shtab_linode_shim\n", "")


def test_the_tests_are_for_every_shell() -> None:
    assert set(SHELLS) == set(completion.SHELLS)


def test_an_unknown_shell_is_misuse(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "completion", "fsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'fsh' is not known; did you mean 'fish'? there are: bash, zsh, fish" in done.stderr


def test_where_nothing_is_synthesized_no_stack_is_offered_and_nothing_complained(
    scripts: Path, tmp_path: Path
) -> None:
    for name in ("bash", "fish"):
        assert "web" not in SHELLS[name](scripts / name, "linode-shim deploy ", tmp_path)


def test_every_command_is_in_the_scripts(scripts: Path) -> None:
    for name in SHELLS:
        text = (scripts / name).read_text()
        assert [command for command in COMMANDS if command not in text] == []
