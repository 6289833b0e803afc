"""The account's limits, as numbers that may be changed. The rules that use them live elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024**2
GIB = 1024**3


@dataclass(frozen=True)
class Limits:
    """Limits of an account of the service unless told otherwise.

    `compressed_bytes`, `image_bytes`: largest upload as sent, and after decompression; support
    raises the latter for some accounts. `body_bytes`: largest JSON body. `rate`: True refuses
    requests over the service's documented rates with 429.
    """

    compressed_bytes: int = 5 * GIB
    image_bytes: int = 6 * GIB
    body_bytes: int = 1024 * 1024
    disks: int = 50
    rate: bool = False
