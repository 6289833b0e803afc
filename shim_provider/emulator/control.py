"""The control path `/_emulator/...`: faults, clock and request log of a served emulator, over HTTP.

Meant for the person at this machine: other hosts' names and other sites' pages are refused, since a
browser could be made to send requests here (DNS rebinding, cross-site requests).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import ApiError, not_found
from .faults import fault_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .asked import Asked
    from .world import World

_BODY_LIMIT = 1024 * 1024

# Longer jumps are a mistake, and would leave the calendar sooner or later.
_LONGEST_MOVE = 100 * 365 * 24 * 3600


def answer(world: World, asked: Asked) -> dict[str, Any]:
    """Raises ApiError 403, 404, 405 or 400."""
    _need_local(asked)
    actions = _ACTIONS.get(asked.path)
    if actions is None:
        raise not_found()
    if asked.method not in actions:
        raise ApiError(405, "Method Not Allowed")
    body = asked.json_body(_BODY_LIMIT) if asked.method == "POST" else {}
    return actions[asked.method](world, body)


def _need_local(asked: Asked) -> None:
    origin = asked.environ.get("HTTP_ORIGIN")
    if not _is_loopback(urlsplit(f"//{asked.host}").hostname):
        raise ApiError(403, "The control path answers under a loopback address only")
    if origin is not None and urlsplit(origin).netloc != asked.host:
        raise ApiError(403, "The control path answers its own pages only")


def _is_loopback(name: str | None) -> bool:
    if name is None or name == "localhost":
        return name is not None
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _show_faults(world: World, _body: dict[str, Any]) -> dict[str, Any]:
    return {"faults": world.faults.listed()}


def _add_fault(world: World, body: dict[str, Any]) -> dict[str, Any]:
    try:
        fault_of(body)
        world.faults.add(**body)
    except (TypeError, ValueError) as problem:
        raise ApiError(400, str(problem)) from problem
    return _show_faults(world, {})


def _clear_faults(world: World, _body: dict[str, Any]) -> dict[str, Any]:
    world.faults.clear()
    return _show_faults(world, {})


def _show_clock(world: World, _body: dict[str, Any]) -> dict[str, Any]:
    clock = world.clock
    return {"now": clock.now(), "held": clock.held, "speed": clock.speed}


def _set_clock(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{"held": true or false}, {"move": seconds}, or both."""
    held, seconds = body.get("held"), body.get("move", 0)
    if held is not None and not isinstance(held, bool):
        raise ApiError(400, "Must be true or false", "held")
    number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not number or not 0 <= seconds <= _LONGEST_MOVE:
        raise ApiError(400, f"Must be 0-{_LONGEST_MOVE} seconds", "move")
    if held is not None:
        (world.clock.hold if held else world.clock.release)()
    world.clock.move(seconds)
    return _show_clock(world, {})


def _show_requests(world: World, _body: dict[str, Any]) -> dict[str, Any]:
    return {"requests": [entry._asdict() for entry in world.requests]}


def _clear_requests(world: World, _body: dict[str, Any]) -> dict[str, Any]:
    world.requests.clear()
    return _show_requests(world, {})


_ACTIONS: dict[str, dict[str, Callable[[World, dict[str, Any]], dict[str, Any]]]] = {
    "/_emulator/faults": {"GET": _show_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "/_emulator/clock": {"GET": _show_clock, "POST": _set_clock},
    "/_emulator/requests": {"GET": _show_requests, "DELETE": _clear_requests},
}
