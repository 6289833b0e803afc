"""What an apply that was killed has left at Linode: noted, found again, taken up.

The notes are in `journal/`; this room decides what to do with one.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..journal import Entry, Journal, fingerprint
from ..linode import errors
from .failures import telling_what_stays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..engine.contract import Operation, Values


def print_of(context: Any, kind: str, asked: Values) -> str:
    """What tells this creation from another: the account, the type, what is asked."""
    return fingerprint(context.account, kind, asked)


class Noted:
    """A creation being asked for: it is told of each try, and `made` that it was answered."""

    def __init__(self, journal: Journal, entry: Entry) -> None:
        self._journal = journal
        self._entry = entry

    @property
    def may_exist(self) -> bool:
        """Whether a try may have made something."""
        return self._entry.may_exist

    def trying(self, theirs: float | None) -> None:
        """Its request is about to be sent, at this time of Linode's clock, if that is known."""
        self._entry = self._journal.trying(self._entry, theirs)

    def failed(self) -> None:
        """That request had no effect, for certain."""
        self._entry = self._journal.failed(self._entry)

    def made(self, id: str) -> None:
        """It was made: from here on a kill leaves this id behind."""
        self._entry = self._journal.made(self._entry, id)

    def settled(self) -> None:
        """Nothing is there any more that it leads to, or nothing was."""
        self._journal.refused(self._entry)


@contextmanager
def noted(operation: Operation, kind: str, label: str, asked: Values) -> Iterator[Noted]:
    """Note a creation around its request; one that made nothing for certain leaves no note."""
    journal = operation.context.journal
    entry = journal.asking(kind, label, print_of(operation.context, kind, asked))
    note = Noted(journal, entry)
    try:
        yield note
    except errors.LinodeError:
        if not note.may_exist:
            journal.refused(entry)
        raise


@contextmanager
def creating(operation: Operation, kind: str) -> Iterator[None]:
    """A whole creation: what was made is Terraform's once it ends, well or not."""
    try:
        with telling_what_stays(operation, kind):
            yield
    finally:
        if operation.saved:
            operation.context.journal.answered(operation.saved["id"])


def claimed(operation: Operation, kind: str, asked: Values) -> Entry | None:
    """What a killed apply left of this creation, now this process's own; None if nothing."""
    found: Entry | None = operation.context.journal.claim(print_of(operation.context, kind, asked))
    return found


def is_left(context: Any, kind: str, asked: Values) -> bool:
    """Whether a killed apply left something of this creation, which is nobody's yet."""
    return bool(context.journal.knows_of(print_of(context, kind, asked)))


def forget(context: Any, id: str) -> None:
    """The state holds it, or it is deleted: it is not left behind."""
    if context is not None:
        context.journal.settle(id)
