"""The blocks of a template, by section and type, each with a name; and how they match a pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .differences import Difference, Place, Resolve
from .matchers import matcher_of

if TYPE_CHECKING:
    from .patterns import Matcher

Blocks = dict[str, dict[str, Any]]

#: In place of a name: whatever name it has.
ANY_NAME = "*"


@dataclass(frozen=True)
class Section:
    """A section of Terraform's JSON, and its words."""

    key: str
    noun: str
    #: Whether there are types between the section and its blocks.
    has_types: bool = True

    def types(self, template: Mapping[str, Any]) -> dict[str, int]:
        """What one can ask for: the types, and how many blocks each has; or else the names."""
        found = template.get(self.key, {})
        return {name: len(self.blocks(template, name)) for name in found}

    def blocks(self, template: Mapping[str, Any], type: str) -> Blocks:
        """The blocks of a type by name; of a section without types the one of that name, or all."""
        section = template.get(self.key, {})
        if not self.has_types and type == ANY_NAME:
            return dict(section)
        found = section.get(type)
        if found is None:
            return {}
        if not self.has_types:
            return {type: found}
        if self is PROVIDERS:
            return _by_alias(type, found)
        return dict(found)

    def address(self, type: str, name: str) -> str:
        """Where a block is; for resources and data sources as Terraform says it."""
        return f"{type}.{name}" if self is RESOURCES else f"{self.key}.{type}.{name}"


RESOURCES = Section("resource", "resource")
DATA_SOURCES = Section("data", "data source")
PROVIDERS = Section("provider", "provider")
OUTPUTS = Section("output", "output", has_types=False)
VARIABLES = Section("variable", "variable", has_types=False)


def _by_alias(type: str, found: Any) -> Blocks:
    """The provider's blocks by the name that resources have for them: `linode`, `linode.work`."""
    blocks = found if isinstance(found, list) else [found]
    return {f"{type}.{each['alias']}" if "alias" in each else type: each for each in blocks}


def match(blocks: Blocks, matcher: Matcher, resolve: Resolve) -> dict[str, list[Difference]]:
    """The differences of each block; of those without, what was captured is kept."""
    results = {name: matcher.test(Place(each, (), resolve)) for name, each in blocks.items()}
    for result in results.values():
        if result.matches:
            for kept, value in result.captured:
                kept.append(value)
    return {name: result.differences for name, result in results.items()}


def block_matcher(pattern: Mapping[str, Any] | Matcher) -> Matcher:
    """What compares a whole block with the pattern: a dict matches in part."""
    return matcher_of(pattern, partial=True)
