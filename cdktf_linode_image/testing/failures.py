"""What a failed assertion says: the pattern, what there is, and how the nearest of it differs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .differences import Difference, Resolve, shown
from .marks import marked
from .matchers import ObjectMatch
from .sections import ANY_NAME
from .sensitive import HIDDEN, secrets, without_secrets

if TYPE_CHECKING:
    from .patterns import Matcher
    from .sections import Blocks, Section

#: A pattern is shown in one line up to here.
_WIDTH = 88
_LINES = ",\n      "


class Mismatch(AssertionError):  # noqa: N818 - no error of the code
    """A template does not match; the text shows the nearest block, and each difference."""


@dataclass(frozen=True)
class Asked:
    """What an assertion asks for, and where it has looked."""

    section: Section
    type: str
    matcher: Matcher
    blocks: Blocks
    differences: Mapping[str, list[Difference]]
    #: All types, or names, of the section, and how many blocks each has.
    types: Mapping[str, int]
    resolve: Resolve
    #: The path of a block's construct, where it is known.
    construct_path: Callable[[str], str | None]

    @property
    def is_any(self) -> bool:
        """Whether it asks for a block of whatever name."""
        return self.type == ANY_NAME and not self.section.has_types

    @property
    def title(self) -> str:
        """`linode_image resource`, or `output address`, or any `output`."""
        noun = self.section.noun
        if self.section.has_types:
            return f"{self.type} {noun}"
        return noun if self.is_any else f"{noun} {self.type}"

    def counted(self, count: int) -> str:
        return f"{count} {self.title}{'' if count == 1 else 's'}"

    @property
    def matching(self) -> list[str]:
        return [name for name, differences in self.differences.items() if not differences]

    @property
    def others(self) -> list[str]:
        """The names of those that do not match, the nearest first."""
        others = [name for name, differences in self.differences.items() if differences]
        return sorted(others, key=lambda name: (len(self.differences[name]), name))


def none_matches(asked: Asked) -> Mismatch:
    if not asked.blocks:
        return Mismatch(_none_there(asked))
    if not (asked.section.has_types or asked.is_any):
        return Mismatch(f"the {asked.title} does not match:\n\n{_nearest(asked)}")
    names = ", ".join(sorted(asked.blocks))
    return Mismatch(
        f"no {asked.title} matches:\n\n{_pattern(asked)}\n\n"
        f"There {_are(len(asked.blocks))}: {names}. The nearest is {_named(asked)}:\n\n"
        f"{_nearest(asked)}"
    )


def some_do_not_match(asked: Asked) -> Mismatch:
    if not asked.blocks:
        return Mismatch(_none_there(asked))
    others = asked.others
    return Mismatch(
        f"{len(others)} of {asked.counted(len(asked.blocks))}"
        f" {'does' if len(others) == 1 else 'do'} not match: {', '.join(sorted(others))}."
        f" The pattern:\n\n{_pattern(asked)}\n\n"
        f"The nearest is {_named(asked)}:\n\n{_nearest(asked)}"
    )


def wrong_count(asked: Asked, count: int, *, all_match: bool) -> Mismatch:
    """Another number of blocks than expected: of all, or of those that match."""
    found = asked.matching
    told = f"expected {asked.counted(count)}{'' if all_match else ' to match'}, found {len(found)}"
    told += f": {', '.join(sorted(found))}" if found else ""
    if not asked.blocks:
        told += f"\n{_none_there(asked)}"
    elif not all_match:
        told += f". The pattern:\n\n{_pattern(asked)}"
        if len(found) < count and asked.others:
            told += f"\n\nThe nearest of the others is {_named(asked)}:\n\n{_nearest(asked)}"
    return Mismatch(told)


def _none_there(asked: Asked) -> str:
    section, types = asked.section, asked.types
    told = f"there is no {asked.title}"
    if asked.is_any:
        return told
    if not types:
        return f"{told}, nor any other {section.noun}"
    near = difflib.get_close_matches(asked.type, types, 1)
    told += f"; did you mean {near[0]}?" if near else ""
    there = (f"{name} ({n})" if section.has_types else name for name, n in sorted(types.items()))
    return f"{told}\nThe template's {section.noun}s are: {', '.join(there)}"


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"


def _pattern(asked: Asked) -> str:
    """In one line, or a line for each key; secrets are not shown."""
    if not isinstance(asked.matcher, ObjectMatch):
        return f"    {asked.matcher.asked(asked.resolve)}"
    secret = secrets(asked.section.key, asked.type, {})
    fields = [
        f"{shown(key)}: {shown(HIDDEN) if key in secret else each.asked(asked.resolve)}"
        for key, each in asked.matcher.fields.items()
    ]
    line = f"    {{{', '.join(fields)}}}"
    return line if len(line) <= _WIDTH else f"    {{\n      {_LINES.join(fields)}\n    }}"


def _named(asked: Asked) -> str:
    name = asked.others[0]
    path = asked.construct_path(name)
    return f"{name} ({path})" if path else name


def _nearest(asked: Asked) -> str:
    """The nearest block that does not match, marked; secrets are shown neither in it nor beside."""
    name = asked.others[0]
    block = asked.blocks[name]
    secret = secrets(asked.section.key, asked.type, block)
    differences = [
        _untold(each) if each.path and each.path[0] in secret else each
        for each in asked.differences[name]
    ]
    shown: dict[str, Any] = without_secrets(asked.section.key, asked.type, block)
    return marked(shown, differences)


def _untold(difference: Difference) -> Difference:
    return Difference(difference.path, "another value", "one that is not shown: it is sensitive")
