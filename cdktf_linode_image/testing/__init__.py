"""Tests of one's own stacks: look at what they synthesize to, or deploy them to an emulator.

`Template` has the assertions of aws-cdk's, `Match` and `Capture` what patterns hold; `deployed` and
`assert_no_replacement` apply a stack for real. No test runner is needed. Importing this starts
nothing; `Template.from_stack` and `deployed` work with the Node.js that runs the stack.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .capture import Capture as Capture
    from .capture import CaptureError as CaptureError
    from .deployment.deployed import Deployment as Deployment
    from .deployment.deployed import deployed as deployed
    from .deployment.failures import DeploymentError as DeploymentError
    from .deployment.no_replacement import assert_no_replacement as assert_no_replacement
    from .deployment.plan import Change as Change
    from .deployment.plan import Plan as Plan
    from .failures import Mismatch as Mismatch
    from .match import Match as Match
    from .patterns import Matcher as Matcher
    from .patterns import WrongPattern as WrongPattern
    from .template import Template as Template

#: Name -> the module that has it.
_HOMES = {
    "Capture": "capture",
    "CaptureError": "capture",
    "Change": "deployment.plan",
    "Deployment": "deployment.deployed",
    "DeploymentError": "deployment.failures",
    "Match": "match",
    "Matcher": "patterns",
    "Mismatch": "failures",
    "Plan": "deployment.plan",
    "Template": "template",
    "WrongPattern": "patterns",
    "assert_no_replacement": "deployment.no_replacement",
    "deployed": "deployment.deployed",
}

if not TYPE_CHECKING:  # which takes the names from above
    __all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
