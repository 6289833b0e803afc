"""What the world itself refuses, whoever asks: a reason and the field that it is about.

Knows no status: on its way back a refusal becomes the API's 400 (requests/errors.py), and for a
world's file an error that names the place (seeds/entry.py).
"""

from __future__ import annotations


class RefusedError(Exception):
    """`reason`: in the API's wording. `field`: of what was asked for, if it is about any."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason + (f" ({field})" if field else ""))
        self.reason = reason
        self.field = field


def busy() -> RefusedError:
    """Clients repeat a request refused with exactly this text, which is recorded."""
    return RefusedError("Linode busy.")
