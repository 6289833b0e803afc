"""The files of uploads, each read once: by all images of one apply, and by all its processes.

Private state remembers a file for the image that was made of it; the cache remembers it
between the plan and the apply of a new one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from .uploads import FileFacts, examine, memory

if TYPE_CHECKING:
    from collections.abc import Mapping

_KIND = "file"

#: One reader per path: a hundred images of one file plan at once.
_READING: dict[str, threading.Lock] = {}


def facts_of(path: str, private: Mapping[str, Any] | None, context: Any) -> FileFacts:
    """The facts of the file, read only if it has changed since anybody read it.

    Raises:
        Problem: see `uploads.examine`.
    """
    with _READING.setdefault(path, threading.Lock()):
        cache = context.cache if context else None
        facts = examine(path, private, cache.get(_KIND, path) if cache else None)
        remembered = memory(facts)
        if cache and remembered:
            cache.put(_KIND, path, remembered)
        return facts
