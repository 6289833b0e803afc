"""`Match`: the matchers that a pattern may hold, with the meaning they have in aws-cdk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .matchers import (
    Absent,
    AnyValue,
    ArrayMatch,
    ArrayWith,
    Named,
    Not,
    ObjectMatch,
    SerializedJson,
    StringLikeRegexp,
    matcher_of,
)
from .patterns import Matcher, WrongPattern
from .references import reference


class Match:
    """Matchers for patterns.

    In a pattern stand plain values, matchers and constructs. A dict matches an object in part and
    so do the dicts in it, as in `object_like`; a list matches all elements in order; a construct
    matches what refers to its id.
    """

    @staticmethod
    def any_value() -> Matcher:
        """Any value; not null, and not a key that is not there."""
        return AnyValue()

    @staticmethod
    def absent() -> Matcher:
        """In an object: the key is not there. Terraform's JSON leaves out what was not given."""
        return Absent()

    @staticmethod
    def object_like(pattern: Mapping[str, Any]) -> Matcher:
        """An object with these keys, and maybe others; so for dicts nested in the pattern."""
        return ObjectMatch(_mapping("object_like", pattern), partial=True)

    @staticmethod
    def object_equals(pattern: Mapping[str, Any]) -> Matcher:
        """An object with these keys and no others; so for dicts nested in the pattern."""
        fields = _mapping("object_equals", pattern)
        return Named("object_equals", ObjectMatch(fields, partial=False))

    @staticmethod
    def array_with(pattern: Sequence[Any]) -> Matcher:
        """A list with these elements in this order, and maybe others before, between and behind.

        A dict among them matches an object with no other keys; `object_like` is for others.
        `absent()` and `any_value()` are refused here, as in aws-cdk.
        """
        return ArrayWith(_list("array_with", pattern))

    @staticmethod
    def array_equals(pattern: Sequence[Any]) -> Matcher:
        """A list of exactly these elements; a dict among them matches one with no other keys."""
        return Named("array_equals", ArrayMatch(_list("array_equals", pattern), partial=False))

    @staticmethod
    def exact(pattern: Any) -> Matcher:
        """This value; dicts in it, at any depth, match objects with no other keys."""
        if isinstance(pattern, Matcher):
            raise WrongPattern(f"Match.exact() takes a value, not the matcher {pattern!r}")
        return Named("exact", matcher_of(pattern, partial=False))

    @staticmethod
    def not_(pattern: Any) -> Matcher:
        """Anything that the pattern does not match; in an object, the key must be there.

        A dict is meant exactly: `Match.not_(Match.object_like(...))` is for any with these keys.
        """
        return Not(pattern)

    @staticmethod
    def serialized_json(pattern: Any) -> Matcher:
        """A text with JSON in it that the pattern matches.

        A dict is meant exactly: `Match.serialized_json(Match.object_like(...))` takes more keys.
        """
        return SerializedJson(pattern)

    @staticmethod
    def string_like_regexp(pattern: str) -> Matcher:
        """A text in which the regular expression (Python's) is found; `^`, `$` match at lines."""
        return StringLikeRegexp(pattern)

    @staticmethod
    def reference(value: Any) -> Matcher:
        """A reference to `value`: what was read of a construct, such as `image.id`; nothing more.

        A construct itself is matched by what refers to its id (`image = linode_image.golden.id`),
        by its address (in `depends_on`, `provider`), and by an expression of it as a whole.
        Neither is compared as text: see what a stack's synthesis makes of it in `to_json()`.
        """
        return reference(value)


def _mapping(matcher: str, pattern: Any) -> Mapping[str, Any]:
    if isinstance(pattern, Mapping):
        return pattern
    raise WrongPattern(f"Match.{matcher}() takes a dict, not {pattern!r}")


def _list(matcher: str, pattern: Any) -> Sequence[Any]:
    if isinstance(pattern, (list, tuple)):
        return pattern
    raise WrongPattern(f"Match.{matcher}() takes a list, not {pattern!r}")
