"""Which Terraform is run, and that it is run as if it had been called directly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shim_provider.engines import choose, is_recent

from .programs import ENGINES, environment, run, script

#: `linode-shim-terraform`, without relying on the environment's bin directory being on PATH.
SHIM = [sys.executable, "-c", "from shim_provider.engines import main; main()"]

EMBEDDED = ENGINES["embedded"]


def terraform_of(version: str) -> str:
    """A stand-in for a terraform of any age, which tells its version and echoes its arguments."""
    reply = json.dumps({"terraform_version": version})
    return f'[ "$1" = version ] && echo \'{reply}\' || echo {version} ran: "$@"'


def shim(path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    settings = {**environment(path), "PATH": f"{path}:/usr/bin:/bin", **more}
    return subprocess.run(
        [*SHIM, *arguments], env=settings, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_recent_terraform_on_path_is_run_with_the_arguments_as_they_are(tmp_path: Path) -> None:
    script(tmp_path / "terraform", terraform_of("1.9.8"))
    script(tmp_path / "tofu", terraform_of("1.12.6"))
    done = shim(tmp_path, "plan", "-var=a b", "-out", "x")
    assert done.stdout == "1.9.8 ran: plan -var=a b -out x\n"
    assert done.stderr == ""


def test_an_old_terraform_is_passed_over_for_tofu_and_named(tmp_path: Path) -> None:
    script(tmp_path / "terraform", terraform_of("1.4.7"))
    script(tmp_path / "tofu", terraform_of("1.12.6"))
    done = shim(tmp_path, "plan")
    assert done.stdout == "1.12.6 ran: plan\n"
    assert done.stderr == (
        f"linode-shim: {tmp_path}/terraform is passed over: it is 1.4.7, older than 1.5\n"
    )


def test_without_any_on_path_the_embedded_one_is_run(tmp_path: Path) -> None:
    done = shim(tmp_path, "version", "-json")
    assert json.loads(done.stdout)["terraform_version"].startswith("1.15.")


def test_a_terraform_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    script(tmp_path / "terraform", "exit 3")
    done = shim(tmp_path, "version", "-json")
    assert json.loads(done.stdout)["terraform_version"].startswith("1.15.")
    assert "terraform is passed over: it does not tell its version" in done.stderr


def test_a_terraform_which_is_a_script_around_us_does_not_ask_itself_for_ever(
    tmp_path: Path,
) -> None:
    words = " ".join(f"'{word}'" for word in SHIM)
    script(tmp_path / "terraform", f'exec {words} "$@"')
    done = shim(tmp_path, "version", "-json")
    assert json.loads(done.stdout)["terraform_version"].startswith("1.15.")


@pytest.mark.parametrize(
    ("choice", "expected"), [("tofu", "1.12.6 ran: plan\n"), ("terraform", "1.4.7 ran: plan\n")]
)
def test_the_environment_chooses_an_engine_whatever_its_version(
    choice: str, expected: str, tmp_path: Path
) -> None:
    script(tmp_path / "terraform", terraform_of("1.4.7"))
    script(tmp_path / "tofu", terraform_of("1.12.6"))
    assert shim(tmp_path, "plan", LINODE_SHIM_ENGINE=choice).stdout == expected
    path = str(tmp_path / choice)
    assert shim(tmp_path, "plan", LINODE_SHIM_ENGINE=path).stdout == expected


def test_an_engine_asked_for_and_not_here_is_an_error_that_says_how_to_get_one(
    tmp_path: Path,
) -> None:
    done = shim(tmp_path, "plan", LINODE_SHIM_ENGINE="tofu")
    assert done.returncode == 127
    assert "LINODE_SHIM_ENGINE asks for tofu, which is not here" in done.stderr
    assert "pip install" in done.stderr


def test_nothing_to_choose_from_is_no_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shim_provider.engines.package_file", lambda *_: None)
    assert choose({"PATH": str(tmp_path)}).engine is None


@pytest.mark.parametrize(
    ("version", "recent"),
    [("1.4.7", False), ("0.15.5", False), ("1.5.0", True), ("1.15.5", True), ("2.0.0-rc1", True)],
)
def test_recent_begins_with_1_5(version: str, recent: bool) -> None:
    assert is_recent(version) is recent


@pytest.mark.parametrize(("arguments", "code"), [(["version"], 0), (["nonsense"], 1), ([], 127)])
def test_the_embedded_engine_has_terraforms_exit_codes(
    arguments: list[str], code: int, tmp_path: Path
) -> None:
    assert run(EMBEDDED, tmp_path, *arguments).returncode == code


def test_the_embedded_engine_looks_for_no_updates(tmp_path: Path) -> None:
    settings = environment(tmp_path, LINODE_SHIM_ENGINE="embedded")
    del settings["CHECKPOINT_DISABLE"]
    subprocess.run([*SHIM, "version"], env=settings, capture_output=True, check=True)
    # Terraform makes the signature with which it asks at the first look.
    assert not (tmp_path / ".terraform.d" / "checkpoint_signature").exists()


@pytest.mark.parametrize("name", ENGINES)
def test_ctrl_c_ends_an_apply_in_an_orderly_way_and_keeps_what_was_made(
    name: str, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    (tmp_path / "main.tf").write_text(
        'resource "terraform_data" "done" {}\n'
        'resource "terraform_data" "slow" {\n'
        "  depends_on = [terraform_data.done]\n"
        f'  provisioner "local-exec" {{ command = "touch {begun}; sleep 60" }}\n}}\n'
    )
    settings = environment(tmp_path, LINODE_SHIM_ENGINE=name)
    assert run(ENGINES[name], tmp_path, "init").returncode == 0
    with subprocess.Popen(
        [*SHIM, "apply", "-auto-approve", "-no-color"],
        cwd=tmp_path,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as applying:
        deadline = time.monotonic() + 60
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(applying.pid, signal.SIGINT)
        output, _ = applying.communicate(timeout=60)
    assert applying.returncode == 1
    assert "Interrupt received" in output
    assert "Traceback" not in output
    state = json.loads((tmp_path / "terraform.tfstate").read_text())
    assert {each["name"] for each in state["resources"]} == {"done", "slow"}
