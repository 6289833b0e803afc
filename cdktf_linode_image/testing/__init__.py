"""Tests of one's own stacks: look at what they synthesize to.

`Template` has the assertions of aws-cdk's, `Match` and `Capture` what patterns hold. No test
runner is needed. Importing this starts no Node.js; `Template.from_stack` works with one that runs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .capture import Capture as Capture
    from .capture import CaptureError as CaptureError
    from .failures import Mismatch as Mismatch
    from .match import Match as Match
    from .patterns import Matcher as Matcher
    from .patterns import WrongPattern as WrongPattern
    from .template import Template as Template

#: Name -> the module that has it.
_HOMES = {
    "Capture": "capture",
    "CaptureError": "capture",
    "Match": "match",
    "Matcher": "patterns",
    "Mismatch": "failures",
    "Template": "template",
    "WrongPattern": "patterns",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
