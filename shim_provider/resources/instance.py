"""`linode_instance`: deploy from an image, boot and shut down, update, delete, import."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from ..linode.errors import ApiError, Interrupted
from ..problem import Problem
from ..unknown import UNKNOWN
from . import left_behind
from .failures import telling
from .linodes import checks, jobs
from .linodes.passwords import hash_of, random_password
from .linodes.values import instance_values, runs

if TYPE_CHECKING:
    from ..engine.contract import Change, Operation, Values

KIND = "linode_instance"

#: `root_pass` is planned and stored as a hash, though the configuration has it in clear.
#: Terraform allows a plan to differ from the configuration only under this flag.
LEGACY_TYPE_SYSTEM = True

_EDITABLE = ("label", "tags", "group", "watchdog_enabled")
#: A change of one of these sets the password anew.
_PASSWORD = ("root_pass", "root_pass_wo_version")
#: Private state of a Linode that ran, was shut down for a change and did not come up again.
_BOOT_AGAIN = "boot_again"
#: What says how a change is made, and nothing of the Linode; with its default after an import.
_ARGUMENTS_ALONE = {"migration_type": "cold", "resize_disk": False}
#: Sent with the creation as they are, when given.
_CREATED_WITH = (
    "region",
    "type",
    "image",
    "authorized_keys",
    "authorized_users",
    "swap_size",
    "tags",
    "group",
    "backups_enabled",
    "private_ip",
    "firewall_id",
    "disk_encryption",
)


def plan(change: Change) -> None:
    """Refine the plan: the password's hash, whether it runs, what else a change touches."""
    if change.prior is not None:
        left_behind.forget(change.context(), change.prior["id"])
    _plan_root_pass(change)
    change.empty_if_left_out("tags", [])
    if change.creating:
        _plan_creation(change)
    else:
        _plan_change(change)


def _plan_change(change: Change) -> None:
    _plan_metadata(change)
    _check(change)
    # What cannot be is not told as if it were to come.
    if not change.replace and not change.diagnostics.failed:
        jobs.plan(change)
    if change.was("private_ip") and not change.planned["private_ip"]:
        change.error(
            "private_ip",
            "A private address cannot be taken away",
            "Linode keeps a private IPv4 address for the life of the Linode: leave"
            " `private_ip = true`, or replace the Linode.",
        )
    if change.private.get(_BOOT_AGAIN) and change.config["booted"] is None:
        change.planned["booted"] = True
    if change.changes("booted", *_PASSWORD):
        change.unknown("status")
    if change.changes("private_ip"):
        change.unknown("ipv4", "private_ip_address", "status")
    if change.changes("backups_enabled"):
        change.unknown("backups")


def _plan_root_pass(change: Change) -> None:
    given = change.config["root_pass"]
    if given is not None and given is not UNKNOWN:
        change.planned["root_pass"] = hash_of(given)


def _check(change: Change) -> None:
    if not change.diagnostics.failed:
        checks.check(change)


def _plan_creation(change: Change) -> None:
    if change.config["booted"] is None:
        image = change.config["image"]
        change.planned["booted"] = UNKNOWN if image is UNKNOWN else image is not None
    elif change.config["booted"] is True and change.config["image"] is None:
        change.error(
            "booted",
            "Nothing to boot",
            "`booted = true` needs an `image`: a Linode without one has no disk.",
        )
    _check(change)


def _plan_metadata(change: Change) -> None:
    before = change.was("metadata")
    if before and before != change.planned["metadata"]:
        change.replace.add("metadata")


def create(operation: Operation, planned: Values) -> Values:
    """Create the Linode and wait until it runs, or is offline where that is planned."""
    with left_behind.creating(operation, "Linode"):
        return _create(operation, planned)


def _create(operation: Operation, planned: Values) -> Values:
    body = _body(operation, planned)
    instance = _taken_up(operation, planned, body) or _created(operation, planned, body)
    linode_id = int(instance["id"])
    operation.save({"id": str(linode_id), "label": instance["label"], "status": instance["status"]})
    if planned["watchdog_enabled"] is False:
        with telling(f"set the watchdog of Linode {linode_id}"):
            operation.api.instances.update(linode_id, {"watchdog_enabled": False})
    if not operation.context.configuration.skip_instance_ready_poll:
        _wait(operation, linode_id, running=body.get("booted", False))
    return _values(operation, linode_id)


def _asked(planned: Values) -> Values:
    """What makes two creations the same; a label left out is made up anew each time."""
    names = ("label", *_CREATED_WITH)
    return {name: None if planned[name] is UNKNOWN else planned[name] for name in names}


def _created(operation: Operation, planned: Values, body: Values) -> Values:
    label = body["label"]
    with (
        telling(f"create Linode {label!r}"),
        left_behind.noted(operation, KIND, label, _asked(planned)) as note,
    ):
        instance: Values = operation.api.instances.create(body, noting=note)
        note.made(str(instance["id"]))
    return instance


def _taken_up(operation: Operation, planned: Values, body: Values) -> Values | None:
    """The Linode that a killed apply made of the very same creation; None if there is none."""
    entry = left_behind.claimed(operation, KIND, _asked(planned))
    if entry is None:
        return None
    with telling(f"look for what an interrupted apply left of Linode {entry.label!r}"):
        instance: Values | None = operation.api.instances.find_made(
            entry, {**body, "label": entry.label}
        )
    if instance is None:
        operation.context.journal.refused(entry)
        return None
    operation.context.journal.made(entry, str(instance["id"]))
    operation.warn(
        f"Linode {instance['id']} was taken up",
        "An interrupted apply had made it without recording it; it is in the state now. If"
        " `root_pass` was left out, nobody knows its password: replace the Linode if you need it.",
    )
    return instance


def _body(operation: Operation, planned: Values) -> Values:
    body = {
        name: planned[name]
        for name in _CREATED_WITH
        if planned[name] is not None and planned[name] is not UNKNOWN
    }
    given = planned["label"]
    # The label is how a lost answer is settled, so there always is one.
    body["label"] = f"linode-{secrets.token_hex(4)}" if given in (None, UNKNOWN) else given
    if planned["image"]:
        password = _given_password(operation)
        if password or not (body.get("authorized_keys") or body.get("authorized_users")):
            body["root_pass"] = password or random_password()
        body["booted"] = True if planned["booted"] is UNKNOWN else planned["booted"]
    for metadata in planned["metadata"] or ():
        body["metadata"] = {"user_data": metadata["user_data"]}
    return body


def _given_password(operation: Operation) -> str | None:
    """The password in clear: only the configuration has it."""
    return operation.config.get("root_pass") or operation.config.get("root_pass_wo")


def _wait(operation: Operation, linode_id: int, running: bool) -> None:
    wanted = "running" if running else "offline"
    with telling(f"wait for Linode {linode_id} to be {wanted}"):
        try:
            operation.api.instances.wait_status(linode_id, (wanted,))
        except Interrupted:
            operation.warn(
                f"Linode {linode_id} is not {wanted} yet",
                "Terraform was interrupted. The Linode is in the state.",
            )


def _values(operation: Operation, linode_id: int) -> Values:
    """The Linode as it is now; the state keeps its id even when that cannot be read."""
    with telling(f"read Linode {linode_id}"):
        instance = operation.api.instances.get(linode_id)
        if instance is None:
            raise Problem(f"Linode {linode_id} is gone", "It no longer exists: plan again.")
        return _read(operation, instance)


def _read(operation: Operation, instance: Values) -> Values:
    api, linode_id = operation.api.instances, int(instance["id"])
    return instance_values(
        instance, api.ips(linode_id), api.disks(linode_id), api.configs(linode_id)
    )


def read(operation: Operation, state: Values) -> Values | None:
    """The Linode as the API shows it now; None when it is gone."""
    linode_id = int(state["id"])
    with telling(f"read Linode {linode_id}"):
        instance = operation.api.instances.get(linode_id)
        left_behind.forget(operation.context, state["id"])
        if instance is None:
            return None
        values = _read(operation, instance)
    running = runs(instance["status"])
    if running is not None:
        values["booted"] = running
    if running:
        operation.private.pop(_BOOT_AGAIN, None)
    if state["private_ip"] is not None:
        values["private_ip"] = bool(values["private_ip_address"])
    for name, default in _ARGUMENTS_ALONE.items():
        if state[name] is None:
            values[name] = default
    return values


def update(operation: Operation, state: Values, planned: Values) -> Values:
    """Send what changed; a new password takes a shutdown."""
    linode_id = int(state["id"])
    api = operation.api.instances
    changes = {
        name: planned[name]
        for name in _EDITABLE
        if planned[name] is not UNKNOWN and planned[name] != state[name]
    }
    with telling(f"update Linode {linode_id}"):
        if changes:
            api.update(linode_id, changes)
            operation.save(changes)
        if planned["private_ip"] and not state["private_ip"]:
            api.add_private_ip(linode_id)
        if planned["backups_enabled"] != state["backups_enabled"]:
            (api.enable_backups if planned["backups_enabled"] else api.cancel_backups)(linode_id)
        password = _given_password(operation)
        if password and any(planned[name] != state[name] for name in _PASSWORD):
            _reset_password(operation, linode_id, password, boots=planned["booted"] is True)
            operation.save({name: planned[name] for name in _PASSWORD})
    _move(operation, state, planned)
    _set_running(operation, linode_id, _wanted(operation, planned))
    operation.private.pop(_BOOT_AGAIN, None)
    return _values(operation, linode_id)


def _move(operation: Operation, state: Values, planned: Values) -> None:
    """Resize and migrate, where that is planned. Linode boots what ran, by itself."""
    if all(planned[name] == state[name] for name in ("type", "region")):
        return
    linode_id = int(state["id"])
    if planned["booted"]:
        operation.private[_BOOT_AGAIN] = True
    elif _wanted(operation, planned) is False and _runs(operation, linode_id):
        # What a job under way leaves running is shut down at the end.
        _set_running(operation, linode_id, False)
    jobs.apply(operation, state, planned, lambda: _with_booted(operation, linode_id))
    if planned["booted"] and state["booted"]:
        with telling(f"wait for Linode {linode_id} to be running"):
            operation.api.jobs.wait_up(linode_id)


def _runs(operation: Operation, linode_id: int) -> bool:
    with telling(f"read Linode {linode_id}"):
        instance = operation.api.instances.get(linode_id)
    return instance is not None and runs(instance["status"]) is True


def _with_booted(operation: Operation, linode_id: int) -> Values:
    """As `_values`, and whether it runs: after a failure that may not be as planned."""
    values = _values(operation, linode_id)
    running = runs(values["status"])
    return values if running is None else {**values, "booted": running}


def _wanted(operation: Operation, planned: Values) -> bool | None:
    """Whether it is to run; None where it is off and the configuration does not ask for that.

    It may be off for a moment only: a refresh saw it after a job, before Linode boots it again.
    """
    if planned["booted"] is False and operation.config.get("booted") is None:
        return None
    wanted: bool | None = planned["booted"]
    return wanted


def _reset_password(operation: Operation, linode_id: int, password: str, *, boots: bool) -> None:
    """Set root's password on the system disk; Linode wants the Linode off for it.

    `boots`: it is to run afterwards, and the next apply boots it if this one does not come so far.
    """
    if boots:
        operation.private[_BOOT_AGAIN] = True
    _set_running(operation, linode_id, False)
    disks = operation.api.instances.disks(linode_id)
    system = min(disk["id"] for disk in disks if disk.get("filesystem") != "swap")
    operation.api.instances.reset_password(linode_id, password, system)


def _set_running(operation: Operation, linode_id: int, wanted: Any) -> None:
    """Boot or shut down, unless it is so already."""
    if wanted not in (True, False):
        return
    verb = "boot" if wanted else "shut down"
    with telling(f"{verb} Linode {linode_id}"):
        instance = operation.api.instances.get(linode_id)
        if instance is None or runs(instance["status"]) is wanted:
            return
        _order_running(operation, linode_id, wanted)
    _wait(operation, linode_id, running=wanted)


def _order_running(operation: Operation, linode_id: int, wanted: bool) -> None:
    api = operation.api.instances
    try:
        (api.boot if wanted else api.shutdown)(linode_id)
    except ApiError as refused:
        instance = api.get(linode_id)
        # Linode, or somebody else, was quicker: it is so already.
        if refused.status != 400 or instance is None or runs(instance["status"]) is not wanted:
            raise


def delete(operation: Operation, state: Values) -> None:
    """Delete the Linode and wait until it is gone; one already gone counts as deleted."""
    linode_id = int(state["id"])
    with telling(f"delete Linode {linode_id}"):
        operation.api.instances.delete(linode_id)
        if not operation.context.configuration.skip_instance_delete_poll:
            operation.api.instances.wait_gone(linode_id)
    left_behind.forget(operation.context, state["id"])


def import_state(text: str) -> Values:
    """The Linode's number."""
    if not text.isascii() or not text.isdigit():
        raise Problem(f"Cannot import {text!r}", "Give the number of a Linode, such as `12345`.")
    return {"id": text}
