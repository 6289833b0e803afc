"""Loads requests quicker than `import requests` does: for a process of our own.

requests looks for a detector of text encodings, whose tables take 15 ms to load, and does
without where there is none. This room reads bytes, so there is none: in a process where
somebody else may want a text of unknown encoding, `import requests` is the right way.
"""

from __future__ import annotations

import gc
import sys
import warnings
from typing import Any

#: Those that requests looks for (its compat.py), 2.32.2 as well as today's.
_DETECTORS = ("chardet", "charset_normalizer")

_COMPLAINT = "Unable to find acceptable character detection dependency"


def load_requests() -> None:
    """Import requests, unless it is there. One thread at a time."""
    if "requests" in sys.modules:
        return
    warnings.filterwarnings("ignore", _COMPLAINT)
    modules: dict[str, Any] = sys.modules
    absent = [name for name in _DETECTORS if name not in modules]
    # None says that there is no such module (language reference, 5.3.1, "The module cache").
    modules.update(dict.fromkeys(absent))
    collecting = gc.isenabled()
    gc.disable()  # imports make no garbage: see __main__.py
    try:
        import requests  # noqa: F401
    finally:
        for name in absent:
            del modules[name]
        if collecting:
            gc.freeze()
            gc.enable()
