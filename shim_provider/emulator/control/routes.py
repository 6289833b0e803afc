"""The control path `/_emulator/...`: faults, clock, request log and page of a served emulator.

Meant for the person at this machine: other hosts' names and other sites' pages are refused, since a
browser could be made to send requests here (DNS rebinding, cross-site requests).
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from .. import page
from ..catalogue.regions import PLACES
from ..faults.kinds import SERVICE, WIRE
from ..faults.rules import fault_of
from ..faults.settings import FaultError
from ..requests import checks
from ..requests.errors import ApiError, invalid, not_found
from ..requests.replies import Reply
from . import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..faults.rules import Fault
    from ..requests.asked import Asked
    from ..requests.served import Served

_BODY_LIMIT = 1024 * 1024

# Longer jumps and higher speeds are mistakes.
_LONGEST_MOVE = 100 * 365 * 24 * 3600
_HIGHEST_SPEED = 100_000
_OF_A_CLOCK = ("held", "move", "speed")

# Nothing of this is for other sites, and a browser needs to keep none of it.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Content-Type": "application/json",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def answer(served: Served, asked: Asked) -> Reply:
    """Refusals too, 400, 403, 404 or 405: they are no more for other sites than the rest."""
    try:
        _need_local(asked)
        if asked.path in page.FILES:
            return _file(asked)
        return Reply(200, _HEADERS, json.dumps(_act(served, asked)).encode())
    except ApiError as refusal:
        return Reply(refusal.status, _HEADERS, json.dumps(refusal.body()).encode())


def _file(asked: Asked) -> Reply:
    if asked.method not in ("GET", "HEAD"):
        raise ApiError(405, "Method Not Allowed")
    return Reply(200, *page.file(asked.path))


def _act(served: Served, asked: Asked) -> dict[str, Any]:
    """An action gets what was given: the body or the query, and the number in the path, if any."""
    path, number = _numbered(asked.path)
    actions = _ACTIONS.get(path)
    if actions is None:
        raise not_found()
    if asked.method not in actions:
        raise ApiError(405, "Method Not Allowed")
    if asked.method in ("POST", "PUT"):
        given = asked.json_body(_BODY_LIMIT)
    else:
        given = dict(parse_qsl(asked.query_string))
    return actions[asked.method](served, {**given, **number})


def _numbered(path: str) -> tuple[str, dict[str, int]]:
    """`/_emulator/faults/3` -> (`/_emulator/faults/{number}`, {"number": 3})."""
    above, _, last = path.rpartition("/")
    if not (last.isascii() and last.isdigit() and len(last) <= 18):
        return path, {}
    return f"{above}/{{number}}", {"number": int(last)}


def _need_local(asked: Asked) -> None:
    own = f"{asked.environ['wsgi.url_scheme']}://{asked.host}"
    if not _is_loopback(own):
        raise ApiError(403, "The control path answers under a loopback address only")
    if asked.environ.get("HTTP_ORIGIN", own) != own:
        raise ApiError(403, "The control path answers its own pages only")


def _is_loopback(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _show_faults(served: Served, _body: dict[str, Any]) -> dict[str, Any]:
    return {"faults": served.faults.listed()}


def _add_fault(served: Served, body: dict[str, Any]) -> dict[str, Any]:
    try:
        fault_of(body)
        served.faults.add(**body)
    except FaultError as problem:
        raise ApiError(400, problem.reason, problem.setting) from problem
    return _show_faults(served, {})


def _clear_faults(served: Served, _body: dict[str, Any]) -> dict[str, Any]:
    served.faults.clear()
    return _show_faults(served, {})


def _switch_fault(served: Served, body: dict[str, Any]) -> dict[str, Any]:
    """{"on": true or false}"""
    fault = _fault(served, body)
    if not isinstance(body.get("on"), bool):
        raise ApiError(400, "Must be true or false", "on")
    fault.on = body["on"]
    return asdict(fault)


def _remove_fault(served: Served, given: dict[str, Any]) -> dict[str, Any]:
    served.faults.remove(_fault(served, given))
    return _show_faults(served, {})


def _fault(served: Served, given: dict[str, Any]) -> Fault:
    try:
        return served.faults.find(given["number"])
    except LookupError as problem:
        raise not_found() from problem


def _show_choices(_served: Served, _body: dict[str, Any]) -> dict[str, Any]:
    """What a form for faults can offer."""
    return {"kinds": {**WIRE, **SERVICE}, "regions": sorted(PLACES)}


def _show_clock(served: Served, _body: dict[str, Any]) -> dict[str, Any]:
    return snapshot.clock(served.world.clock)


def _set_clock(served: Served, body: dict[str, Any]) -> dict[str, Any]:
    """{"held": true or false}, {"move": seconds}, {"speed": factor}, or several of them."""
    if stray := checks.unknown(body, _OF_A_CLOCK):
        raise invalid(stray)
    held, seconds, speed = body.get("held"), body.get("move", 0), body.get("speed")
    if held is not None and not isinstance(held, bool):
        raise ApiError(400, "Must be true or false", "held")
    if not checks.is_number(seconds) or not 0 <= seconds <= _LONGEST_MOVE:
        raise ApiError(400, f"Must be 0-{_LONGEST_MOVE} seconds", "move")
    if speed is not None and not (checks.is_number(speed) and 0 < speed <= _HIGHEST_SPEED):
        raise ApiError(400, f"Must be more than 0, and {_HIGHEST_SPEED} at most", "speed")
    try:
        served.world.clock.move(seconds)
    except ValueError as problem:
        raise ApiError(400, str(problem), "move") from problem
    if held is not None:
        (served.world.clock.hold if held else served.world.clock.release)()
    if speed is not None:
        served.world.clock.run_at(speed)
    served.world.keep_time()
    return _show_clock(served, {})


def _show_requests(served: Served, _body: dict[str, Any]) -> dict[str, Any]:
    return {"requests": [entry._asdict() for entry in served.log]}


def _show_snapshot(served: Served, query: dict[str, Any]) -> dict[str, Any]:
    """`?since=N`: requests after number N only, of this run or of the one named by `&run=`."""
    since = query.get("since", "0")
    if not (since.isascii() and since.isdigit() and len(since) <= 18):
        raise ApiError(400, "Must be the number of a request", "since")
    return snapshot.taken(served, int(since), query.get("run", ""))


def _clear_requests(served: Served, _body: dict[str, Any]) -> dict[str, Any]:
    served.log.clear()
    return _show_requests(served, {})


_ACTIONS: dict[str, dict[str, Callable[[Served, dict[str, Any]], dict[str, Any]]]] = {
    "/_emulator/faults": {"GET": _show_faults, "POST": _add_fault, "DELETE": _clear_faults},
    "/_emulator/faults/{number}": {"PUT": _switch_fault, "DELETE": _remove_fault},
    "/_emulator/clock": {"GET": _show_clock, "POST": _set_clock},
    "/_emulator/requests": {"GET": _show_requests, "DELETE": _clear_requests},
    "/_emulator/choices": {"GET": _show_choices},
    "/_emulator/snapshot": {"GET": _show_snapshot},
}
