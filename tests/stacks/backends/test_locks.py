"""A lock that somebody else holds, in words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shim_provider.stacks.backends import locks
from tests.stacks import fake

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack

_THEN = datetime(2026, 11, 28, 13, 44, 18, tzinfo=timezone.utc)

#: As Terraform 1.15 writes it, without what it says of itself.
_DETAIL = """\
Error acquiring the state lock

Error message: {error}
Lock Info:
  ID:        c25e3486-4864-8108-d545-6b1f161fbfc0
  Path:      {path}
  Operation: OperationTypeApply
  Who:       anna@laptop
  Version:   1.15.5
  Created:   {created:%Y-%m-%d %H:%M:%S}.571985814 +0000 UTC
  Info:{space}


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time.
"""


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """One of an app in this folder."""
    monkeypatch.chdir(tmp_path)
    return fake.stack(tmp_path / "cdktf.out")


def _told(
    stack: Stack, backend: str, error: str = "412", created: datetime = _THEN, waited: str = "0s"
) -> str:
    text = _DETAIL.format(error=error, path="states/web", space="      ", created=created)
    lock = locks.lock_in(text)
    assert lock is not None
    return str(locks.locked(stack, backend, lock, waited))


AGES = {
    timedelta(seconds=9): "less than a minute ago",
    timedelta(seconds=61): "1 minute ago",
    timedelta(minutes=59): "59 minutes ago",
    timedelta(hours=5): "5 hours ago",
    timedelta(days=2): "2 days ago",
}


@pytest.mark.parametrize("age", AGES, ids=str)
def test_it_tells_who_holds_it_since_when_and_how_it_is_taken_away(
    age: timedelta, stack: Stack
) -> None:
    created = datetime.now(timezone.utc) - age
    when = f"{created:%Y-%m-%d %H:%M:%S} UTC, {AGES[age]}"
    assert _told(stack, "s3", created=created, waited="30s") == (
        f"stack: its state is locked by anna@laptop for an apply since {when}.\n"
        "If that command is no longer running, take its lock away:\n"
        "  linode-shim terraform -chdir=cdktf.out/stacks/stack force-unlock"
        " c25e3486-4864-8108-d545-6b1f161fbfc0\n"
        "Gave up after 30s. To wait longer: --lock-timeout=10m"
    )


def test_a_lock_on_a_file_ends_with_whoever_holds_it(stack: Stack) -> None:
    told = _told(stack, "local", "resource temporarily unavailable")
    assert "locked by anna@laptop" in told
    assert "there is nothing to unlock" in told
    assert "force-unlock" not in told


WORDS = {
    "Workspace is already locked: default": "stack: its state is locked by another command.",
    "Already locked for workspace creation: default": "another stack is deployed there for the",
    "Cannot lock workspace; already locked for workspace creation: x": "another stack is deployed",
}


@pytest.mark.parametrize("error", WORDS)
def test_of_postgresql_nobody_is_called_the_holder(error: str, stack: Stack) -> None:
    """What Terraform quotes there is the command that was refused."""
    told = _told(stack, "pg", error)
    assert WORDS[error] in told
    assert "anna" not in told
    assert "pg_locks" in told
    assert "force-unlock" not in told


def test_a_lock_of_which_nothing_is_told_is_quoted(stack: Stack) -> None:
    lock = locks.lock_in(
        "Error acquiring the state lock\n\nError message: HTTP 423\n\nTerraform ..."
    )
    assert lock is not None
    failure = locks.locked(stack, "http", lock, "")
    assert str(failure).startswith("stack: its state is locked by another command.\nHTTP 423\n")
    assert failure.facts == {"lock": {"error": "HTTP 423"}}
    assert locks.lock_in("Error: something else") is None


def test_how_long_is_waited_is_for_the_command_line_then_for_terraforms_own_variables() -> None:
    assert locks.flags("plan", "", {}) == ("-lock-timeout=30s",)
    own = {"TF_CLI_ARGS_plan": "-lock-timeout=9m"}
    assert locks.flags("plan", "", own) == ()
    assert locks.flags("apply", "", own) == ("-lock-timeout=30s",)
    assert locks.flags("plan", "1m", own) == ("-lock-timeout=1m",)
