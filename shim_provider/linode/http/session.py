"""The network: one request to the API, or one upload, over requests' own adapter.

The only file that imports requests (about 60 ms; loaded at the first request). Every foreign
exception becomes `Unreachable` or `BadReply` here, with a text that holds neither the token nor
the signature of an upload URL. Does not retry, does not read JSON: see `calls.py`.
"""

from __future__ import annotations

import logging
import re
import ssl
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

import certifi
import requests
import urllib3
from requests.adapters import HTTPAdapter

from ..errors import BadReply, LinodeError, Unreachable
from .transport import CONNECT_SECONDS, Reply

if TYPE_CHECKING:
    from ..settings import Settings

log = logging.getLogger(__name__)

# Terraform's -parallelism is 10 by default, and 50 in large stacks; one connection for each
# operation and some for waits. Connections beyond that work too, they are just not kept.
POOL_SIZE = 64

Origin = tuple[str, str]  # scheme, host and port

# While a body is sent, urllib3 bounds each write by the connect timeout: a chunk of an upload may
# take this long on a slow line.
UPLOAD_CONNECT_SECONDS = 60.0

_SECRET = re.compile(r"(?i)\b(signature|x-amz-[a-z]+|awsaccesskeyid)=[^&\s\"']+")
_REMOVED = r"\1=(removed)"


class Session:
    """The transport of one client: connections to the API and to the object storage."""

    def __init__(self, settings: Settings) -> None:
        _check_headers(settings)
        self._base = f"{settings.url.rstrip('/')}/{settings.api_version}"
        self._origin = _origin(self._base)
        self._token = settings.token
        self._ca_path = settings.ca_path
        self._headers = _api_headers(settings)
        self._user_agent = settings.user_agent
        self._environment = requests.Session()  # asked for proxies and CAs only, once
        self._api = self._adapter_for(self._base)
        self._storage: dict[Origin, _Adapter] = {}

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes | None = None,
        filter: str | None = None,
        timeout: float = 60.0,
    ) -> Reply:
        """One request to the API, answered or failed. `timeout` bounds each wait for bytes."""
        headers = self._headers
        if filter is not None:
            headers = {**headers, "X-Filter": filter}
        if body is not None:
            # Without it requests' adapter sends the body in chunks.
            headers = {**headers, "Content-Length": str(len(body))}
        url = f"{self._base}{path}?{query}" if query else self._base + path
        request = _prepared(method, url, headers, body)
        bounds = urllib3.Timeout(connect=min(CONNECT_SECONDS, timeout), read=timeout)
        return self._carry(self._api, request, bounds, f"{method} {unquote(path)}")

    def upload(
        self,
        url: str,
        chunks: Iterable[bytes],
        size: int,
        *,
        timeout: float = 60.0,
        in_all: float | None = None,
    ) -> Reply:
        """One PUT of `size` bytes to a presigned URL. Without the token: it is not Linode's API.

        `timeout` bounds the wait for the answer, `in_all` that and the sending.

        Exceptions of `chunks` pass through.
        """
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(size),
            "User-Agent": self._user_agent,
            "Accept-Encoding": "identity",
        }
        request = _prepared("PUT", url, headers, chunks)
        bounds = urllib3.Timeout(total=in_all, connect=UPLOAD_CONNECT_SECONDS, read=timeout)
        return self._carry(
            self._storage_adapter(url), request, bounds, f"PUT to {urlsplit(url).hostname}"
        )

    def close(self) -> None:
        for adapter in (self._api, *self._storage.values()):
            adapter.close()

    def _storage_adapter(self, url: str) -> _Adapter:
        origin = _origin(url)
        if origin == self._origin:
            return self._api
        if origin not in self._storage:
            self._storage[origin] = self._adapter_for(url)
        return self._storage[origin]

    def _adapter_for(self, url: str) -> _Adapter:
        found = self._environment.merge_environment_settings(url, {}, False, None, None)
        # `ca_path` vouches for the API, not for a storage elsewhere.
        ca = self._ca_path if _origin(url) == self._origin else None
        if ca is None and isinstance(found["verify"], str):
            ca = found["verify"]  # REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE
        return _Adapter(
            _trust(ca) if url.lower().startswith("https:") else None, dict(found["proxies"])
        )

    def _carry(
        self, adapter: _Adapter, request: requests.PreparedRequest, bounds: Any, what: str
    ) -> Reply:
        started = time.monotonic()
        try:
            answer = adapter.send(request, timeout=bounds, proxies=adapter.proxies)
            data = answer.raw.read(decode_content=True)
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            failure = self._failure(error, what)
            log.debug("%s: %s (%.0f ms)", what, failure, (time.monotonic() - started) * 1000)
            # `from None`: the cause's text may hold the upload's signature, or the token.
            raise failure from None
        log.debug("%s: %d (%.0f ms)", what, answer.status_code, (time.monotonic() - started) * 1000)
        if answer.status_code >= 400 and self._token:
            data = data.replace(self._token.encode(), b"(token)")  # it ends up in an error's text
        return Reply(answer.status_code, answer.headers, data)

    def _failure(self, error: Exception, what: str) -> LinodeError:
        chain = list(_chain(error))
        words = self._clean(_words(chain))
        if _any(chain, *_BROKEN):
            return BadReply(f"{what}: the answer was cut off ({words})")
        return Unreachable(
            f"{what}: {words}",
            sent=not _any(chain, *_NOT_SENT),
            lasting=_any(chain, *_LASTING),
        )

    def _clean(self, text: str) -> str:
        if self._token:
            text = text.replace(self._token, "(token)")
        return _SECRET.sub(_REMOVED, text)


class _Adapter(HTTPAdapter):
    """requests' adapter for one host, without what this API does not need per request.

    requests' own way costs about 0.8 ms per call, two thirds of it for cookies, redirects, and
    looking up proxies, CAs and the pool again; these overrides are the hooks it offers for that.
    One TLS context serves all connections: loading the CAs takes 10 ms or more each time.
    """

    def __init__(self, context: ssl.SSLContext | None, proxies: dict[str, str]) -> None:
        self._context = context
        self.proxies = proxies
        self._pool: Any = None
        super().__init__(pool_connections=4, pool_maxsize=POOL_SIZE, pool_block=False)

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        host, _ = super().build_connection_pool_key_attributes(*args, **kwargs)
        return host, {"ssl_context": self._context} if self._context else {}

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*args, **kwargs)
        return self._pool

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the TLS context verifies, and holds the CAs already."""

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = resp.status
        response.headers = resp.headers
        response.raw = resp
        response.request = req
        return response


# An answer began, and cannot be read.
_BROKEN = (
    urllib3.exceptions.IncompleteRead,
    urllib3.exceptions.DecodeError,
    urllib3.exceptions.InvalidHeader,
)

# No byte of the request left, or none that the API could have understood.
_NOT_SENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
    urllib3.exceptions.LocationValueError,
    ssl.SSLCertVerificationError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidProxyURL,
    ValueError,
)

# Trying again does not help.
_LASTING = (
    ssl.SSLCertVerificationError,
    urllib3.exceptions.LocationValueError,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidProxyURL,
    ValueError,
)


def _origin(url: str) -> Origin:
    return urlsplit(url)[:2]


def _check_headers(settings: Settings) -> None:
    """Refuse what no header can carry, before http.client does in words that show it."""
    for name, text in (("token", settings.token), ("User-Agent", settings.user_agent)):
        if not (text.isascii() and (text.isprintable() or not text)):
            raise Unreachable(
                f"the {name} holds a line break or another character that HTTP cannot carry",
                sent=False,
                lasting=True,
            )


class _WithoutSecrets(logging.Filter):
    """urllib3 logs the path of each request, and an upload's has the signature in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRET.sub(_REMOVED, arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_WithoutSecrets())


def _api_headers(settings: Settings) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": settings.user_agent,
        "Accept-Encoding": "gzip",
    }
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token}"
    return headers


def _prepared(
    method: str, url: str, headers: dict[str, str], body: bytes | Iterable[bytes] | None
) -> requests.PreparedRequest:
    request = requests.PreparedRequest()
    request.method = method
    request.url = url
    request.headers = cast("Any", headers)  # a plain dict serves, and is copied faster
    request.body = cast("Any", body)
    return request


def _trust(ca_path: str | None) -> ssl.SSLContext:
    """Trust in `ca_path` alone if given, else in the system's authorities and certifi's."""
    try:
        context = ssl.create_default_context(cafile=ca_path)
        if ca_path is None:
            context.load_verify_locations(certifi.where())
    except OSError as error:
        raise Unreachable(
            f"cannot read the certificate authorities in {ca_path}: {error.strerror or error}",
            sent=False,
            lasting=True,
        ) from None
    return context


def _chain(error: BaseException | None) -> Iterable[BaseException]:
    """The error and what it was made of, outermost first."""
    while error is not None:
        yield error
        inner = [part for part in error.args if isinstance(part, BaseException)]
        reason = getattr(error, "reason", None)
        error = next(iter(inner), None) or (
            reason if isinstance(reason, BaseException) else error.__cause__
        )


def _any(chain: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(error, kinds) for error in chain)


def _words(chain: list[BaseException]) -> str:
    """What the system said at the bottom, without urllib3's layers (which repeat the URL)."""
    if _any(chain, urllib3.exceptions.TimeoutError) and not _any(
        chain, urllib3.exceptions.NewConnectionError
    ):
        return "timed out"
    last = chain[-1]
    if isinstance(last, OSError) and last.strerror:
        return last.strerror
    return str(last) or type(last).__name__
