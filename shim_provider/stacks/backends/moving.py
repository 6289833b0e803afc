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
from .places import LOCAL, Backend, data_folder, recorded, seen_from, wanted
from .reading import Held, Run, States, Unreadable, next_states, states_of

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
        return run(*_INIT, "-reconfigure")
    done = run(*_INIT, "-migrate-state", *flags)  # does what needs no answer: there is no state
    if not is_needed(done):
        return done
    home = stack.directory
    old = seen_from(recorded(data_folder(home, os.environ)) or Backend(LOCAL, {}), home)
    new = wanted(stack.template)
    new, there = _read(lambda: next_states(stack, run), new, new)
    new = seen_from(new, home)
    _, here = _read(lambda: (old, states_of(old, home, run)), old, new)
    if _is_copied(here, there):
        return run(*_INIT, "-reconfigure")
    _check(old, new, here, there)
    _approve(Move(stack.name, old, new, sum(each.resources for each in here.values())), moving)
    return run(*_INIT, "-migrate-state", "-force-copy", *flags)


def _read(
    read: Callable[[], tuple[Backend, States]], backend: Backend, new: Backend
) -> tuple[Backend, States]:
    try:
        return read()
    except Unreadable as problem:
        raise Failure(
            f"its backend has changed, and the state in {backend} cannot be read. Nothing was"
            f" done:\n\n{problem}\n{_leaving(new)}"
        ) from None


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
