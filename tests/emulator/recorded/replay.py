"""Exchanges sent again, in order, to an emulator whose clock stands still.

Numbers and names that the service chose are exchanged for those that the emulator chose, as answers
reveal them. The clock moves on for three reasons only: a recorded poll shows what ours has yet to
become; a recorded request is sent again after "Linode busy."; ours is busy where the recorded was
not, which counts as a difference, and then what follows is compared all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from tests.emulator.conftest import MINIMAL_IMAGE, Api, Reply
from tests.emulator.recorded.exchanges import UPLOAD, Exchange
from tests.emulator.recorded.patterns import As, differences

#: What polls wait for: a status, or that there is anything in a list.
_AWAITED = {"status", "data"}
_LONGEST_WAIT = 400


class Outcome(NamedTuple):
    exchange: Exchange
    differences: list[str]


class Replay:
    """One recording against one emulator."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._ours: dict[str, Any] = {}
        self._refused: Exchange | None = None

    def run(self, exchanges: Iterable[Exchange]) -> list[Outcome]:
        """What came of each that was recorded."""
        outcomes = [Outcome(each, self._replayed(each)) for each in exchanges]
        return [outcome for outcome in outcomes if outcome.exchange.path != UPLOAD]

    def _replayed(self, exchange: Exchange) -> list[str]:
        again = self._refused is not None and exchange[:3] == self._refused[:3]
        reply = self._send(exchange)
        found = _compared(exchange, reply)
        for _ in range(_LONGEST_WAIT):
            refused = exchange.status == 200 and _is_busy(reply)
            if not refused and not _may_become(exchange, found):
                break
            reply = self._later(exchange)
            if again or not refused:
                found = _compared(exchange, reply)
        self._refused = exchange if exchange.status == 400 else None
        self._learn(exchange.pattern, reply.body)
        return found

    def _later(self, exchange: Exchange) -> Reply:
        self._api.wait(1)
        return self._send(exchange)

    def _send(self, exchange: Exchange) -> Reply:
        if exchange.path == UPLOAD:
            sent = self._api.send(self._ours[UPLOAD], MINIMAL_IMAGE)
            return Reply(sent, {"Content-Type": exchange.content_type}, None)
        path, mark, query = exchange.path.partition("?")
        parts = [self._exchanged_part(part) for part in path.split("/")]
        x_filter = self._exchanged(exchange.x_filter) if exchange.x_filter else None
        return self._api.call(
            exchange.method,
            "/".join(parts) + mark + query,
            self._exchanged(exchange.body),
            x_filter=json.dumps(x_filter) if x_filter else None,
            version="/v4beta",
        )

    def _exchanged_part(self, part: str) -> str:
        name = unquote(part)
        return quote(str(self._ours[name]), safe="") if name in self._ours else part

    def _exchanged(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._exchanged(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._exchanged(each) for each in value]
        return self._ours.get(str(value), value)

    def _learn(self, pattern: Any, ours: Any) -> None:
        if isinstance(pattern, dict) and isinstance(ours, dict):
            for name in pattern.keys() & ours.keys():
                self._learn(pattern[name], ours[name])
        elif isinstance(pattern, list) and isinstance(ours, list):
            for one, other in zip(pattern, ours, strict=False):
                self._learn(one, other)
        elif isinstance(pattern, As):
            self._ours.setdefault(str(pattern), ours)


def _compared(exchange: Exchange, reply: Reply) -> list[str]:
    if reply.status != exchange.status:
        said = f": {reply.body['errors']}" if reply.status >= 400 else ""
        return [f"status {exchange.status} recorded, ours is {reply.status}{said}"]
    content_type = reply.headers.get("Content-Type", "")
    if content_type != exchange.content_type:
        return [f"Content-Type {exchange.content_type} recorded, ours is {content_type}"]
    return differences(exchange.pattern, reply.body)


def _may_become(exchange: Exchange, found: list[str]) -> bool:
    """Whether what a poll waits for has not come yet."""
    fields = {line.partition(":")[0].rpartition(".")[2] for line in found}
    return exchange.method == "GET" and bool(fields & _AWAITED)


def _is_busy(reply: Reply) -> bool:
    return reply.status == 400 and "Linode busy." in reply.reasons
