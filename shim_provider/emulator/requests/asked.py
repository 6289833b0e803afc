"""A request as it came over WSGI: path, token, query, body. Decides nothing about it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_host, get_input_stream

from .call import Call
from .errors import ApiError
from .replies import CutError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .access import Caller
    from .served import Served

_VERSIONS = ("v4", "v4beta")

# Levels of objects and lists in a body; SQLite itself refuses more than 1000.
_DEPTH = 100


class Asked:
    """A request as it came: which of the emulator's surfaces it is for, and its raw parts."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ
        self.method: str = environ["REQUEST_METHOD"].upper()
        self.query_string: str = environ.get("QUERY_STRING", "")
        self.authorization: str | None = environ.get("HTTP_AUTHORIZATION")
        self.cut_after: int | None = None
        self.kind, self.path = _surface(_decoded_path(environ))

    @property
    def logged_query(self) -> str:
        """Upload URLs carry a signature, which is as good as a key: it is not kept."""
        return "" if self.kind == "upload" else self.query_string

    @property
    def length(self) -> int | None:
        text = self.environ.get("CONTENT_LENGTH") or ""
        return int(text) if text.isdigit() and len(text) < 20 else None

    def call(self, served: Served, caller: Caller | None) -> Call:
        return Call(
            served,
            method=self.method,
            path=self.path,
            query=dict(parse_qsl(self.query_string, keep_blank_values=True)),
            x_filter=self.environ.get("HTTP_X_FILTER"),
            body={},
            caller=caller,
            base_url=self._base_url,
        )

    @property
    def _base_url(self) -> str:
        """Where the client found us: the address of an upload is made of it."""
        host = self.host
        if not host:
            raise ApiError(400, "The Host header is not valid")
        return f"{self.environ['wsgi.url_scheme']}://{host}"

    @property
    def host(self) -> str:
        """Host and port as the client named them; nothing if that cannot be one."""
        return get_host(self.environ)

    def json_body(self, limit: int) -> dict[str, Any]:
        """The object a body holds, {} for none. Raises ApiError 400 or 413."""
        try:
            # One byte more than allowed: werkzeug cuts a body without a length silently.
            raw = get_input_stream(self.environ, max_content_length=limit + 1).read()
        except RequestEntityTooLarge as problem:
            raise too_large() from problem
        except ClientDisconnected as problem:
            raise incomplete(problem) from problem
        if len(raw) > limit:
            raise too_large()
        return parse_body(raw)

    def watch(self, total: int) -> None:
        if self.cut_after is not None and total >= self.cut_after:
            raise CutError(hard=True)


def too_large() -> ApiError:
    return ApiError(413, "Request body is too large")


def incomplete(problem: ClientDisconnected) -> ApiError:
    """Whether the body ended early or did not come in time."""
    if isinstance(problem.__context__, TimeoutError):
        return ApiError(408, "The body did not come in time")
    return ApiError(400, "The body is incomplete")


def parse_body(raw: bytes) -> dict[str, Any]:
    if not raw:
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_constant, parse_float=_finite)
        # Half a surrogate pair is legal in JSON's escapes and nowhere else.
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise ApiError(400, "Invalid JSON") from problem
    if not isinstance(body, dict) or _deeper_than(_DEPTH, body):
        raise ApiError(400, "Invalid JSON")
    return body


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large")
    return number


def _deeper_than(depth: int, value: object) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth == 0 or any(_deeper_than(depth - 1, each) for each in inner)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _decoded_path(environ: WSGIEnvironment) -> str:
    """Cheroot leaves %2F as it is; other servers decode it. Here `private%2F15` is `private/15`."""
    raw: str = environ.get("PATH_INFO", "")
    text = raw.encode("latin-1").decode("utf-8", "replace")
    return text.replace("%2F", "/").replace("%2f", "/")


def _surface(path: str) -> tuple[str, str]:
    """(api, upload, control or nothing; the path within it)."""
    _, first, *rest = (path if path.startswith("/") else "/" + path).split("/", 2)
    if first in _VERSIONS:
        return "api", "/" + "".join(rest)
    if first == "uploads":
        return "upload", path
    return ("control" if path == "/" or first == "_emulator" else "unknown"), path
