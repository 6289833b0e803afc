"""References in patterns: tokens that were read of a construct, and the construct itself.

Both are exchanged for Terraform's expressions when they are compared, by the core and in the
stack of the template, as a synthesis does. So a pattern has no text of an expression in it, and
a reference to another stack is found as well.
"""

from __future__ import annotations

import re
from typing import Any

from .._construct.tokens import is_token
from .differences import Place, Resolve, Result, kind, shown
from .patterns import Matcher, WrongPattern

# What all four encodings of a token have in their text; a number has none.
_MARK = "TfToken["


def reference_of(pattern: Any) -> Matcher | None:
    """What matches the pattern, if it is a construct, or a token, or a text with tokens in it."""
    if hasattr(type(pattern), "fqn"):
        return Thing(pattern)
    if is_token(pattern) and (not isinstance(pattern, str) or _MARK in pattern):
        return Token(pattern)
    return None


def reference(pattern: Any) -> Matcher:
    """As `reference_of`, for what must be one."""
    found = reference_of(pattern)
    if found is None or (isinstance(found, Token) and not found.is_whole()):
        raise WrongPattern(
            "Match.reference() takes a construct, or what is read of one, such as `image.id`,"
            f" not {pattern!r}"
        )
    return found


class Token(Matcher):
    """What was read of a construct, or a text around it: the same expression."""

    def __init__(self, pattern: Any) -> None:
        self._pattern = pattern

    def is_whole(self) -> bool:
        """Whether it is a reference and nothing else."""
        text = self._pattern
        return not isinstance(text, str) or re.fullmatch(r"\$\{[^}]*\}", text) is not None

    def test(self, place: Place) -> Result:
        expected = place.resolve(self._pattern)
        if kind(expected) == kind(place.value) and expected == place.value:
            return Result()
        return place.differs(shown(expected))

    def asked(self, resolve: Resolve) -> str:
        return shown(resolve(self._pattern))


class Thing(Matcher):
    """A construct, or an object within one: its id, or itself.

    Its address alone is what `depends_on` and `provider` have; in an expression it is the whole
    resource, as in the value of an output, or what a variable or a local has.
    """

    def __init__(self, thing: Any) -> None:
        self._thing = thing

    def test(self, place: Place) -> Result:
        if place.value in self._texts(place.resolve):
            return Result()
        return place.differs(self.asked(place.resolve))

    def asked(self, resolve: Resolve) -> str:
        return f"a reference to {self._address(resolve)}"

    def _address(self, resolve: Resolve) -> str:
        return str(resolve(self._thing.fqn)).removeprefix("${").removesuffix("}")

    def _texts(self, resolve: Resolve) -> list[Any]:
        address = self._address(resolve)
        texts = [address, f"${{{address}}}"]
        if is_token(id := getattr(self._thing, "id", None)):
            texts.append(resolve(id))
        return texts

    def __repr__(self) -> str:
        return f"a reference to {self._thing!r}"
