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


#: Core -> the packages of its command line, and the file of an example that is for it.
MODULES = {"cdktf": "node_modules", "cdktn": "cdktn-cli/node_modules"}
MAINS = {"cdktf": "main.py", "cdktn": "main_cdktn.py"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the Python packages in place, whose npm reaches no registry."""
    (tmp_path / "cdktn-cli").mkdir()
    packages = ("package.json", "package-lock.json")
    for name in ("Makefile", "pyproject.toml", *packages, *(f"cdktn-cli/{p}" for p in packages)):
        shutil.copy(ROOT / name, tmp_path / name)
    programs = tmp_path / ".venv" / "bin"
    script(tmp_path / "nodejs" / "bin" / "node", "echo v24.0.0")
    script(programs / "python", f"echo {tmp_path}/nodejs")
    script(programs / "linode-shim", 'echo "linode-shim $*, node $("$JSII_NODE" --version)"')
    script(programs / "npm", "echo SELF_SIGNED_CERT_IN_CHAIN >&2; exit 1")
    for stamp in ("created.stamp", "cdktf.stamp", "cdktn.stamp"):
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
    for core, modules in MODULES.items():
        script(checkout / modules / ".bin" / core, f"""printf '{core}'; printf '<%s>' "$@"; echo""")
        (checkout / modules / ".stamp").touch()
    node = checkout / ".venv" / "node" / "bin" / "node"
    node.parent.mkdir(parents=True)
    node.touch()
    for example in ("golden_image", "built_image"):
        (checkout / "examples" / example).mkdir(parents=True)
        for main in MAINS.values():
            (checkout / "examples" / example / main).touch()
    return checkout


def test_the_app_of_cdktf_json_is_deployed_unless_another_is_named(deployable: Path) -> None:
    done = make(deployable, "deploy")
    assert done.stdout.splitlines()[0] == "cdktf<deploy><--auto-approve>", done.stderr


def test_the_same_app_is_deployed_with_another_core(deployable: Path) -> None:
    done = make(deployable, "deploy", "CORE=cdktn")
    app = "<--app><.venv/bin/python examples/golden_image/main_cdktn.py>"
    assert done.stdout.splitlines()[0] == f"cdktn<deploy><--auto-approve>{app}", done.stderr


@pytest.mark.parametrize("core", MAINS)
@pytest.mark.parametrize("target", ["deploy", "diff", "destroy"])
def test_another_example_has_its_outputs_and_its_state_in_its_folder(
    target: str, core: str, deployable: Path
) -> None:
    done = make(deployable, target, "EXAMPLE=built_image", f"CORE={core}")
    there = deployable / "examples" / "built_image"
    approve = "" if target == "diff" else "<--auto-approve>"
    assert done.stdout.splitlines()[0] == (
        f"{core}<{target}>{approve}"
        f"<--app><cd '{there}' && exec '{deployable}/.venv/bin/python' {MAINS[core]}>"
        f"<--output><{there}/cdktf.out>"
    ), done.stderr


@pytest.mark.parametrize("core", MAINS)
def test_only_what_a_core_needs_is_installed_for_it(core: str, checkout: Path) -> None:
    (checkout / ".venv" / f"{core}.stamp").unlink()
    script(checkout / ".venv" / "bin" / "pip", f"""echo "$*" >>{checkout}/asked""")
    script(
        checkout / ".venv" / "bin" / "npm",
        f"""
echo "$PWD $*" >>{checkout}/asked
mkdir node_modules""",
    )
    assert make(checkout, "setup", f"CORE={core}").returncode == 0
    assert (checkout / "asked").read_text().splitlines() == [
        f"install -e .[{core},standalone,emulator]",
        f"{(checkout / MODULES[core]).parent} ci --ignore-scripts",
    ]


def test_a_core_that_is_not_there_is_told_with_those_that_are(deployable: Path) -> None:
    done = make(deployable, "deploy", "CORE=pulumi")
    assert done.returncode == 2
    assert "no core pulumi; there are: cdktf cdktn" in done.stderr
    assert done.stdout == ""


def test_an_example_that_is_not_there_is_told_with_those_that_are(deployable: Path) -> None:
    done = make(deployable, "deploy", "EXAMPLE=no_image")
    assert done.returncode == 2
    assert "no example no_image; there are: built_image golden_image" in done.stderr
    assert done.stdout == ""
