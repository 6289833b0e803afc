"""What a client is made with. Where the values come from it does not know."""

from __future__ import annotations

from typing import NamedTuple


class Settings(NamedTuple):
    """How to reach the API. Times in seconds.

    `poll_seconds`: how often a wait looks, once its first quick looks are over.
    `min_retry_seconds`, `max_retry_seconds`: bounds of the delay before a failed request is tried
    again; a longer Retry-After of the API is obeyed.
    """

    url: str = "https://api.linode.com"
    api_version: str = "v4"
    token: str = ""
    ca_path: str | None = None
    user_agent: str = "linode-shim"
    poll_seconds: float = 4.0
    min_retry_seconds: float = 0.1
    max_retry_seconds: float = 30.0

    def __repr__(self) -> str:
        """Without the token."""
        return f"Settings(url={self.url!r}, api_version={self.api_version!r})"
