"""`linode-shim new`: what it writes, what it asks, and where it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shim_provider.cli.apps.new import main
from shim_provider.templates import cores
from shim_provider.templates.writing import TEMPLATES

from .programs import linode_shim
from .terminal import answered


@pytest.mark.parametrize("core", cores.CORES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_an_app_has_what_the_command_lines_and_its_tests_need(
    template: str, core: str, tmp_path: Path
) -> None:
    app = tmp_path / "deep" / "app"
    assert main([str(app), "--template", template, "--core", core, "--json"]) == 0
    settings = json.loads((app / "cdktf.json").read_text())
    assert settings["app"] == "python main.py"
    assert settings["language"] == "python"
    names = {file.relative_to(app).as_posix() for file in app.rglob("*") if file.is_file()}
    assert names >= {
        *(".gitignore", "README.md", "cdktf.json", "main.py", "pytest.ini", "requirements.txt"),
        *("tests/test_deployed.py", "tests/test_template.py"),
    }
    assert f"from {core}_linode_image import" in (app / "main.py").read_text()
    assert f"cdktf-linode-image[{core}," in (app / "requirements.txt").read_text()
    assert "LINODE_TOKEN" in (app / "README.md").read_text()


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    done = linode_shim(tmp_path, "new", ".")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "linode-shim: Not an empty folder: . holds notes; nothing was changed. Name a folder that"
        " is new or empty.\n"
    )
    assert [each.name for each in tmp_path.iterdir()] == ["notes"]
    assert linode_shim(tmp_path, "new", "notes").returncode == 1
    assert (tmp_path / "notes").read_text() == "mine"


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert linode_shim(tmp_path, "new", ".").returncode == 0
    assert (tmp_path / "main.py").exists()


def test_without_a_terminal_the_defaults_are_taken(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "new", "app", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["template"], told["core"]) == ("golden", "cdktn")
    assert told["next"] == ["linode-shim deploy"]
    assert set(told["files"]) == {
        file.relative_to(tmp_path / "app").as_posix()
        for file in (tmp_path / "app").rglob("*")
        if file.is_file()
    }


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = linode_shim(tmp_path, "new", "file/app")
    assert done.returncode == 1
    assert done.stderr.startswith("linode-shim: Cannot write the app: ")
    done = linode_shim(tmp_path, "new", "a" * 300)
    assert done.returncode == 1
    assert done.stderr.endswith("a: File name too long.\n")


def test_the_tests_of_an_app_can_be_run_from_another_folder(tmp_path: Path) -> None:
    assert main([str(tmp_path / "app"), "--template", "upload", "--core", "cdktn"]) == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "app/tests/test_template.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("option", "word", "nearest"),
    [("--template", "goldn", "golden"), ("--core", "cdktm", "cdktn")],
)
def test_a_word_that_is_not_known_is_misuse_and_the_nearest_is_named(
    option: str, word: str, nearest: str, tmp_path: Path
) -> None:
    done = linode_shim(tmp_path, "new", "app", option, word)
    assert done.returncode == 2
    assert f"argument {option}: '{word}' is not known; did you mean '{nearest}'?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks_for_what_it_was_not_told(tmp_path: Path) -> None:
    code, shown = answered(tmp_path, "new", "app", answers="famly\n3\n\n")
    assert code == 0, shown
    assert "2  upload  upload an image from a file" in shown
    assert "Template [golden]: " in shown
    assert "'famly' is not known; did you mean 'family'?" in shown
    assert "Core [cdktn]: " in shown
    assert "ImageFamily" in (tmp_path / "app" / "main.py").read_text()
    assert shown.endswith("  cd app\n  linode-shim deploy\n")


def test_on_a_terminal_it_asks_nothing_when_it_is_told_everything(tmp_path: Path) -> None:
    told = ("--template", "upload", "--core", "cdktf")
    code, shown = answered(tmp_path, "new", "app", *told)
    assert code == 0, shown
    assert "]: " not in shown


def test_a_question_that_is_not_answered_writes_nothing(tmp_path: Path) -> None:
    code, shown = answered(tmp_path, "new", "app", answers="\x04")
    assert code == 1
    assert shown.endswith("linode-shim: nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_without_the_core_the_line_to_type_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cdktn", None)
    assert cores.preferred() == "cdktf"
    assert main([str(tmp_path / "app"), "--core", "cdktn"]) == 0
    assert 'pip install "cdktf-linode-image[cdktn,standalone,emulator]"' in capsys.readouterr().out
