"""The tables of docs/emulator.md, read from the code: (head, rows) by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from shim_provider.emulator import DURATIONS
from shim_provider.emulator.__main__ import parser
from shim_provider.emulator.api import routes
from shim_provider.emulator.control import routes as control
from shim_provider.emulator.faults import kinds
from shim_provider.emulator.requests import rate_limits
from shim_provider.emulator.seeds import (
    events,
    images,
    linodes,
    sharegroups,
    sshkeys,
    stackscripts,
    tags,
)

Table = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]


def _options() -> Table:
    """What `linode-shim emulator --help` says."""
    rows = []
    for action in parser()._actions:
        name = f"`{action.option_strings[-1]}`"
        value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
        if action.choices:
            value = ", ".join(f"`{choice}`" for choice in action.choices)
        default = "" if action.default in (None, False, "==SUPPRESS==") else f"`{action.default}`"
        rows.append((name, str(value), default, _unfilled(action.help or "")))
    return ("option", "value", "default", "what it does"), rows[1:]


def _unfilled(text: str) -> str:
    """Without the default, which has a column of its own."""
    return text.removesuffix(" (default: %(default)s)")


def _kinds(kinds: dict[str, str]) -> Callable[[], Table]:
    return lambda: (
        ("`kind`", "what it does"),
        [(f"`{kind}`", words) for kind, words in kinds.items()],
    )


def _durations() -> Table:
    names = next(iter(DURATIONS.values()))
    rows = [
        (f"`{name}`", *(f"{profile[name]:g}" for profile in DURATIONS.values())) for name in names
    ]
    return ("seconds for", *(f"`{name}`" for name in DURATIONS)), rows


def _rates() -> Table:
    rows = [
        (f"`{method} {path}`", f"{rate.limit} in {rate.seconds} s")
        for (method, path), rate in rate_limits.SPECIAL.items()
    ]
    each, together = (
        f"{rate.limit} in {rate.seconds} s" for rate in (rate_limits.EACH, rate_limits.TOGETHER)
    )
    others = [("each other method and path", each), ("all together", together)]
    return ("requests", "limit for each account"), [*rows, *others]


def _control() -> Table:
    rows = [
        (f"`{path}`", ", ".join(f"`{method}`" for method in actions))
        for path, actions in control._ACTIONS.items()
    ]
    return ("path", "methods"), rows


def _worlds() -> Table:
    fields = {
        "images": images._FIELDS,
        "images[].captured_from": images._ORIGIN,
        "sharegroups": sharegroups._FIELDS,
        "sharegroups[].images": sharegroups._IMAGE,
        "sharegroups[].tokens": sharegroups._TOKEN,
        "stackscripts": stackscripts._FIELDS,
        "linodes": linodes._FIELDS,
        "linodes[].disks": linodes._DISK,
        "linodes[].configs": linodes._CONFIG,
        "sshkeys": sshkeys._FIELDS,
        "tags": tags._FIELDS,
        "events": events._FIELDS,
    }
    rows = [
        (f"`{name}`", ", ".join(f"`{each}`" for each in known)) for name, known in fields.items()
    ]
    return ("entries of", "fields"), rows


def _routes() -> Table:
    methods: dict[str, list[str]] = {}
    scopes: dict[str, list[str]] = {}
    for route in routes.ROUTES:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        methods.setdefault(path, []).append(route.method)
        scopes.setdefault(path, []).append(route.scope or "none")
    rows = [
        (f"`{path}`", ", ".join(methods[path]), ", ".join(_once(scopes[path])))
        for path in sorted(methods)
    ]
    return ("path", "methods", "scopes"), rows


def _once(words: list[str]) -> Iterator[str]:
    return (f"`{word}`" if word != "none" else word for word in dict.fromkeys(words))


TABLES: dict[str, Callable[[], Table]] = {
    "options": _options,
    "wire": _kinds(kinds.WIRE),
    "service": _kinds(kinds.SERVICE),
    "durations": _durations,
    "rates": _rates,
    "worlds": _worlds,
    "control": _control,
    "routes": _routes,
}
