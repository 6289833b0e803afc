"""One call of the API: ask, read the JSON, ask again where `retry.py` says so.

Knows the form of the API's replies and errors; not its paths, nor what the objects mean.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import unquote

from ..errors import (
    ApiError,
    BadReply,
    LinodeError,
    RateLimited,
    Reason,
    TimeUp,
    Unreachable,
    phrase,
    refusal,
)
from .limiter import Limiter
from .retry import FIRST_CONTACT_SECONDS, Delays, Verdict, asked_delay, delay, judge, uncertain

if TYPE_CHECKING:
    from ..patience import Patience
    from .transport import Json, Reply, Transport

# How long one answer may take to begin, in seconds. A list of many images is slow at times
# (https://github.com/linode/terraform-provider-linode/issues/2195).
ANSWER_SECONDS = 60.0
LIST_SECONDS = 300.0


# A service that has failed (500, 502, 504, a broken reply) for so long at one and the same request
# is down, or has a defect: that is told, not tried until an operation's 20 minutes are over.
FAILING_SECONDS = 30.0

# How long a reading request may take to be answered while the service has shown itself down: it
# has had its chance with another request, and there may be a hundred more to tell the same.
DOWN_SECONDS = 10.0


class Answer(NamedTuple):
    """The JSON object of a successful reply, and its headers."""

    data: Json
    headers: Mapping[str, str]


class Noting(Protocol):
    """Keeps note of each try of a request that creates: its process may be killed in the middle."""

    def trying(self, theirs: float | None) -> None:
        """It is about to be sent; `theirs` is Linode's clock, None where it is not known yet."""

    def failed(self) -> None:
        """It had no effect, for certain."""


class Calls:
    """All calls of one client, from any thread."""

    def __init__(
        self,
        transport: Transport,
        delays: Delays,
        limiter: Limiter | None = None,
        first_contact_seconds: float = FIRST_CONTACT_SECONDS,
        failing_seconds: float = FAILING_SECONDS,
    ) -> None:
        self.transport = transport
        self.delays = delays
        self.limiter = limiter or Limiter()
        #: Changes whenever a write begins or ends: what was read before may be out of date.
        self.writes = 0
        #: The token's scopes, as the last reply that told them did.
        self.scopes: frozenset[str] | None = None
        self._first_contact_seconds = first_contact_seconds
        self._failing_seconds = failing_seconds
        self._reached = False
        #: Whether a request was given up since the last that was answered.
        self.down = False
        self._dated: tuple[str, float] | None = None
        self._lock = threading.Lock()

    def send(
        self,
        patience: Patience,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        create: bool = False,
        tries: int | None = None,
        noting: Noting | None = None,
    ) -> Json:
        """The JSON object that answers; see `ask`."""
        return self.ask(
            patience, method, path, body=body, create=create, tries=tries, noting=noting
        ).data

    def ask(
        self,
        patience: Patience,
        method: str,
        path: str,
        *,
        query: str = "",
        body: Json | None = None,
        filter: Json | None = None,
        create: bool = False,
        tries: int | None = None,
        seconds: float = ANSWER_SECONDS,
        noting: Noting | None = None,
    ) -> Answer:
        """Ask until answered, refused for good, or out of patience (or `tries`).

        Raises the last failure, with `tries` and `tried_seconds` set on it. With `create`, an
        answer that may have been lost is not asked for again. `noting` is told of each try.
        """
        request = _Request(method, path, query, _dumped(body), _dumped(filter, header=True))
        started = time.monotonic()
        tried, lost = 0, False
        failure: LinodeError | None = None
        while True:
            self._admit(patience, request, failure)
            if noting:
                noting.trying(self.server_time())
            result = self._once(request, patience, seconds)
            if _shows_service(result):
                self.down = False
            if isinstance(result, Answer):
                return result
            failure = result
            if noting and not uncertain(failure):
                noting.failed()
            tried += 1
            failure.tries, failure.tried_seconds = tried, time.monotonic() - started
            if isinstance(failure, ApiError):
                failure.after_lost = lost
            lost = lost or uncertain(failure)
            pause = self._pause(failure, create, tried, reading=method == "GET")
            if isinstance(failure, RateLimited) and pause is not None:
                self.limiter.hold(pause)
            if pause is None or tried == tries or pause > patience.left():
                raise failure
            if not isinstance(failure, RateLimited):
                patience.sleep(pause, f"another try of {request}")

    def noting_write(self) -> None:
        """Note that something at Linode is about to change, or has changed."""
        with self._lock:
            self.writes += 1

    def server_time(self) -> float | None:
        """Linode's clock now, in seconds since the epoch; None if no reply has told it."""
        if self._dated is None:
            return None
        date, when = self._dated
        try:
            return parsedate_to_datetime(date).timestamp() + time.monotonic() - when
        except ValueError:
            return None

    def _admit(self, patience: Patience, request: _Request, last: LinodeError | None) -> None:
        try:
            self.limiter.admit(patience)
            if not patience.left():
                raise TimeUp(f"a chance to ask {request}", patience.seconds)
        except TimeUp as up:
            raise last or up from None

    def _once(self, request: _Request, patience: Patience, seconds: float) -> Answer | LinodeError:
        reading = request.method == "GET"
        if not reading:
            self.noting_write()
        try:
            reply = self.transport.send(
                request.method,
                request.path,
                query=request.query,
                body=request.body,
                filter=request.filter,
                # A write is worth its answer even when time is nearly up.
                timeout=self._reading_seconds(patience, seconds) if reading else seconds,
            )
        except LinodeError as failure:
            return failure
        finally:
            if not reading:
                self.noting_write()
        self._learn(reply.headers)
        return _read(reply, request)

    def _reading_seconds(self, patience: Patience, seconds: float) -> float:
        if self.down:
            seconds = min(seconds, DOWN_SECONDS)
        return max(1.0, min(seconds, patience.left()))

    def _learn(self, headers: Mapping[str, str]) -> None:
        self._reached = True
        if date := headers.get("Date"):
            self._dated = (date, time.monotonic())
        if (scopes := headers.get("X-OAuth-Scopes")) is not None:
            self.scopes = frozenset(scopes.replace(",", " ").split())

    def _pause(
        self, failure: LinodeError, create: bool, tried: int, *, reading: bool
    ) -> float | None:
        """Seconds to wait before asking again; None if one should not."""
        if judge(failure, create=create) is not Verdict.AGAIN:
            return None
        asked = failure.retry_after if isinstance(failure, ApiError) else None
        pause = delay(tried, asked, self.delays)
        # A write is worth its tries even then: others may be answered.
        allowed = self._seconds_allowed(failure, given_up=self.down and reading)
        if allowed is None or failure.tried_seconds + pause <= allowed:
            return pause
        self.down = True
        return None

    def _seconds_allowed(self, failure: LinodeError, given_up: bool) -> float | None:
        """How long such failures may go on until the service counts as down; None: for ever."""
        if isinstance(failure, Unreachable):
            if self._reached:
                return None
            return 0.0 if given_up else self._first_contact_seconds
        if not uncertain(failure):
            return None
        return 0.0 if given_up else self._failing_seconds


class _Request(NamedTuple):
    method: str
    path: str
    query: str
    body: bytes | None
    filter: str | None

    def __str__(self) -> str:
        return f"{self.method} {unquote(self.path)}"


def _shows_service(result: Answer | LinodeError) -> bool:
    """Whether there is a service that does what it should; a refusal shows it too."""
    if isinstance(result, Answer):
        return True
    return not uncertain(result) and not isinstance(result, Unreachable)


def _dumped(value: Json | None, header: bool = False) -> Any:
    """JSON as bytes for a body, as ASCII text for a header."""
    if value is None:
        return None
    text = json.dumps(value, separators=(",", ":"))
    return text if header else text.encode()


def _read(reply: Reply, request: _Request) -> Answer | LinodeError:
    if 200 <= reply.status < 300:
        return _answer(reply, request)
    if reply.status == 404 and reply.body and not _is_json(reply.body):
        # A proxy, or a wrong path in `url`: it says nothing of whether the thing exists.
        reasons = [("", "the answer is not the Linode API's: check `url` and `api_version`")]
        return ApiError(404, reasons, request.method, unquote(request.path))
    error = refusal(reply.status, _reasons(reply), request.method, unquote(request.path))
    error.retry_after = asked_delay(reply.headers.get("Retry-After"))
    error.maintenance = reply.headers.get("X-Maintenance-Mode") is not None
    return error


def _answer(reply: Reply, request: _Request) -> Answer | LinodeError:
    try:
        data = json.loads(reply.body or b"{}")
    except ValueError:
        data = None
    if isinstance(data, dict):
        return Answer(data, reply.headers)
    return BadReply(f"{request}: the answer ({len(reply.body)} bytes) is not a JSON object")


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def _reasons(reply: Reply) -> list[Reason]:
    if 300 <= reply.status < 400:
        return [("", "the API answered with a redirect: check `url` and `api_version`")]
    try:
        told = json.loads(reply.body)["errors"]
        return [(str(one.get("field") or ""), str(one["reason"])) for one in told]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [("", phrase(reply.status))]  # a proxy's page: 502 with text/html
