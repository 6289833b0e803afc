"""How a pattern is compared with a value of a template: `Match`'s matchers, and plain values.

The meaning is that of aws-cdk's `assertions`, against which the tests hold it. Knows no template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .differences import Place, Resolve, Result, kind, shown
from .patterns import Matcher, WrongPattern
from .references import reference_of


def matcher_of(pattern: Any, *, partial: bool) -> Matcher:
    """What compares with the pattern: itself, if it is a matcher, or else something for its kind.

    `partial` says whether an object may have more keys than are asked for; it holds for all that
    is nested in the pattern down to the next matcher.
    """
    if isinstance(pattern, Matcher):
        return pattern
    if (reference := reference_of(pattern)) is not None:
        return reference
    if isinstance(pattern, Mapping):
        return ObjectMatch(pattern, partial=partial)
    if isinstance(pattern, (list, tuple)):
        return ArrayMatch(pattern, partial=partial)
    return Plain(pattern)


class Plain(Matcher):
    """A text, a number, true, false or null."""

    def __init__(self, pattern: Any) -> None:
        if not isinstance(pattern, (str, int, float, type(None))):
            raise WrongPattern(
                f"a pattern takes texts, numbers, booleans, None, lists, dicts, matchers and"
                f" constructs, not {type(pattern).__name__} {pattern!r}"
            )
        self._pattern = pattern

    def test(self, place: Place) -> Result:
        if kind(self._pattern) == kind(place.value) and self._pattern == place.value:
            return Result()
        return place.differs(shown(self._pattern))

    def asked(self, _resolve: Resolve) -> str:
        return shown(self._pattern)


class ObjectMatch(Matcher):
    def __init__(self, pattern: Mapping[str, Any], *, partial: bool) -> None:
        self._partial = partial
        self.fields = {key: matcher_of(each, partial=partial) for key, each in pattern.items()}

    def test(self, place: Place) -> Result:
        if not isinstance(place.value, dict):
            return place.differs("an object")
        result = Result()
        if not self._partial:
            for key in place.value:
                if key not in self.fields:
                    result.add(place.inside(key).differs("no such key"))
        for key, matcher in self.fields.items():
            if key in place.value:
                result.add(matcher.test(place.inside(key)))
            elif not isinstance(matcher, Absent):
                result.add(place.differs(matcher.asked(place.resolve), "no such key", at=(key,)))
        return result

    def asked(self, resolve: Resolve) -> str:
        fields = (f"{shown(key)}: {each.asked(resolve)}" for key, each in self.fields.items())
        return f"{{{', '.join(fields)}}}"


class ArrayMatch(Matcher):
    """All elements, in order."""

    def __init__(self, pattern: Sequence[Any], *, partial: bool) -> None:
        self._elements = [matcher_of(each, partial=partial) for each in pattern]

    def test(self, place: Place) -> Result:
        if not isinstance(place.value, list):
            return place.differs("a list")
        result = Result()
        for index, (matcher, _) in enumerate(zip(self._elements, place.value, strict=False)):
            result.add(matcher.test(place.inside(index)))
        there = len(place.value)
        for index, matcher in enumerate(self._elements[there:], there):
            expected = matcher.asked(place.resolve)
            result.add(place.differs(expected, "the end of the list", at=(index,)))
        for index in range(len(self._elements), there):
            result.add(place.inside(index).differs("the end of the list"))
        return result

    def asked(self, resolve: Resolve) -> str:
        return f"[{', '.join(each.asked(resolve) for each in self._elements)}]"


class ArrayWith(ArrayMatch):
    """Some elements, in this order; others may stand before, between and behind them."""

    def __init__(self, pattern: Sequence[Any]) -> None:
        for each in pattern:
            if isinstance(each, (Absent, AnyValue)):
                raise WrongPattern(f"{each!r} cannot stand in Match.array_with()")
        super().__init__(pattern, partial=False)

    def test(self, place: Place) -> Result:
        if not isinstance(place.value, list):
            return place.differs("a list")
        result = Result()
        start = 0
        for matcher in self._elements:
            tried = [matcher.test(place.inside(i)) for i in range(start, len(place.value))]
            fitting = next((i for i, each in enumerate(tried) if each.matches), None)
            if fitting is None:
                return _no_element(place, matcher, start, tried)
            result.add(tried[fitting])
            start += fitting + 1
        return result

    def asked(self, resolve: Resolve) -> str:
        return f"Match.array_with({super().asked(resolve)})"


def _no_element(place: Place, matcher: Matcher, start: int, tried: list[Result]) -> Result:
    """Says which element is not there; where it is an object or a list, also what comes nearest."""
    behind = f" behind [{start - 1}]" if start else ""
    result = place.differs(f"an element {matcher.asked(place.resolve)}{behind}", "none")
    nested = [r for r in tried if all(len(d.path) > len(place.path) + 1 for d in r.differences)]
    if nested:
        result.add(min(nested, key=lambda each: len(each.differences)))
    return result


class Named(Matcher):
    """A matcher by the name that the pattern has for it."""

    def __init__(self, name: str, inner: Matcher) -> None:
        self._name = name
        self._inner = inner

    def test(self, place: Place) -> Result:
        return self._inner.test(place)

    def asked(self, resolve: Resolve) -> str:
        return f"Match.{self._name}({self._inner.asked(resolve)})"


class Absent(Matcher):
    """In an object: the key is not there. A value, null as well, is never absent."""

    def test(self, place: Place) -> Result:
        return place.differs("no such key")

    def asked(self, _resolve: Resolve) -> str:
        return "Match.absent()"


class AnyValue(Matcher):
    def test(self, place: Place) -> Result:
        return place.differs("a value") if place.value is None else Result()

    def asked(self, _resolve: Resolve) -> str:
        return "Match.any_value()"


class Not(Matcher):
    def __init__(self, pattern: Any) -> None:
        self._inner = matcher_of(pattern, partial=False)

    def test(self, place: Place) -> Result:
        if self._inner.test(place).matches:
            return place.differs(f"anything but {self._inner.asked(place.resolve)}")
        return Result()

    def asked(self, resolve: Resolve) -> str:
        return f"Match.not_({self._inner.asked(resolve)})"


class SerializedJson(Matcher):
    def __init__(self, pattern: Any) -> None:
        self._inner = matcher_of(pattern, partial=False)

    def test(self, place: Place) -> Result:
        try:
            value = json.loads(place.value)
        except (TypeError, ValueError):
            return place.differs("JSON in a text")
        return self._inner.test(Place(value, place.path, place.resolve))

    def asked(self, resolve: Resolve) -> str:
        return f"Match.serialized_json({self._inner.asked(resolve)})"


class StringLikeRegexp(Matcher):
    def __init__(self, pattern: str) -> None:
        # JavaScript's flag `m`, as in aws-cdk: `^` and `$` match at lines.
        self._regexp = re.compile(pattern, re.MULTILINE)

    def test(self, place: Place) -> Result:
        if isinstance(place.value, str) and self._regexp.search(place.value):
            return Result()
        return place.differs(f"text like the regular expression {shown(self._regexp.pattern)}")

    def asked(self, _resolve: Resolve) -> str:
        return f"Match.string_like_regexp({shown(self._regexp.pattern)})"
