"""Booting, rebooting and shutting down a Linode, whether asked for or part of another action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...requests.errors import ApiError
from ...world import first_boots, jobs
from ...world.actions import BOOTS
from ...world.refusals import busy

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.tables import Row, Tables

_STARTING = f"linode = ? AND action IN ({', '.join('?' * len(BOOTS))})"


def boot(call: Call, linode: int) -> dict[str, Any]:
    """Waits its turn, as recorded right after a creation; not where the Linode will run anyway."""
    row = call.own("instance", linode)
    config = _need_config(call, linode)
    if row.doc["status"] == "running":
        raise ApiError(400, "Linode is already booted")
    if jobs.select(call.tables, _STARTING, (linode, *BOOTS)):
        raise busy()
    _start(call, "linode_boot", row, config)
    return {}


def start_boot(call: Call, linode: Row) -> None:
    """Boot what has just been made ready; the event names the profile, where there is one."""
    _start(call, "linode_boot", linode, _booted(call.tables, linode.id))


def start_reboot(call: Call, linode: Row) -> None:
    """Reboot what has just been changed under it."""
    _start(call, "linode_reboot", linode, _booted(call.tables, linode.id))


def _start(call: Call, action: str, linode: Row, config: Row | None) -> None:
    args = {"config": config.id, "fault": _fault(call, linode, config)} if config else {}
    jobs.start_boot(call.moment, action, linode, config, args)


def _fault(call: Call, linode: Row, config: Row) -> str | None:
    """What befalls the boot of a builder; that of any other Linode uses no fault up."""
    disk = first_boots.root_disk(call.tables, int(config.id))
    if disk is None or not first_boots.switches_off(call.tables, linode, disk):
        return None
    kinds = (first_boots.HANGS, first_boots.DIES)
    return next((kind for kind in kinds if call.service_fault(kind, linode.doc["label"])), None)


def reboot(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    config = _need_config(call, linode)
    _need_running(call, row)
    _start(call, "linode_reboot", row, config)
    return {}


def shutdown(call: Call, linode: int) -> dict[str, Any]:
    checks.nothing(call.body)
    row = call.own("instance", linode)
    _need_running(call, row)
    jobs.start(call.moment, "linode_shutdown", linode=row)
    return {}


def _need_running(call: Call, row: Row) -> None:
    jobs.need_idle(call.tables, row)
    if row.doc["status"] != "running":
        raise ApiError(400, "Linode is not running")


def _need_config(call: Call, linode: int) -> Row:
    """Boot and reboot take `config_id`; without it the only or last used profile boots, here
    the first."""
    chosen = checks.read(call.body, {"config_id": checks.whole()}).get("config_id")
    if chosen is not None:
        return call.named("config", chosen, "config_id", parent=linode)
    first = _booted(call.tables, linode)
    if first is None:
        raise ApiError(400, "This Linode has no configuration profile to boot", "config_id")
    return first


def _booted(tables: Tables, linode: str | int) -> Row | None:
    return next(iter(tables.select("config", "parent = ?", (linode,))), None)
