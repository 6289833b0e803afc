"""An app that is run: with what, and what is made of its end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shim_provider.stacks import app, node, settings
from shim_provider.stacks.failures import Failure

from .fake import written

_WRITES = """\
import json, os, pathlib
from tests.stacks.fake import written
print("printed by the app")
written(pathlib.Path(os.environ["CDKTF_OUTDIR"]), {"web": []})
pathlib.Path("environment.json").write_text(json.dumps(dict(os.environ)))
"""


def a_folder(folder: Path, source: str, **more: Any) -> settings.Settings:
    (folder / "main.py").write_text(source)
    told = {"language": "python", "app": "python main.py", **more}
    (folder / settings.FILE).write_text(json.dumps(told))
    return settings.read(folder)


def test_it_runs_as_cdktf_runs_it_on_this_python_and_a_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("TF_VAR_secret", "for Terraform alone")
    modules = ["./modules/one", {"name": "x", "source": "../two"}, "registry/module"]
    told = a_folder(tmp_path, _WRITES, context={"key": 1}, terraformModules=modules)
    (stack,) = app.synthesize(told)
    assert stack.directory == tmp_path / "cdktf.out" / "stacks" / "web"
    seen = json.loads((tmp_path / "environment.json").read_text())
    assert seen["PATH"].split(":")[0] == str(Path(sys.executable).parent)
    assert "TF_VAR_secret" not in seen
    assert Path(seen["JSII_NODE"]).is_file()
    assert json.loads(seen["CDKTF_CONTEXT_JSON"]) == {
        "key": 1,
        "cdktfRelativeModules": ["./modules/one", "../two"],
    }
    assert seen["CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"] == "true"
    assert seen["SYNTH_HCL_OUTPUT"] == "false"
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "printed by the app\n")


def test_a_failure_is_told_by_its_last_lines(tmp_path: Path) -> None:
    with pytest.raises(app.AppFailure, match=r"exit code 1: python main\.py$") as raised:
        app.synthesize(a_folder(tmp_path, "import json\njson.loads('{')\n"))
    lines = raised.value.said.splitlines()
    assert [line for line in lines if line.startswith("  File")] == [
        f'  File "{tmp_path}/main.py", line 2, in <module>'
    ]
    assert lines[-1].startswith("json.decoder.JSONDecodeError: ")


def test_an_app_that_writes_nothing_is_told_of_even_where_it_did_before(tmp_path: Path) -> None:
    written(tmp_path / "cdktf.out", {"web": []})
    with pytest.raises(Failure, match=r"it must call app.synth\(\) at its end"):
        app.synthesize(a_folder(tmp_path, "app = None\n"))


WRONG = {
    "no file": (None, "there is no cdktf.json in .*: go to the folder of an app"),
    "no JSON": ("{", "is no JSON"),
    "no object": ("[]", "is no JSON object"),
    "no app": ("{}", 'names no app: add "app"'),
    "no context": ('{"app": "x", "context": 3}', "context must be an object, unlike 3"),
}


@pytest.mark.parametrize("case", WRONG)
def test_settings_that_cannot_be_used_are_told(case: str, tmp_path: Path) -> None:
    text, problem = WRONG[case]
    if text is not None:
        (tmp_path / settings.FILE).write_text(text)
    with pytest.raises(Failure, match=problem):
        settings.read(tmp_path)


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / settings.FILE).write_text('{"app": "a", "output": "there"}')
    assert settings.read(tmp_path)[1:3] == ("a", tmp_path / "there")
    assert settings.read(tmp_path, "b", "here")[1:3] == ("b", tmp_path / "here")
    assert settings.output_of(tmp_path) == tmp_path / "there"
    (tmp_path / settings.FILE).unlink()
    assert settings.output_of(tmp_path, "here") == tmp_path / "here"


def a_node(folder: Path, version: str) -> str:
    folder.mkdir()
    (folder / "node").write_text(f"#!/bin/sh\necho {version}\n")
    (folder / "node").chmod(0o755)
    return str(folder / "node")


def test_the_users_node_goes_before_the_wheels_and_that_before_one_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = a_node(tmp_path / "new", "v22.1.0"), a_node(tmp_path / "old", "v18.20.4")
    on_path = {"PATH": f"{tmp_path}/new"}
    assert node.find({"JSII_NODE": "/mine", **on_path}) == node.Node("/mine")
    wheels = node.find(on_path)
    assert wheels is not None
    assert wheels.path != new
    assert subprocess.run([wheels.path, "--version"], check=True, capture_output=True).stdout
    monkeypatch.setattr(node, "package_file", lambda *_: None)
    assert node.find(on_path) == node.Node(new, 22)
    assert node.Node(new, 22).environment()["JSII_NODE"] == new
    assert node.find({"PATH": str(Path(old).parent)}) is None


def test_without_a_node_python_apps_are_told_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "package_file", lambda *_: None)
    told = a_folder(tmp_path, "")
    with pytest.raises(Failure, match=r"there is no Node.js .* pip install"):
        app.environment(told, {"PATH": str(tmp_path)})
    other = told._replace(language="typescript")
    assert "JSII_NODE" not in app.environment(other, {"PATH": str(tmp_path)})
