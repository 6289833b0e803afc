"""The way of an app: looked at, deployed, changed, taken over by cdktf and cdktn, destroyed."""

from __future__ import annotations

import json
import time
from pathlib import Path

from shim_provider.emulator import Emulator
from shim_provider.emulator.world.clock import Clock

from ..api import call
from ..cdktf.project import Project, Terminal
from .commands import App


def test_an_app_of_two_stacks_from_the_first_look_to_the_last(tmp_path: Path) -> None:
    app = App(tmp_path / "app", f"emulator:{tmp_path}/linode")

    refused = app.run("deploy")
    assert refused.returncode == 1
    assert "add --auto-approve" in refused.stderr
    assert not (app.folder / "cdktf.out").exists()

    looked = app.run("diff", "--json")
    assert looked.returncode == 2, looked.stderr
    images, web = json.loads(looked.stdout)["stacks"]
    assert [(each["construct_path"], each["kind"]) for each in images["changes"]] == [
        ("images/golden", "created"),
        ("images/model", "created"),
    ]
    assert (web["after"], web["changes"][0]["address"]) == (["images"], "linode_instance.server")

    terminal = app.on_a_terminal("deploy")
    _until_shown(terminal, "[y/N]")
    terminal.type(b"n\n")
    assert terminal.wait() == 1
    assert "web (after images; counted by its configuration until then)" in terminal.shown
    assert app.state("images") == app.state("web") == {}

    deployed = app.run("deploy", "web", "-auto-approve", "--outputs-file", "outputs.json")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    golden = app.state("images")["linode_image.golden"]["id"]
    server = app.state("web")["linode_instance.server"]
    assert server["image"] == golden
    assert "images: deployed (2 created)\nweb: deployed (1 created)\n" in deployed.stdout
    assert "secret = <sensitive>" in deployed.stdout
    outputs = {"images": {"golden_id": golden}, "web": {"address": server["ip_address"]}}
    assert json.loads((app.folder / "outputs.json").read_text()) == outputs
    assert json.loads(app.run("output", "--json").stdout) == outputs

    app.write(label="silver")
    changed = [
        json.loads(line)
        for line in app.run("deploy", "--auto-approve", "--json").stdout.splitlines()
    ]
    assert [each["type"] for each in changed if each["type"] != "event"] == [
        *("plan", "plan", "outputs", "result")
    ]
    assert changed[-1] == {
        "type": "result",
        "code": 0,
        "stacks": {"images": "deployed", "web": "unchanged"},
    }

    destroyed = app.run("destroy", "images", "--auto-approve")
    assert destroyed.returncode == 0, destroyed.stderr
    assert "images: 2 destroyed\nweb: 1 destroyed\n" in destroyed.stdout
    assert app.state("images") == app.state("web") == {}


def test_cdktf_and_cdktn_and_this_command_take_over_from_each_other(tmp_path: Path) -> None:
    url = f"emulator:{tmp_path}/linode"
    app = App(tmp_path / "app", url)
    project = Project(app.folder, "embedded")
    project.run("deploy", "images", "web", "--auto-approve")
    taken = app.run("diff")
    assert (taken.returncode, taken.stdout) == (0, "No changes.\n"), taken.stderr

    app.write(core="cdktn", label="silver")
    changed = app.run("deploy", "--auto-approve")
    assert "images: deployed (1 changed)" in changed.stdout, changed.stderr
    project.core = "cdktn"
    assert "No changes." in project.run("diff", "images").stdout

    project.run("destroy", "images", "web", "--auto-approve")
    assert app.run("destroy", "--auto-approve").stdout == "Nothing is deployed.\n"


_ALONE = """\
bad = stack("bad")
linode(bad, "lost", region="nowhere")
after = stack("after")
after.add_dependency(bad)
linode(after, "late")
"""


def test_a_stack_that_fails_stops_those_after_it_alone(tmp_path: Path) -> None:
    app = App(tmp_path / "app", f"emulator:{tmp_path}/linode")
    app.write(more=_ALONE)
    done = app.run("deploy", "--auto-approve", "bad", "after", "images")
    assert done.returncode == 1
    assert "bad/lost (linode_instance.lost): Region nowhere does not exist" in done.stderr
    assert "after: not tried, as it comes after bad" in done.stderr
    assert "images: deployed (2 created)" in done.stdout
    assert app.state("after") == {}


def test_ctrl_c_during_a_deploy_loses_nothing(tmp_path: Path) -> None:
    with Emulator(tmp_path / "linode", clock=Clock(held=True)) as api:
        app = App(tmp_path / "app", api.url)
        terminal = app.on_a_terminal("deploy", "--auto-approve")
        deadline = time.monotonic() + 120
        while not api.requests.matching("POST", "/linode/instances"):
            assert time.monotonic() < deadline, terminal.shown
            time.sleep(0.05)
        terminal.type(b"\x03")
        assert terminal.wait() == 1
        assert "images: interrupted" in terminal.shown
        (linode,) = call(api, "GET", "/linode/instances")["data"]
        # Terraform has ended before the command did: the state is whole, and nothing holds it.
        assert app.state("images")["linode_instance.model"]["id"] == str(linode["id"])
        api.clock.release()
        again = app.run("deploy", "images", "--auto-approve")
        assert again.returncode == 0, again.stdout + again.stderr
        assert [one["id"] for one in call(api, "GET", "/linode/instances")["data"]] == [
            linode["id"]
        ]


def _until_shown(terminal: Terminal, text: str) -> None:
    deadline = time.monotonic() + 120
    while text not in terminal.shown:
        assert time.monotonic() < deadline, terminal.shown
        time.sleep(0.05)
