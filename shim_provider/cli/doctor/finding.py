"""What `linode-shim doctor` says about one thing."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """`missing` stops deployments, a `note` may; `mend` says what to do about either."""

    name: str
    status: Literal["ok", "note", "missing"]
    detail: str
    mend: str = ""
