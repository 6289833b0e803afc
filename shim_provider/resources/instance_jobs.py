"""A change of `type` or `region`: the Linode is resized or migrated, and keeps its id and its data.

An apply that is interrupted or killed meanwhile loses nothing: Linode goes on, and the next apply
finds the job under way and waits for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ..linode import errors
from ..problem import Problem
from ..unknown import UNKNOWN
from .failures import telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..engine.contract import Change, Operation, Values


class _Job(NamedTuple):
    """What a change of one argument makes Linode do."""

    verb: str
    done: str
    #: What else it may change.
    touches: tuple[str, ...]
    #: The API's names for arguments, where they differ.
    fields: Mapping[str, str]
    stays: str


_JOBS = {
    "type": _Job(
        "resize",
        "resized",
        ("specs", "alerts", "host_uuid", "status"),
        {"allow_auto_disk_resize": "resize_disk"},
        "It keeps its id, its addresses and its disks.",
    ),
    "region": _Job(
        "migrate",
        "migrated",
        (
            *("ipv4", "ip_address", "ipv6", "private_ip_address"),
            *("backups", "capabilities", "host_uuid", "status"),
        ),
        {"type": "migration_type"},
        "It keeps its id and its disks. Its IPv4 addresses change with the region.",
    ),
}


def plan(change: Change) -> None:
    """Plan what a resize or a migration changes, and say what it costs."""
    for name, job in _JOBS.items():
        if change.changes(name):
            change.unknown(*job.touches)
            _warn(change, name, job)
    if change.changes("type"):
        # Their ids stay known: an image captured from `disk.0.id` would be replaced.
        disks = change.was("disk") or ()
        change.planned["disk"] = [{**disk, "size": UNKNOWN} for disk in disks]


def _warn(change: Change, name: str, job: _Job) -> None:
    down = ""
    if change.was("booted"):
        warm = name == "type" and change.planned["migration_type"] == "warm"
        down = " It runs, and is down meanwhile" + (
            ": for a reboot at the end." if warm else "; it is booted again at the end."
        )
    change.warn(name, f"Linode {change.was('id')} is {job.done} in place", job.stays + down)


def apply(operation: Operation, state: Values, planned: Values, read: Callable[[], Values]) -> None:
    """Resize, then migrate, where that is planned.

    `read` gives the Linode as it is: what is true after each step is in the state, also when it
    failed.
    """
    linode_id, jobs = int(state["id"]), operation.api.jobs
    how, grow = planned["migration_type"], bool(planned["resize_disk"])
    if planned["type"] != state["type"]:
        with _telling(operation, linode_id, "type", planned, read):
            jobs.resize(linode_id, planned["type"], grow_disk=grow, migration_type=how)
    if planned["region"] != state["region"]:
        with _telling(operation, linode_id, "region", planned, read):
            jobs.migrate(linode_id, planned["region"], migration_type=how)


@contextlib.contextmanager
def _telling(
    operation: Operation, linode_id: int, name: str, planned: Values, read: Callable[[], Values]
) -> Iterator[None]:
    """Around a job: its failure is the argument's, and the state is true after it, well or not."""
    job = _JOBS[name]
    try:
        with telling(f"{job.verb} Linode {linode_id} to {planned[name]}", job.fields):
            yield
    except Problem as problem:
        cut = isinstance(problem.__cause__, (errors.Interrupted, errors.TimeUp))
        on = " Linode goes on with it: the next apply waits for it, and does not ask again."
        detail = problem.detail.rstrip(".") + "." + (on if cut else "")
        raise Problem(problem.summary, detail, problem.attribute or name) from problem
    finally:
        with contextlib.suppress(Problem, errors.LinodeError):
            operation.save(read())
