"""The wheel, installed as each kind of user installs it, in an environment with nothing else.

An app of each core is synthesized and its types are checked, from outside of the checkout; who has
no core has the provider, the emulator and the pytest plugin.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .conftest import ROOT
from .environments import Environment, run

CORES = ("cdktf", "cdktn")
#: The release before the newest that cdktn's extra takes.
ONE_BEFORE = "0.23.4"
#: What only constructs need.
OF_CORES = {"cdktf", "cdktn", "constructs", "jsii", "typeguard"}

APP = (ROOT / "examples/first_app/main.py").read_text()


@pytest.mark.parametrize("core", CORES)
def test_with_one_core_an_app_runs_and_its_types_are_known(
    core: str, wheel_file: Path, tmp_path: Path
) -> None:
    user = Environment(tmp_path / "venv", f"{wheel_file}[{core}]")
    (other,) = {*CORES} - {core}
    assert OF_CORES & user.installed().keys() == OF_CORES - {other}
    app = tmp_path / "app" / "main.py"
    app.parent.mkdir()
    app.write_text(APP.replace("cdktf", core))
    assert_it_is_synthesized(user, app)
    assert_types_are_known(user, app)
    assert missing(user, f"{other}_linode_image") == (
        f"{other}_linode_image needs {other}: pip install 'cdktf-linode-image[{other}]'; or import"
        f" {core}_linode_image, for an app of {core}, which is installed"
    )


def assert_it_is_synthesized(user: Environment, app: Path) -> None:
    user.runs(app.name, cwd=app.parent)
    written = json.loads((app.parent / "cdktf.out/stacks/web/cdk.tf.json").read_text())
    assert set(written["resource"]) == {"linode_image", "linode_instance"}


def assert_types_are_known(user: Environment, app: Path) -> None:
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", str(user.python))
    assert "no issues found" in run(*mypy, app.name, cwd=app.parent)
    (app.parent / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    pyright = (sys.executable, "-m", "basedpyright", "--pythonpath", str(user.python))
    assert "0 errors, 0 warnings" in run(*pyright, app.name, cwd=app.parent)


def missing(environment: Environment, package: str) -> str:
    """What an import says that fails."""
    program = f"try: import {package}\nexcept ImportError as error: print(error)"
    return environment.runs("-c", program).strip()


PLUGIN = """
import json, urllib.request


def test_it(linode_emulator):
    with urllib.request.urlopen(linode_emulator.url + "/v4/regions") as reply:
        assert json.load(reply)["data"]
"""


def test_without_a_core_there_are_provider_emulator_and_plugin(
    wheel_file: Path, tmp_path: Path
) -> None:
    bare = Environment(tmp_path / "venv", f"{wheel_file}[emulator]", "pytest")
    assert OF_CORES & bare.installed().keys() == set()
    for core in CORES:
        line = f"{core}_linode_image needs {core}: pip install 'cdktf-linode-image[{core}]'"
        assert missing(bare, f"{core}_linode_image") == line
    # Its exit code says whether this machine has a Terraform as well.
    doctor = "from shim_provider.cli.main import main; main(['doctor', '--json'])"
    found = json.loads(bare.runs("-c", doctor))
    assert {each["name"]: each["status"] for each in found["checks"]}["provider"] == "ok"
    (tmp_path / "test_it.py").write_text(PLUGIN)
    assert "1 passed" in bare.runs("-m", "pytest", "-q", cwd=tmp_path)


def test_the_release_before_the_newest_writes_the_same(wheel_file: Path, tmp_path: Path) -> None:
    wanted = (f"{wheel_file}[cdktn,emulator]", f"cdktn=={ONE_BEFORE}", "pytest")
    older = Environment(tmp_path / "venv", *wanted)
    assert older.installed()["cdktn"] == ONE_BEFORE
    tests = (f"tests/constructs_cdktn/test_{name}.py" for name in ("snapshots", "messages"))
    # From the checkout, whose tests import each other.
    assert " passed" in older.runs("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, cwd=ROOT)
