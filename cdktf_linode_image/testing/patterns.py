"""What a pattern is made of: matchers; and what is raised where one makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .differences import Place, Resolve, Result


class WrongPattern(AssertionError, ValueError):  # noqa: N818 - it says what is wrong
    """A pattern that could match nothing, or not what it seems to."""


class Matcher:
    """Something in a pattern that is more than a plain value; `Match` makes them."""

    def test(self, place: Place) -> Result:
        """Compare with the value at a place of a template."""
        raise NotImplementedError

    def asked(self, resolve: Resolve) -> str:
        """What is asked for, in one line."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.asked(lambda value: value)
