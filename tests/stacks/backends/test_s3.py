"""A state in an S3, with the lock beside it, which tells who holds it."""

from __future__ import annotations

import getpass
import json
import re
import shlex
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.waiting import until

from . import s3
from .synthesized import LINODE_SHIM, Project, ended


def test_a_lock_tells_who_holds_it_and_how_it_is_taken_away(
    project: Project, s3_server: str, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    project.write({"web": s3.backend(s3_server, "web")}, wait_for=go)
    with project.started("deploy", "--auto-approve") as first:
        until(lambda: s3.content(s3_server, "web.tflock"))

        told = project.deploy("--lock-timeout", "0s")
        assert told.returncode == 1
        assert re.search(
            rf"web: its state is locked by {getpass.getuser()}@\S+ \(you, on this machine\) for an"
            r" apply since [\d: -]+ UTC, less than a minute ago\.",
            told.stderr,
        )
        assert s3.SECRET not in told.stderr
        go.touch()
        assert ended(first).returncode == 0

    s3.put(s3_server, "web.tflock", _lock_of_somebody_gone())
    told = project.deploy("--lock-timeout", "1s", "--json")
    assert "locked by anna@laptop for an apply since" in told.stderr
    assert "UTC, 3 hours ago.\n" in told.stderr
    assert "Gave up after 1s. To wait longer: --lock-timeout=10m" in told.stderr
    (error,) = (line for line in map(json.loads, told.stdout.splitlines()) if "lock" in line)
    assert (error["stack"], error["lock"]["who"]) == ("web", "anna@laptop")

    unlock = re.search(r"^  linode-shim (terraform .* force-unlock .*)$", told.stderr, re.M)
    assert unlock
    words = [*shlex.split(unlock[1])]
    words.insert(-1, "-force")
    subprocess.run([LINODE_SHIM, *words], cwd=project.folder, env=project.environment, check=True)
    assert "No changes." in project.deployed()
    project.write({"web": project.local("web")})
    assert "No changes." in project.deployed("--migrate-state")


def _lock_of_somebody_gone() -> str:
    """As Terraform writes it (statemgr.LockInfo)."""
    then = datetime.now(timezone.utc) - timedelta(hours=3, minutes=20)
    return json.dumps(
        {
            "ID": "c25e3486-4864-8108-d545-6b1f161fbfc0",
            "Operation": "OperationTypeApply",
            "Info": "",
            "Who": "anna@laptop",
            "Version": "1.15.5",
            "Created": then.isoformat().replace("+00:00", "Z"),
            "Path": "states/web",
        }
    )
