"""What a checkout and its users run beside Python: the pinned cdktf-cli, cdktf.json, make."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_cdktf_cli_is_pinned_with_a_node_pty_that_needs_no_compiler() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert package["dependencies"] == {"cdktf-cli": "0.21.0"}
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert lock["node_modules/cdktf-cli"]["version"] == "0.21.0"
    assert lock["node_modules/@cdktf/node-pty-prebuilt-multiarch"]["name"] == "@lydell/node-pty"


def test_the_npm_lock_file_names_no_registry_and_has_a_hash_for_all() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    own = lock.pop("")
    assert own["name"] == "cdktf-linode-image-example"
    assert [name for name, each in lock.items() if "resolved" in each] == []
    fetched = {name: each for name, each in lock.items() if not each.get("inBundle")}
    assert [name for name, each in fetched.items() if "integrity" not in each] == []


def test_cdktf_json_runs_the_example_with_the_checkouts_python() -> None:
    settings = json.loads((ROOT / "cdktf.json").read_text())
    interpreter, program = settings["app"].split()
    assert interpreter == ".venv/bin/python"
    assert (ROOT / program).is_file()
    assert settings["terraformProviders"] == []


def test_make_help_explains_every_target() -> None:
    page = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = (line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    explained = {line.split()[0] for line in page.splitlines() if line.startswith("  ")}
    assert explained == set(phony.split()[1:])
