"""What need not be found out twice: kept beside Terraform's data, and lost without harm.

One small file per entry, so that processes do not get into each other's way. Whoever
keeps something here also says when it no longer holds. Nothing secret belongs here.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Cache:
    """Entries by kind and key, for the processes of one Terraform working directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, str], Any] = {}

    def get(self, kind: str, key: str) -> Any:
        """What was kept; None if nothing was, or it cannot be read."""
        if (kind, key) not in self._known:
            try:
                entry = json.loads(self._file(kind, key).read_bytes())
                self._known[kind, key] = entry["value"] if entry["key"] == key else None
            except (OSError, ValueError, KeyError, TypeError):
                return None
        return self._known[kind, key]

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep it; where that is not possible it is found out again next time."""
        if self._known.get((kind, key)) == value:
            return
        self._known[kind, key] = value
        file = self._file(kind, key)
        scratch = file.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            scratch.write_text(json.dumps({"key": key, "value": value}))
            scratch.replace(file)

    def _file(self, kind: str, key: str) -> Path:
        return self._folder / f"{kind}-{sha256(key.encode()).hexdigest()[:32]}.json"
