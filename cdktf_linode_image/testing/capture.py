"""`Capture`: keeps what stands at its place of a pattern, once all of the pattern has matched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .differences import Place, Resolve, Result, kind, shown
from .matchers import matcher_of
from .patterns import Matcher


class CaptureError(AssertionError):
    """Nothing was captured, or something of another kind than asked for."""


class Capture(Matcher):
    """Matches any value but null, or what `pattern` matches, and keeps it for the test to look at.

    A value is kept for each resource that the whole pattern matches, over all calls with this
    capture, in the template's order. `as_string()` and its like return the first; `next()` goes
    on to the one after it.
    """

    def __init__(self, pattern: Any = None) -> None:
        """With a `pattern`, only what matches it; a dict is meant as `Match.object_like`."""
        self._inner = None if pattern is None else matcher_of(pattern, partial=True)
        self._captured: list[Any] = []
        self._index = 0

    def next(self) -> bool:
        """Go on to the next captured value; False, and nowhere, if this is the last."""
        if self._index >= len(self._captured) - 1:
            return False
        self._index += 1
        return True

    def as_string(self) -> str:
        """The captured text."""
        return cast("str", self._as("text"))

    def as_number(self) -> float:
        """The captured number."""
        return cast("float", self._as("a number"))

    def as_boolean(self) -> bool:
        """The captured boolean."""
        return cast("bool", self._as("a boolean"))

    def as_array(self) -> list[Any]:
        """The captured list."""
        return cast("list[Any]", self._as("a list"))

    def as_object(self) -> Mapping[str, Any]:
        """The captured object."""
        return cast("Mapping[str, Any]", self._as("an object"))

    def _as(self, wanted: str) -> Any:
        if not self._captured:
            raise CaptureError("nothing was captured: no assertion with this Capture has matched")
        value = self._captured[self._index]
        if kind(value) != wanted:
            raise CaptureError(f"the captured value is {kind(value)}, not {wanted}: {shown(value)}")
        return value

    def test(self, place: Place) -> Result:
        if place.value is None:
            return place.differs("a value to capture")
        result = Result() if self._inner is None else self._inner.test(place)
        if result.matches:
            result.captured.append((self._captured, place.value))
        return result

    def asked(self, resolve: Resolve) -> str:
        return f"Capture({'' if self._inner is None else self._inner.asked(resolve)})"
