"""A change of `type` or `region`: the Linode is resized or migrated, and keeps its id and its data.

An apply that is interrupted or killed meanwhile loses nothing: Linode goes on, and the next apply
finds the job under way and waits for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ...linode import errors
from ...problem import Problem
from ...unknown import UNKNOWN
from ..failures import telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...engine.contract import Change, Operation, Values


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
        "It keeps its id and its disks.",
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
    unknown = change.planned[name] is UNKNOWN
    done = f"is {job.done} in place" + (f", if its {name} changes" if unknown else "")
    change.warn(name, f"Linode {change.was('id')} {done}", job.stays + _downtime(change, name))


def _downtime(change: Change, name: str) -> str:
    if not change.was("booted"):
        return ""
    if change.planned["booted"] is False:
        return " It runs, and is shut down before."
    warm = name == "type" and change.planned["migration_type"] == "warm"
    if warm:
        return " It runs on meanwhile, and is rebooted at the end."
    return " It runs, and is down meanwhile; it is booted again at the end."


def apply(operation: Operation, state: Values, planned: Values, read: Callable[[], Values]) -> None:
    """Resize, then migrate, where that is planned.

    `read` gives the Linode as it is: what is true after each step is in the state, also when it
    failed.
    """
    linode_id, jobs = int(state["id"]), operation.api.jobs
    how, grow = planned["migration_type"], bool(planned["resize_disk"])
    if planned["type"] != state["type"]:
        with _telling(operation, state, "type", planned, read):
            jobs.resize(linode_id, planned["type"], grow_disk=grow, migration_type=how)
    if planned["region"] != state["region"]:
        with _telling(operation, state, "region", planned, read):
            jobs.migrate(linode_id, planned["region"], migration_type=how)


@contextlib.contextmanager
def _telling(
    operation: Operation, state: Values, name: str, planned: Values, read: Callable[[], Values]
) -> Iterator[None]:
    """Around a job: its failure is the argument's, and the state is true after it, well or not."""
    job, linode_id = _JOBS[name], state["id"]
    try:
        with telling(f"{job.verb} Linode {linode_id} to {planned[name]}", job.fields):
            yield
    except Problem as problem:
        _save_what_is_true(operation, read)
        on = ""
        if isinstance(problem.__cause__, errors.LinodeError) and problem.__cause__.goes_on:
            on = " Linode goes on with it: the next apply waits for it, and does not ask again."
        elif state["booted"] and operation.saved.get("booted") is False:
            on = " It is off now: the next apply boots it."
        detail = problem.detail.rstrip(".") + "." + on
        raise Problem(problem.summary, detail, problem.attribute or name) from problem
    _save_what_is_true(operation, read)


def _save_what_is_true(operation: Operation, read: Callable[[], Values]) -> None:
    """As far as it can be read: after an interrupt, for one, it cannot."""
    with contextlib.suppress(Problem, errors.LinodeError):
        operation.save(read())
