"""The commands on an app: options, exit codes, JSON; with an engine that does nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shim_provider.cli.apps.arguments import doubled
from tests.end_to_end.cdktf.project import on_a_terminal
from tests.stacks import fake
from tests.stacks.engine import Engine, answer, failed, planned
from tests.waiting import until

from .programs import environment, linode_shim

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack

_PATH = "linode_instance.server"


class App:
    """Two stacks, `web` after `images`, synthesized and deployed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = Engine(folder / "engine")
        templates = {"web": fake.template("server", variable={"region": {}})}
        stacks = fake.written(folder / "cdktf.out", {"images": [], "web": ["images"]}, templates)
        self.images, self.web = stacks
        for stack in stacks:
            fake.state(stack, {"id": {"value": stack.name}}, server=0)
            self.say(stack, plan=planned())
        (folder / "cdktf.json").write_text('{"app": "false"}')

    @staticmethod
    def say(stack: Stack, **answers: Any) -> None:
        answer(stack, **answers)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        chosen = {"LINODE_SHIM_ENGINE": str(self.engine.path), "NO_COLOR": "1"}
        return linode_shim(self.folder, *arguments, **chosen)


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path)


SPELLINGS = {
    "-auto-approve": "--auto-approve",
    "-target=a.b[0]": "--target=a.b[0]",
    "-var-file=x": "--var-file=x",
    "-parallelism=2": "--parallelism=2",
    "--json": "--json",
    "-h": "-h",
    "-a": "-a",
    "web-eu": "web-eu",
    "-1": "-1",
}


@pytest.mark.parametrize("word", SPELLINGS)
def test_terraforms_spelling_is_taken_too(word: str) -> None:
    assert doubled(["x", word]) == ["x", SPELLINGS[word]]
    assert doubled(["--", word]) == ["--", word]


def test_diff_ends_with_0_without_changes_2_with_changes_and_1_after_a_failure(app: App) -> None:
    done = app.run("diff", "--skip-synth")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No changes.\n", "")
    app.say(app.web, plan=planned(server="create"))
    done = app.run("diff", "--skip-synth")
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.splitlines()[2].split() == ["web", "1", "0", "0", "0"]
    assert done.stdout.splitlines()[-1] == f"    + stack/server  {_PATH}"
    app.say(app.images, plan=failed("Region nowhere does not exist", "linode_image.x"))
    done = app.run("diff", "--skip-synth")
    assert (done.returncode, done.stdout) == (1, "")
    assert "images: terraform plan failed:\n\nlinode_image.x: Region nowhere" in done.stderr
    assert "web: not tried, as it comes after images" in done.stderr


def test_diff_in_json_is_one_document(app: App) -> None:
    app.say(app.web, plan=planned(server="replace"))
    app.say(app.images, plan=planned(outputs=True))
    done = app.run("diff", "--skip-synth", "--json")
    change = {"address": _PATH, "construct_path": "stack/server", "kind": "replaced"}
    first = {"changes": [], "outputs": ["x"], "after": [], "is_estimate": False}
    second = {"changes": [change], "outputs": [], "after": ["images"], "is_estimate": False}
    assert json.loads(done.stdout) == {
        "stacks": [{"stack": "images", **first}, {"stack": "web", **second}],
        "failures": [],
    }


REFUSALS = {
    "deploy without a terminal": ("deploy",),
    "destroy without a terminal": ("destroy",),
    "in JSON": ("deploy", "--json"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_where_nobody_can_be_asked_nothing_is_planned(case: str, app: App) -> None:
    done = app.run(*REFUSALS[case], "--skip-synth")
    assert (done.returncode, done.stdout, app.engine.did) == (1, "", [])
    assert "add --auto-approve" in done.stderr


def test_deploy_says_what_has_become_of_each_stack(app: App) -> None:
    app.say(app.images, plan=planned(server="update"))
    app.say(app.web, plan=planned(server="create"), apply=failed("Linode busy.", _PATH))
    done = app.run("deploy", "--skip-synth", "--auto-approve", "--outputs-file", "outputs.json")
    assert done.returncode == 1
    assert "images: deployed (1 changed)\nweb: failed\n" in done.stdout
    assert "web: terraform apply failed:\n\nstack/server (linode_instance.server): " in done.stderr
    assert done.stdout.endswith("\nimages\n  id = images\n")
    outputs = json.loads((app.folder / "outputs.json").read_text())
    assert outputs == {"images": {"id": "images"}}


def test_deploy_in_json_is_a_document_a_line(app: App) -> None:
    app.say(app.images, plan=failed("no"))
    applied = {**planned(server="create"), "code": 0}
    app.say(app.web, plan=planned(server="create"), apply=applied)
    lines = app.run("deploy", "--skip-synth", "--auto-approve", "--json").stdout.splitlines()
    said = [json.loads(line) for line in lines]
    assert [each["type"] for each in said] == ["error", "error", "outputs", "result"]
    assert (said[0]["stack"], said[0]["diagnostics"][0]["summary"]) == ("images", "no")
    ends = {"images": "failed", "web": "not tried"}
    assert said[-1] == {"type": "result", "code": 1, "stacks": ends}
    app.say(app.images, plan=planned())
    lines = app.run("deploy", "--skip-synth", "--auto-approve", "--json").stdout.splitlines()
    said = [json.loads(line) for line in lines]
    assert [each["type"] for each in said] == [
        *("plan", "plan", "event", "event", "outputs", "result")
    ]
    assert said[1]["changes"][0]["kind"] == "created"
    assert (said[2]["stack"], said[2]["event"]["type"]) == ("web", "planned_change")
    assert said[-2]["outputs"] == {"images": {"id": "images"}, "web": {"id": "web"}}


def test_ctrl_c_while_it_plans_asks_nothing_more(app: App) -> None:
    app.say(app.images, plan=planned(server="create"))
    app.say(app.web, plan={"seconds": 60})
    program = "from shim_provider.cli.main import main; exit(main())"
    command = [sys.executable, "-c", program, "deploy", "--skip-synth"]
    chosen = {"LINODE_SHIM_ENGINE": str(app.engine.path)}
    terminal = on_a_terminal(command, app.folder, environment(app.folder, **chosen))
    until(lambda: len(app.engine.did) == 2 and app.engine.ended)
    time.sleep(0.2)  # until that is noticed, which nobody tells
    terminal.type(b"\x03")
    assert terminal.wait() == 1
    assert "interrupted" in terminal.shown
    assert "[y/N]" not in terminal.shown


def test_a_terminal_that_is_closed_at_the_question_leaves_no_plans_behind(app: App) -> None:
    app.say(app.web, plan=planned(server="create"))
    program = "from shim_provider.cli.main import main; exit(main())"
    command = [sys.executable, "-c", program, "deploy", "--skip-synth"]
    (plans := app.folder / "temporary").mkdir()
    chosen = {"LINODE_SHIM_ENGINE": str(app.engine.path), "TMPDIR": str(plans)}
    terminal = on_a_terminal(command, app.folder, environment(app.folder, **chosen))
    until(lambda: "[y/N]" in terminal.shown)
    assert [*plans.iterdir()]
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.wait() == 1
    assert not [*plans.iterdir()]


def test_where_nobody_reads_on_an_apply_is_ended_all_the_same(app: App) -> None:
    events = [*planned(server="create")["events"]] * 30
    app.say(app.web, plan=planned(server="create"), apply={"events": events})
    chosen = {"LINODE_SHIM_ENGINE": str(app.engine.path)}
    program = "from shim_provider.cli.main import main; exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", program, "deploy", "--skip-synth", "--auto-approve", "--json"],
        cwd=app.folder,
        env=environment(app.folder, **chosen),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert [json.loads(process.stdout.readline())["type"] for _ in "12"] == ["plan", "plan"]
        process.stdout.close()  # as `| head -1` does
        assert (process.wait(60), process.stderr.read()) == (1, "")
    assert app.engine.ended[-1] == "apply web"


def test_a_folder_that_is_not_there_for_outputs_is_told_before_anything_is_done(app: App) -> None:
    for command in (("deploy", "--auto-approve", "--skip-synth"), ("output",)):
        done = app.run(*command, "--outputs-file", "absent/outputs.json")
        assert (done.returncode, done.stdout, app.engine.did) == (2, "", [])
        assert "there is no folder absent" in done.stderr


MISUSES = {
    "a stack": (("wep",), "there is no stack 'wep'; did you mean 'web'?"),
    "a target": (("--target", "stack/sever"), "did you mean 'stack/server'?"),
    "a variable": (("-var", "regoin=x"), "did you mean 'region'?"),
    "a number": (("--parallel", "0"), "must be a whole number of at least 1"),
    "an option": (("--froce",), "unrecognized arguments: --froce"),
}


@pytest.mark.parametrize("case", MISUSES)
def test_what_is_not_there_is_misuse(case: str, app: App) -> None:
    arguments, problem = MISUSES[case]
    for command in (("deploy", "--auto-approve"), ("diff",)):
        done = app.run(*command, "--skip-synth", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert problem in done.stderr


def test_a_named_stack_takes_along_what_it_needs_unless_told_not_to(app: App) -> None:
    for stack in (app.images, app.web):
        app.say(stack, plan=planned(server="create"))
    done = app.run("deploy", "--skip-synth", "--auto-approve", "web")
    assert "images: deployed (1 created)\nweb: deployed (1 created)\n" in done.stdout
    alone = "--ignore-missing-stack-dependencies"
    done = app.run("deploy", "--skip-synth", "--auto-approve", "web", alone)
    assert "web: deployed (1 created)\n" in done.stdout
    assert "images:" not in done.stdout


def test_outputs_are_told_without_the_app_and_the_engine(app: App) -> None:
    assert app.run("output").stdout == "\nimages\n  id = images\n\nweb\n  id = web\n"
    done = app.run("output", "web", "--json", "--outputs-file", "outputs.json")
    assert json.loads(done.stdout) == {"web": {"id": "web"}}
    assert json.loads((app.folder / "outputs.json").read_text()) == {"web": {"id": "web"}}
    assert app.engine.did == []


def test_where_there_are_no_outputs_that_is_said(app: App) -> None:
    fake.state(app.web, {}, server=0)
    done = app.run("output", "web")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "There are no outputs.\n")


def test_without_a_synthesis_there_are_no_outputs_and_that_is_said(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "output", "--output", "absent")
    assert (done.returncode, done.stdout) == (1, "")
    assert "synthesize the app first" in done.stderr


def test_synth_names_the_stacks(app: App) -> None:
    done = app.run("synth", "--skip-synth", "--json")
    assert json.loads(done.stdout)["stacks"][1] == {
        "name": "web",
        "directory": "cdktf.out/stacks/web",
        "dependencies": ["images"],
    }


def test_an_app_that_fails_is_the_end(app: App) -> None:
    done = app.run("deploy", "--auto-approve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "linode-shim: the app failed with exit code 1: false\n"
    done = app.run("deploy", "--auto-approve", "--json")
    assert json.loads(done.stdout) == {"type": "result", "code": 1, "stacks": {}}


def test_an_app_that_marks_a_construct_with_an_error_is_the_end(app: App) -> None:
    manifest = app.folder / "cdktf.out" / "manifest.json"
    found = json.loads(manifest.read_text())
    note = {"constructPath": "web/server", "message": "no tags", "stacktrace": []}
    found["stacks"]["web"]["annotations"] = [
        {**note, "level": "@cdktf/warn"},
        {**note, "level": "@cdktf/error", "message": "no label"},
    ]
    manifest.write_text(json.dumps(found))
    done = app.run("diff", "--app", "touch cdktf.out/manifest.json")
    assert (done.returncode, app.engine.did) == (1, [])
    assert done.stderr.splitlines() == [
        "warning [web/server]: no tags",
        "error [web/server]: no label",
        "linode-shim: the app marked constructs with errors",
    ]
