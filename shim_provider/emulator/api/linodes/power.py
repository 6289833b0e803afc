"""Booting, rebooting and shutting down a Linode, whether asked for or part of another action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...requests import checks
from ...requests.errors import ApiError
from ...world import jobs
from ...world.refusals import busy

if TYPE_CHECKING:
    from ...requests.call import Call
    from ...world.moment import Moment
    from ...world.tables import Row, Tables


def boot(call: Call, linode: int) -> dict[str, Any]:
    """Waits its turn, as recorded right after a creation; not where the Linode will run anyway."""
    row = call.own("instance", linode)
    config = _need_config(call, linode)
    if row.doc["status"] == "running":
        raise ApiError(400, "Linode is already booted")
    starting = "linode = ? AND action IN ('linode_boot', 'linode_reboot')"
    if jobs.select(call.tables, starting, (linode,)):
        raise busy()
    jobs.start(call.moment, "linode_boot", linode=row, config=config)
    return {}


def start_boot(moment: Moment, linode: Row) -> None:
    """Boot what has just been made ready; the event names the profile, where there is one."""
    jobs.start(moment, "linode_boot", linode=linode, config=_booted(moment.tables, linode.id))


def start_reboot(moment: Moment, linode: Row) -> None:
    """Reboot what has just been changed under it."""
    jobs.start(moment, "linode_reboot", linode=linode, config=_booted(moment.tables, linode.id))


def reboot(call: Call, linode: int) -> dict[str, Any]:
    row = call.own("instance", linode)
    config = _need_config(call, linode)
    _need_running(call, row)
    jobs.start(call.moment, "linode_reboot", linode=row, config=config)
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
