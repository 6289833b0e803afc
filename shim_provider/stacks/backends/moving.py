"""A stack whose backend is another than before: what becomes of the state that the old one holds.

Decides, and has the engine do it. A state is copied where there is none, or an older one of the
same lineage; never over another one. (`init -force-copy`, by itself, replaces whatever is there.)
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from ..failures import Failure, Refused
from .locks import lock_in
from .places import (
    LOCAL,
    STATE_FILE,
    Backend,
    data_folder,
    is_named,
    recorded,
    seen_from,
    wanted,
)
from .reading import Held, Run, States, Unreadable, adopt, next_states, states_of

if TYPE_CHECKING:
    from ..manifest import Stack
    from ..terraform import Done

# What `init` says where it finds a state elsewhere: without a flag, with -migrate-state and nobody
# to ask, and with several workspaces.
_SIGNS = (
    "Backend configuration changed",
    "Can't ask approval for state migration",
    "Error asking for state migration action",
)

_INIT = ("init", "-input=false", "-no-color")


class Policy(Enum):
    """What is done with a state in the old backend."""

    #: Somebody is asked.
    ASK = "ask"
    #: It is copied into the new one.
    COPY = "copy"
    #: It stays there, and the stack goes on with what is in the new one.
    LEAVE = "leave"
    #: Nothing is done, and that is told.
    REFUSE = "refuse"


class Move(NamedTuple):
    """What somebody is asked about."""

    stack: str
    old: Backend
    new: Backend
    resources: int

    def __str__(self) -> str:
        return (
            f"The state of stack {self.stack} ({_counted(self.resources)}) is in {self.old};"
            f" its backend is now {self.new}. Copy the state there?"
        )


#: Asks somebody.
Ask = Callable[[Move], bool]


class Moving(NamedTuple):
    """How it is decided."""

    policy: Policy = Policy.REFUSE
    ask: Ask | None = None


def is_needed(done: Done) -> bool:
    """Whether an `init` has failed for a state in another backend."""
    return bool(done.code) and any(sign in done.errors + done.output for sign in _SIGNS)


def move(stack: Stack, run: Run, moving: Moving, flags: tuple[str, ...] = ()) -> Done:
    """Have the stack's folder work with its new backend; `flags`: for an `init` that takes locks.

    Raises:
        Failure: that would lose a state, or nobody has said what to do with it.
    """
    if moving.policy is Policy.LEAVE:
        return _left(stack, run)
    done = run(*_INIT, "-migrate-state", *flags)  # does what needs no answer: there is no state
    if not is_needed(done):
        return _looked_at(done, stack)
    home = stack.directory
    old = seen_from(recorded(data_folder(home, os.environ)) or Backend(LOCAL, {}), home)
    try:
        new, there = next_states(stack, run)
    except Unreadable as problem:
        raise Failure(_unreadable(wanted(stack.template), problem)) from None
    new = seen_from(new, home)
    try:
        here = states_of(old, home, run)
    except Unreadable as problem:
        raise Failure(_unreadable(old, problem) + _leaving(new)) from None
    if _is_copied(here, there):
        return _left(stack, run)
    _check(old, new, here, there)
    _approve(Move(stack.name, old, new, sum(each.resources for each in here.values())), moving)
    return run(*_INIT, "-migrate-state", "-force-copy", *flags)


def _left(stack: Stack, run: Run) -> Done:
    """Go on with the new one. A file that Terraform finds by itself, it would copy all the same."""
    done = run(*_INIT, "-reconfigure")
    if is_needed(done):
        adopt(stack, run)
        return run(*_INIT)
    if not done.code and not is_named(stack.template):
        # For Terraform, the old one is still meant, and must be given up.
        (data_folder(stack.directory, os.environ) / STATE_FILE).unlink(missing_ok=True)
    return done


def _looked_at(done: Done, stack: Stack) -> Done:
    """What has been done; a failure, as it is no other than that one of both does not answer."""
    if done.code and lock_in(done.errors) is None:
        problem = Unreadable((done.errors or done.output).strip())
        new = wanted(stack.template)
        raise Failure(_unreadable("the old or the new one", problem) + _leaving(new))
    return done


def _unreadable(backend: Backend | str, problem: Unreadable) -> str:
    return (
        f"its backend has changed, and what is in {backend} cannot be read. Nothing was done:"
        f"\n\n{problem}\n"
    )


def _is_copied(here: States, there: States) -> bool:
    """Whether all that is in the old one is in the new one, as new or newer: somebody did it."""
    return all(each.is_empty or _is_in(each, there.get(name)) for name, each in here.items())


def _is_in(state: Held, other: Held | None) -> bool:
    """Whether the other one is the same, or what has become of it.

    A copy in an empty backend has a lineage of its own (Terraform: remote.State.PersistState).
    """
    if other is None:
        return False
    is_later = other.lineage == state.lineage and other.serial >= state.serial
    return is_later or other.content == state.content


def _check(old: Backend, new: Backend, here: States, there: States) -> None:
    for name, each in here.items():
        found = there.get(name)
        if each.is_empty or found is None or found.is_empty:
            continue
        if found.lineage != each.lineage or _is_in(each, found):
            raise Failure(
                f"its state is in {old}, and its backend is now {new}, which holds another state"
                f" already ({_counted(found.resources)}). Nothing was copied over it."
                f"{_leaving(new)}"
            )


def _counted(resources: int) -> str:
    return "1 resource" if resources == 1 else f"{resources} resources"


def _approve(move: Move, moving: Moving) -> None:
    if moving.policy is Policy.COPY:
        return
    if moving.policy is Policy.ASK and moving.ask is not None:
        if moving.ask(move):
            return
        raise Refused(f"its state stays in {move.old}, and nothing was done")
    raise Failure(
        f"its backend is now {move.new}, and its state is in {move.old} still. Nothing was done."
        "\n  --migrate-state  copies the state there, as `linode-shim deploy` also offers where it"
        f" can ask{_leaving(move.new)}"
    )


def _leaving(new: Backend) -> str:
    return f"\n  --reconfigure    goes on with what is in {new}; the old state stays where it is"
