"""A recorded exchange, and the cassettes of go-vcr, which some recordings are in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml

from tests.emulator.recorded.patterns import As, kind_of

#: Where an image's data go; no recording has that request, which is object storage's.
UPLOAD = As("{upload}")

_JSON = "application/json"
#: Fields whose values are words of the API: compared as they are, not by kind.
_WORDS = {"action", "status", "filesystem", "hypervisor", "run_level", "virt_mode"}
#: Fields by whose values later requests call what the service has made.
_NAMES = {"id", "uuid", "token", "token_uuid", "address", "linode_id", "ipv4"}

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Exchange(NamedTuple):
    """`path`: without version, with its query. `pattern`: of the answer's body."""

    method: str
    path: str
    body: Any
    status: int
    pattern: Any
    x_filter: Any = None
    content_type: str = _JSON

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def cassette(file: Path) -> Iterator[Exchange]:
    """The exchanges of a file, in order."""
    for interaction in yaml.load(file.read_bytes(), _Loader)["interactions"]:
        yield _exchange(interaction["request"], interaction["response"])


def _exchange(request: dict[str, Any], response: dict[str, Any]) -> Exchange:
    url = urlsplit(request["url"])
    x_filter = request["headers"].get("X-Filter")
    content_type = ", ".join(response["headers"].get("Content-Type", ()))
    return Exchange(
        method=request["method"],
        path="/" + url.path.split("/", 2)[2] + (f"?{url.query}" if url.query else ""),
        body=json.loads(request["body"]) if request["body"] else None,
        status=response["code"],
        pattern=_pattern(json.loads(response["body"])) if content_type == _JSON else None,
        x_filter=json.loads(x_filter[0]) if x_filter else None,
        content_type=content_type,
    )


def _pattern(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _pattern(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return value if name == "errors" else [_pattern(each, name) for each in value]
    if name in _NAMES and _is_chosen(name, value):
        return As(value)
    return value if name in _WORDS else kind_of(value)


def _is_chosen(name: str, value: Any) -> bool:
    """Whether the service has made it for this account: not the name of a region, say."""
    if name != "id" or not isinstance(value, str):
        return value is not None
    return value.startswith(("private/", "shared/"))
