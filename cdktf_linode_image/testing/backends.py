"""The backend that the core gives a stack without one, to be prepared: taken away again.

The app may choose one yet, and a stack takes one only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .._construct.core import TerraformStack

# The child of a stack that every backend is.
_BACKEND = "backend"


def stacks_around(app: Any) -> list[TerraformStack]:
    """All stacks of the app, and of its stacks."""
    return [node for node in app.node.find_all() if isinstance(node, TerraformStack)]


@contextmanager
def as_they_are(stacks: Sequence[TerraformStack]) -> Iterator[None]:
    """In the block the stacks may be prepared; behind it they have the backends of before."""
    without = [stack for stack in stacks if stack.node.try_find_child(_BACKEND) is None]
    try:
        yield
    finally:
        for stack in without:
            stack.node.try_remove_child(_BACKEND)
