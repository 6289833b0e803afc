"""A command under a fault: what may come of it, and what must be so afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shim_provider.emulator import Emulator

    from ..workspace import Workspace

CREATED = "created"
TAINTED = "error; what was made is in the state, tainted, and the next apply replaces it"
NOTHING = "error; nothing was made"

FINE = "no changes"
CHANGED = "changed"
KEPT = "error; the state is as it was"

# A service that fails for ever is told of after half a minute; here after a few seconds.
QUICK = 'read = "4s"\n    update = "4s"\n    delete = "4s"'


class Case(NamedTuple):
    """A fault, the outcome of the apply it befalls, and words of the message if it fails."""

    fault: Mapping[str, Any]
    outcome: str
    words: tuple[str, ...] = ()
    timeout: str = ""


def befall(
    stack: Workspace,
    api: Emulator,
    case: Case,
    changed: str,
    existing: Callable[[Emulator], list[dict[str, Any]]],
) -> None:
    """Apply `changed` to what is there under the fault, judge the outcome; without it, all is done.

    Where it failed, the next apply does it.

    `existing` shows what there is at the API, which is then what the state holds.
    """
    before = stack.resources()
    stack.write(changed)
    api.faults.add(**case.fault)
    result = stack.apply()
    assert all(any(words in error for error in result.errors) for words in case.words), result.text
    assert (result.code == 1) is (case.outcome == KEPT), result.text
    if case.outcome in (KEPT, FINE):
        assert stack.resources() == before
    api.faults.clear()
    if case.outcome == KEPT:
        stack.applied()
    assert stack.plan().code == 0
    assert [str(found["id"]) for found in existing(api)] == [
        resource["values"]["id"] for resource in stack.resources().values()
    ]
