"""The Makefile where npm fails: the doctor does without, and what helps is told.

pip and npm are stand-ins here; the real ones run in `.ci/run`.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ..cli.programs import environment, script

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the Python packages in place, whose npm reaches no registry."""
    for name in ("Makefile", "pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    programs = tmp_path / ".venv" / "bin"
    script(tmp_path / "nodejs" / "bin" / "node", "echo v24.0.0")
    script(programs / "python", f"echo {tmp_path}/nodejs")
    script(programs / "linode-shim", 'echo "linode-shim $*, node $("$JSII_NODE" --version)"')
    script(programs / "npm", "echo SELF_SIGNED_CERT_IN_CHAIN >&2; exit 1")
    for stamp in ("created.stamp", "app.stamp"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def make(checkout: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *targets],
        cwd=checkout,
        env=environment(checkout, MAKEFLAGS="", MAKELEVEL="0"),  # it may be run by make itself
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_doctor_runs_without_npm_and_finds_the_node_of_the_package(checkout: Path) -> None:
    done = make(checkout, "doctor")
    assert (done.returncode, done.stdout) == (0, "linode-shim doctor, node v24.0.0\n"), done.stderr


def test_where_npm_fails_its_log_is_shown_and_then_what_helps(checkout: Path) -> None:
    done = make(checkout, "setup")
    assert done.returncode == 2
    failed, log, hint = done.stdout.splitlines()
    assert failed.endswith("FAILED")
    assert log == "SELF_SIGNED_CERT_IN_CHAIN"
    assert "export NODE_EXTRA_CA_CERTS=FILE" in hint
    assert "npm_config_registry" in hint
    assert not (checkout / "node_modules" / ".stamp").exists()


@pytest.fixture
def deployable(checkout: Path) -> Path:
    """The checkout with its npm packages and two examples; the CLI tells what it is given."""
    script(checkout / "node_modules" / ".bin" / "cdktf", """printf '<%s>' "$@"; echo""")
    (checkout / "node_modules" / ".stamp").touch()
    node = checkout / ".venv" / "node" / "bin" / "node"
    node.parent.mkdir(parents=True)
    node.touch()
    for example in ("golden_image", "built_image"):
        (checkout / "examples" / example).mkdir(parents=True)
        (checkout / "examples" / example / "main.py").touch()
    return checkout


def test_the_app_of_cdktf_json_is_deployed_unless_another_is_named(deployable: Path) -> None:
    done = make(deployable, "deploy")
    assert done.stdout.splitlines()[0] == "<deploy><--auto-approve>", done.stderr


@pytest.mark.parametrize("target", ["deploy", "diff", "destroy"])
def test_another_example_has_its_outputs_and_its_state_in_its_folder(
    target: str, deployable: Path
) -> None:
    done = make(deployable, target, "EXAMPLE=built_image")
    there = deployable / "examples" / "built_image"
    approve = "" if target == "diff" else "<--auto-approve>"
    assert done.stdout.splitlines()[0] == (
        f"<{target}>{approve}"
        f"<--app><cd '{there}' && exec '{deployable}/.venv/bin/python' main.py>"
        f"<--output><{there}/cdktf.out>"
    ), done.stderr


def test_an_example_that_is_not_there_is_told_with_those_that_are(deployable: Path) -> None:
    done = make(deployable, "deploy", "EXAMPLE=no_image")
    assert done.returncode == 2
    assert "no example no_image; there are: built_image golden_image" in done.stderr
    assert done.stdout == ""
