"""The apps that `linode-shim new` writes: their tests pass, and type checkers find nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shim_provider.templates.cores import CORES
from shim_provider.templates.writing import TEMPLATES, write

from .test_examples import snapshot, synthesized

ROOT = Path(__file__).parents[2]

#: The core with which each template's tests run; with the other one, it synthesizes the same.
TESTED = {"golden": "cdktn", "upload": "cdktf", "family": "cdktn"}


def test_each_template_is_tested() -> None:
    assert set(TESTED) == set(TEMPLATES)


@pytest.mark.parametrize("template", TESTED)
def test_its_tests_pass_which_deploy_it(template: str, tmp_path: Path) -> None:
    write(tmp_path / "app", template, TESTED[template])
    # As users run them, wherever this suite runs.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path / "app",
        env={**inherited, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_synthesizes_the_same_with_both_cores(template: str, tmp_path: Path) -> None:
    stacks = []
    for core in CORES:
        write(tmp_path / core, template, core)
        stacks.append(synthesized(tmp_path / core / "main.py", tmp_path / core / "cdktf.out"))
    assert snapshot(stacks[0]) == snapshot(stacks[1]).replace("cdktf/", "cdktn/")


def test_the_words_of_an_app_are_those_of_its_core(tmp_path: Path) -> None:
    write(tmp_path, "golden", "cdktn")
    told = "".join(file.read_text() for file in tmp_path.rglob("*") if file.is_file())
    assert "cdktf" not in told.replace("cdktf.out", "").replace("cdktf.json", "").replace(
        "cdktf-linode-image[cdktn", ""
    )


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each template's app for each core, side by side, so that one run sees them all."""
    folder = tmp_path_factory.mktemp("apps")
    for template in TEMPLATES:
        for core in CORES:
            write(folder / f"{template}_{core}", template, core)
    return folder


def test_ruff_finds_nothing_in_the_apps_whatever_its_settings(apps: Path) -> None:
    for folder in apps.iterdir():
        for command in (["check", "--extend-select", "I"], ["format", "--check"]):
            done = _run(folder, "ruff", *command, "--isolated", "--no-cache")
            assert done.returncode == 0, done.stdout


def test_mypy_finds_nothing_in_the_apps(apps: Path) -> None:
    for test in apps.rglob("test_*.py"):  # in one run, there is one `main`
        own = f"from {test.parent.parent.name}.main import"
        test.write_text(test.read_text().replace("from main import", own))
    cache = str(ROOT / ".mypy_cache/outside")
    strict = ("--strict", "--no-error-summary", "--explicit-package-bases", "--cache-dir", cache)
    told = _run(apps, "mypy", *strict, ".").stdout
    assert told == ""


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
