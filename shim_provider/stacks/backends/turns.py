"""Stacks of one run that would lock each other out of a database.

While Terraform's pg backend makes a workspace, it holds a lock on which all others of the database
wait, whatever their schema, until the apply has ended. So where one of a run's stacks may be new,
those in PostgreSQL take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .places import wanted

if TYPE_CHECKING:
    from ..manifest import Stack
    from ..plans import Plan

_PG = "pg"


class Turns:
    """Of one run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_needed = False

    def expect(self, stacks: Iterable[Stack], plans: Iterable[Plan]) -> None:
        """Look at what is going to be done."""
        in_postgres = {stack.name for stack in stacks if _is_in_postgres(stack)}
        self._is_needed = any(p.stack in in_postgres and _may_be_first(p) for p in plans)

    @contextmanager
    def turn(self, stack: Stack, *, is_new: bool = False) -> Iterator[None]:
        """In the block no other works in the database, if that matters; `is_new`: it is known."""
        if _is_in_postgres(stack) and (is_new or self._is_needed):
            with self._lock:
                yield
        else:
            yield


def _is_in_postgres(stack: Stack) -> bool:
    return wanted(stack.template).type == _PG


def _may_be_first(plan: Plan) -> bool:
    """Whether there may be no state yet: nothing but what is new changes."""
    return not plan.is_empty and plan.count("created") == len(plan.changes)
