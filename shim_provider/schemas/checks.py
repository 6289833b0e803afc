"""Rules for values: each answers None, or one sentence which says what is allowed.

Unknown values pass everywhere; they are checked again once they are known.
Nothing here reads a file or the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..unknown import UNKNOWN, wholly_known
from .language import CONFLICTS, HOLDS, Attribute, Block, Check, Rule, Schema


class Problem(NamedTuple):
    """What is wrong with a configuration: where, and the sentence that follows the name."""

    path: tuple[str | int, ...]
    sentence: str


def length(least: int, most: int) -> Check:
    """Text of `least` to `most` characters."""

    def problem(value: str) -> str | None:
        if least <= len(value) <= most:
            return None
        return f"must be {least} to {most} characters long, not {len(value)}"

    return Check(f"{least} to {most} characters", problem)


def matching(pattern: str, says: str) -> Check:
    """Text that `pattern` matches as a whole; `says` describes it in words."""
    whole = rf"(?:{pattern})\Z"  # compiled, and kept by `re`, when there is something to check

    def problem(value: str) -> str | None:
        return None if re.match(whole, value) else f"must consist of {says}, unlike {value!r}"

    return Check(says, problem)


def both(first: Check, second: Check) -> Check:
    """Both rules hold; the first one broken is told."""
    return Check(
        f"{first.says}; {second.says}",
        lambda value: first.problem(value) or second.problem(value),
    )


def one_of(*allowed: str) -> Check:
    """One of the words listed."""
    words = ", ".join(f"`{word}`" for word in allowed)

    def problem(value: str) -> str | None:
        return None if value in allowed else f"must be one of {words}, not {value!r}"

    return Check(f"one of {words}", problem)


def at_least(least: int) -> Check:
    """A number not below `least`."""

    def problem(value: float) -> str | None:
        return None if value >= least else f"must be {least} or more, not {value}"

    return Check(f"{least} or more", problem)


def problems(schema: Schema, values: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a configuration that can be told from its values alone.

    `values` holds attributes and blocks by name; None, or no entry, is "not given".
    """
    return [
        *_attribute_problems(schema.attributes, values, ()),
        *_block_problems(schema.blocks, values),
        *(found for rule in schema.rules if (found := _broken(rule, values))),
    ]


def creation_problems(schema: Schema, values: Mapping[str, Any]) -> list[Problem]:
    """What is wrong besides with a configuration of something that does not exist yet."""
    return [found for rule in schema.creation_rules if (found := _broken(rule, values))]


def _attribute_problems(
    attributes: Mapping[str, Attribute], values: Mapping[str, Any], at: tuple[str | int, ...]
) -> Iterator[Problem]:
    for name, attribute in attributes.items():
        value = values.get(name)
        if value is None or value is UNKNOWN:
            continue
        if attribute.check and (sentence := attribute.check.problem(value)):
            yield Problem((*at, name), sentence)
        if attribute.each:
            for index, element in enumerate(value):
                if element is None or element is UNKNOWN:
                    continue
                if sentence := attribute.each.problem(element):
                    yield Problem((*at, name, index), sentence)


def _block_problems(blocks: Mapping[str, Block], values: Mapping[str, Any]) -> Iterator[Problem]:
    for name, block in blocks.items():
        value = values.get(name)
        if value is None or value is UNKNOWN:
            continue
        if block.nesting == "single":
            yield from _attribute_problems(block.attributes, value, (name,))
            continue
        for index, item in enumerate(value):
            if item is not UNKNOWN:
                yield from _attribute_problems(block.attributes, item, (name, index))


def _broken(rule: Rule, values: Mapping[str, Any]) -> Problem | None:
    first, second = values.get(rule.first), values.get(rule.second)
    if first is None or first is UNKNOWN or second is UNKNOWN:
        return None
    if rule.relation == HOLDS:
        return _missing(rule, first, second)
    if rule.relation == CONFLICTS:
        if second is None:
            return None
        return Problem((rule.first,), f"conflicts with `{rule.second}`: give one of them")
    if second is not None:
        return None
    return Problem((rule.first,), f"needs `{rule.second}` beside it, which is not given")


def _missing(rule: Rule, held: Any, value: Any) -> Problem | None:
    if value is None or value in held or not wholly_known(held):
        return None
    return Problem((rule.first,), f"must hold {value!r}, the `{rule.second}`: {rule.reason}")
