"""States in a real PostgreSQL: moved there and away, never lost, locked by who works on them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tests.end_to_end.cdktf.project import on_a_terminal
from tests.waiting import until

from .postgres import PASSWORD
from .synthesized import LINODE_SHIM, Project, ended

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Postgres


def test_a_state_follows_its_backend_when_somebody_says_so(
    project: Project, in_postgres: Postgres
) -> None:
    project.write({"web": project.local("web")})
    project.deployed()
    file = project.folder / "terraform.web.tfstate"
    before = file.read_text()

    project.write({"web": in_postgres("web")})
    for refused in (project.deploy(), project.run("output")):
        assert refused.returncode == 1
        assert "its state is in terraform.web.tfstate still" in refused.stderr
        assert "--migrate-state  copies the state there" in refused.stderr
        assert "--reconfigure    goes on with what is in pg" in refused.stderr
    assert _asked(project, "n", "deploy")[0] == 1
    code, shown = _asked(project, "y", "deploy")
    assert "(1 resource) is in terraform.web.tfstate; its backend is now pg (web_" in shown
    assert (code, file.read_text()) == (0, before)
    assert "No changes." in shown

    assert json.loads(project.run("output", "--json").stdout) == {"web": {"name": "web"}}
    other = project.folder / "other.tfstate"
    project.write({"web": {"local": {"path": str(other)}}})
    assert "No changes." in project.deployed("--migrate-state")
    assert json.loads(other.read_text())["resources"] == json.loads(before)["resources"]


def test_no_state_is_copied_over_another_one(
    project: Project, in_postgres: Postgres, tmp_path: Path
) -> None:
    colleague = Project(tmp_path / "colleague")
    colleague.write({"web": in_postgres("web")})
    colleague.deployed()
    project.write({"web": project.local("web")}, 2)
    project.deployed()

    project.write({"web": in_postgres("web")}, 2)
    refused = project.deploy("--migrate-state")
    assert refused.returncode == 1
    assert "which holds another state already (1 resource)" in refused.stderr
    assert "web: deployed (1 created)" in project.deployed("--reconfigure")


def test_a_state_is_remembered_where_terraforms_folder_is_gone(
    project: Project, in_postgres: Postgres
) -> None:
    project.write({"web": project.local("web")})
    project.deployed()
    shutil.rmtree(project.folder / "cdktf.out")
    project.write({"web": in_postgres("web")})
    assert "its state is in terraform.web.tfstate still" in project.deploy().stderr
    assert "No changes." in project.deployed("--migrate-state")

    # From now on it is there, whatever lies about here.
    shutil.rmtree(project.folder / "cdktf.out")
    project.write({"web": in_postgres("web")})
    assert "No changes." in project.deployed()


def test_of_two_deployments_at_once_one_waits_or_is_told(
    project: Project, in_postgres: Postgres, tmp_path: Path
) -> None:
    """Both stacks are new: for Terraform, the first one made locks the whole database."""
    go = tmp_path / "go"
    stacks = {name: in_postgres(name) for name in ("a", "b")}
    project.write(stacks, wait_for=go)
    colleague = Project(tmp_path / "colleague")
    colleague.write(stacks)
    with project.started("deploy", "--auto-approve") as first:
        until(go.with_suffix(".awaited").exists)

        told = project.deploy("--lock-timeout", "0s")
        assert told.returncode == 1
        assert "a: the database of its state is locked: another stack is deployed" in told.stderr
        assert "PostgreSQL does not tell Terraform which command it is" in told.stderr
        assert PASSWORD not in told.stderr

        with colleague.started("deploy", "--auto-approve") as second:
            assert second.stderr
            assert second.stderr.readline().endswith(": waits for the lock on its state\n")
            go.touch()
            assert ended(first).returncode == 0
            waited = ended(second)
    assert (waited.returncode, waited.stderr.count("Error")) == (0, 0)
    assert "No changes." in waited.stdout


def test_what_terraform_quotes_of_the_backend_is_shown_without_its_password(
    project: Project,
) -> None:
    address = f"postgres://terraform:{PASSWORD}@localhost:port/states"
    project.write({"web": {"pg": {"conn_str": address}}})
    refused = project.deploy()
    assert 'parse "postgres://terraform:***@localhost:port/states"' in refused.stderr
    assert PASSWORD not in refused.stdout + refused.stderr


def _asked(project: Project, answer: str, command: str) -> tuple[int, str]:
    """What becomes of it where the first question is answered so."""
    words = [str(LINODE_SHIM), command, "--skip-synth"]
    terminal = on_a_terminal(words, project.folder, project.environment)
    until(lambda: "[y/N]" in terminal.shown)
    terminal.type(f"{answer}\n".encode())
    return terminal.wait(), terminal.shown
