"""The log of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator


def test_what_is_long_is_cut_in_the_log_of_requests(served: Emulator) -> None:
    requests.get(f"{served.url}/v4/{'p' * 5000}?{'q' * 50_000}")
    requests.get(f"{served.url}/v4/{'p' * 499}?{'q' * 500}")
    long, short = served.requests
    assert (long.path, long.query) == (f"/{'p' * 499}\u2026", f"{'q' * 500}\u2026")
    assert (short.path, short.query) == (f"/{'p' * 499}", "q" * 500)
