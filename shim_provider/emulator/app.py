"""The WSGI application: from a request to a handler and back, faults included.

Knows the wire's rules that all routes share (versions, tokens, JSON, headers, transactions) and no
rule of any one route.
"""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import ClientDisconnected, MethodNotAllowed, NotFound
from werkzeug.http import http_date
from werkzeug.routing import RequestRedirect
from werkzeug.wsgi import get_input_stream

from .api.images import uploads
from .api.routes import ROUTING, Route
from .control import routes as control
from .faults.rules import Faults
from .requests.access import Access, Caller, unauthorized
from .requests.asked import Asked, incomplete
from .requests.errors import ApiError, not_found, of_world
from .requests.faults import befall
from .requests.replies import (
    CutError,
    Reply,
    json_reply,
    no_content,
    of_storage,
    preflight,
    status_line,
    truncated,
)
from .requests.served import Served
from .world.refusals import RefusedError, busy
from .world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from .faults.rules import Fault
    from .requests.call import Call
    from .world.clock import Clock
    from .world.limits import Limits

_LOG = logging.getLogger(__name__)


def create_app(
    data: Path,
    *,
    clock: Clock | None = None,
    durations: str | Mapping[str, float] = "fast",
    faults: Faults | None = None,
    token: str | Mapping[str, Mapping[str, str]] | None = None,
    limits: Limits | None = None,
) -> App:
    """The emulator as a WSGI application, for use without a port; arguments as of Emulator.

    Call `close()` when done. Raises StoreError when the data folder cannot be used.
    """
    # First, since what no token can be is told before a folder is made.
    access = Access(token)
    world = World(data, clock=clock, durations=durations, limits=limits)
    return App(Served(world, access, faults or Faults()))


class App:
    """Answers requests out of one world."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.world = served.world
        self._routes = ROUTING.bind("emulator")

    def close(self) -> None:
        self.world.close()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        asked = Asked(environ)
        reply: Reply | None = None
        fault: Fault | None = None
        try:
            fault = self._fault(asked)
            reply = befall(fault, asked, self._answer) if fault else self._answer(asked)
        finally:
            if asked.kind != "control":
                self._log(asked, reply.status if reply else 0, time.perf_counter() - began)
        headers = {"Date": http_date(self.world.clock.now()), **dict(reply.headers)}
        if reply.body or reply.status != HTTPStatus.NO_CONTENT:
            headers["Content-Length"] = str(len(reply.body))
        start_response(status_line(reply.status), list(headers.items()))
        if fault and fault.kind == "truncate":
            return truncated(reply.body)
        return [] if asked.method == "HEAD" else [reply.body]

    def _log(self, asked: Asked, status: int, seconds: float) -> None:
        at = self.world.clock.now()
        self.served.log.add(asked.method, asked.path, asked.logged_query, status, seconds, at)

    def _fault(self, asked: Asked) -> Fault | None:
        if asked.kind == "control":
            return None
        try:
            caller = self.served.access.caller(asked.authorization)
        except ApiError:
            caller = None
        return self.served.faults.wire(asked.method, asked.path, caller.account if caller else "")

    def _answer(self, asked: Asked) -> Reply:
        try:
            if asked.kind == "control":
                return control.answer(self.served, asked)
            if asked.method == "OPTIONS" and asked.kind in ("api", "upload"):
                return preflight()
            if asked.kind == "upload":
                return self._take_upload(asked)
            return self._call_api(asked)
        except ApiError as refusal:
            return json_reply(refusal.status, refusal.body(), refusal.headers)
        except CutError:
            raise
        except Exception:  # a defect of ours: told as the service tells its own, and logged
            _LOG.exception("%s %s failed", asked.method, asked.path)
            return json_reply(500, {"errors": [{"reason": "An error occurred"}]}, {})

    def _call_api(self, asked: Asked) -> Reply:
        if asked.kind != "api":
            raise not_found()
        caller = self.served.access.caller(asked.authorization)
        route, arguments = self._match(asked)
        account = caller.account if caller else ""
        headers = self.served.rates.count(account, route.method, route.path)
        headers |= _scopes(caller, route)
        call = asked.call(self.served, caller)
        try:
            _permit(call, caller, route)
            if asked.method in ("POST", "PUT"):
                call.body = asked.json_body(self.world.limits.body_bytes)
            result = self._run(call, route, arguments)
        except ApiError as refusal:
            refusal.headers = {**headers, **refusal.headers}
            raise
        return no_content(headers) if result is None else json_reply(200, result, headers)

    def _match(self, asked: Asked) -> tuple[Route, dict[str, Any]]:
        try:
            route, arguments = self._routes.match(asked.path, asked.method)
        except MethodNotAllowed as problem:
            raise ApiError(405, "Method Not Allowed") from problem
        except (NotFound, RequestRedirect) as problem:
            raise not_found() from problem
        assert isinstance(route, Route)
        return route, dict(arguments)

    def _run(self, call: Call, route: Route, arguments: dict[str, Any]) -> object:
        if route.method == "GET":
            call.now = self.world.settle()
            with self.world.store.read() as call.tables:
                return route.handler(call, **arguments)
        try:
            if self.served.faults.service("linode_busy", call.method, call.path, call.account):
                raise busy()
            with self.world.write() as (call.tables, call.now):
                return route.handler(call, **arguments)
        except RefusedError as refused:
            raise of_world(refused) from refused

    def _take_upload(self, asked: Asked) -> Reply:
        number = asked.path.removeprefix("/uploads/")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise not_found()
        if asked.method != "PUT":
            raise ApiError(405, "Method Not Allowed")
        try:
            return self._receive(asked, int(number))
        except uploads.TooMuchDataError as problem:
            return of_storage(*problem.reply)
        except ClientDisconnected as problem:
            raise incomplete(problem) from problem
        except CutError:
            raise
        except ConnectionError as problem:
            raise ApiError(400, "The body is incomplete") from problem
        except TimeoutError as problem:
            raise ApiError(408, "The body did not come in time") from problem
        except ValueError as problem:
            raise ApiError(400, "The body is malformed") from problem

    def _receive(self, asked: Asked, number: int) -> Reply:
        call = asked.call(self.served, None)
        stream = get_input_stream(asked.environ, safe_fallback=True)
        with self.world.transfers.watched(number, asked.length) as arrived:

            def watch(total: int) -> None:
                arrived(total)
                asked.watch(total)

            return of_storage(*uploads.receive(call, number, asked.length, stream, watch))


def _scopes(caller: Caller | None, route: Route) -> dict[str, str]:
    held = " ".join(sorted(caller.scopes)) if caller else "*"
    return {"X-OAuth-Scopes": held, "X-Accepted-OAuth-Scopes": route.scope or "*"}


def _permit(call: Call, caller: Caller | None, route: Route) -> None:
    """401 without a token where one is needed, 403 where its scopes do not reach."""
    if route.scope is None or (caller is None and route.optional):
        return
    if not call.caller.may(route.scope):
        raise unauthorized()
