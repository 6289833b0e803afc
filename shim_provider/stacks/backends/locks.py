"""The lock on a state that somebody else holds: who it is, since when, and what can be done.

Reads Terraform's words (statemgr.LockInfo); knows which backends tell the holder, and which tell
only of whoever was refused.
"""

from __future__ import annotations

import getpass
import re
import shlex
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from ..failures import Failure
from .places import LOCAL, shown

if TYPE_CHECKING:
    from ..manifest import Stack

#: For how long Terraform tries, unless somebody says otherwise; its own is not at all.
TIMEOUT = "30s"

_OPTION = "-lock-timeout"

_SIGN = "Error acquiring the state lock"
_FIELD = re.compile(r"^  (\w+): *(.*?) *$", re.M)
_ERROR = re.compile(r"Error message: (.*?)(?=\nLock Info:|\n\n|\Z)", re.S)

_PG = "pg"
# Terraform's pg backend has one lock for all workspaces that are yet to be made in a database.
_CREATION = "locked for workspace creation"

_OPERATIONS = {
    "OperationTypeApply": "an apply",
    "OperationTypePlan": "a plan",
    "OperationTypeRefresh": "a refresh",
}

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))


class Lock(NamedTuple):
    """What Terraform says of a lock it could not get; what is not told is empty."""

    id: str = ""
    who: str = ""
    operation: str = ""
    created: datetime | None = None
    #: Why not, in the backend's words.
    error: str = ""


def lock_in(text: str) -> Lock | None:
    """The lock that a failure is about; None where it is about something else."""
    if _SIGN not in text:
        return None
    found = dict(_FIELD.findall(text.partition("Lock Info:")[2]))
    error = _ERROR.search(text)
    return Lock(
        found.get("ID", ""),
        found.get("Who", ""),
        found.get("Operation", ""),
        _time(found.get("Created", "")),
        error[1].strip() if error else "",
    )


def _time(text: str) -> datetime | None:
    """Of `2026-11-28 16:44:18.571985814 +0000 UTC`, as Go writes it."""
    try:
        return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


class Locked(Failure):
    """The state of a stack is locked by somebody else."""

    def __init__(self, sentence: str, lock: Lock) -> None:
        super().__init__(sentence)
        created = lock.created.isoformat() if lock.created else ""
        told = {**lock._asdict(), "created": created}
        self.facts = {"lock": {name: each for name, each in told.items() if each}}


def locked(stack: Stack, backend: str, lock: Lock, waited: str) -> Locked:
    """The failure, in words for people; `waited`: for how long Terraform has tried."""
    told = {_PG: _by_postgres, LOCAL: _by_file}.get(backend, _by_server)
    # The holder is not told by PostgreSQL: what Terraform quotes is the command that was refused.
    known = Lock(error=lock.error) if backend == _PG else lock
    gave_up = f"Gave up after {waited}. " if waited.strip("0smh") else ""
    text = f"{told(stack, known)}\n{gave_up}{_WAIT}"
    return Locked(f"{stack.name}: {text}", known)


_WAIT = "To wait longer: --lock-timeout=10m"


def _by_server(stack: Stack, lock: Lock) -> str:
    sentence = _holder(lock)
    if not lock.id:
        return f"{sentence}\n{lock.error}" if lock.error else sentence
    folder = shlex.quote(shown(stack.directory.absolute()))
    return (
        f"{sentence}\nIf that command is no longer running, take its lock away:\n"
        f"  linode-shim terraform -chdir={folder} force-unlock {lock.id}"
    )


def _by_file(_stack: Stack, lock: Lock) -> str:
    return f"{_holder(lock)}\nThe lock ends with that command: there is nothing to unlock."


def _by_postgres(_stack: Stack, lock: Lock) -> str:
    first = (
        "the database of its state is locked: another stack is deployed there for the first time,"
        " and until that is done Terraform lets no other work in this database."
        if _CREATION in lock.error
        else "its state is locked by another command."
    )
    return (
        f"{first}\nPostgreSQL does not tell Terraform which command it is; its server knows the"
        " connection:\n"
        "  SELECT usename, client_addr, backend_start, pid FROM pg_locks JOIN pg_stat_activity\n"
        "  USING (pid) WHERE locktype = 'advisory'\n"
        "The lock ends with that connection: there is nothing to unlock."
    )


def _holder(lock: Lock) -> str:
    """Who has what since when, as far as that is told."""
    who = f"{lock.who} (you, on this machine)" if lock.who == _me() else lock.who
    doing = _OPERATIONS.get(lock.operation, f"{lock.operation!r}" if lock.operation else "")
    told = [f"by {who}" if who else "by another command"]
    if doing:
        told.append(f"for {doing}")
    if lock.created:
        told.append(f"since {lock.created:%Y-%m-%d %H:%M:%S} UTC, {_age(lock.created)}")
    return f"its state is locked {' '.join(told)}."


def _me() -> str:
    """As Terraform calls whoever runs it."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):  # no such user
        return ""


def _age(then: datetime, now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> str:
    seconds = (now() - then).total_seconds()
    for size, unit in _UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "less than a minute ago"


def flags(verb: str, wanted: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """For a command that takes the lock, how long it tries; what Terraform's own variables say
    goes before what nobody has asked for.
    """
    own = environment.get("TF_CLI_ARGS", "") + environment.get(f"TF_CLI_ARGS_{verb}", "")
    if not wanted and _OPTION in own:
        return ()
    return (f"{_OPTION}={wanted or TIMEOUT}",)


def waited(given: Sequence[str]) -> str:
    """For how long it was tried with such flags; empty where Terraform's own variables say it."""
    return given[0].partition("=")[2] if given else ""
