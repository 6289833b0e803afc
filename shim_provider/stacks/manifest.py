"""`manifest.json`: the stacks that an app has written, and how they depend on each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from . import template
from .failures import Failure, Misuse

FILE = "manifest.json"

# cdktf: AnnotationMetadataEntryType
_LEVELS = {"@cdktf/info": "note", "@cdktf/warn": "warning", "@cdktf/error": "error"}


class Stack:
    """A synthesized stack, as the manifest has it; its template is read when it is asked for."""

    def __init__(self, output: Path, entry: Mapping[str, Any], names: Mapping[str, str]) -> None:
        #: The name by which commands know it.
        self.name: str = entry["name"]
        #: What Terraform works in.
        self.directory: Path = output / entry["workingDirectory"]
        #: What was synthesized: cdk.tf.json, or cdk.tf.
        self.file: Path = output / entry["synthesizedStackPath"]
        #: The names of the stacks whose outputs it reads, or which it was told to come after.
        self.dependencies = frozenset(names.get(each, each) for each in entry["dependencies"])
        #: What the app says of its constructs: (level, construct path, text).
        self.annotations = [
            (_LEVELS.get(each["level"], "note"), each["constructPath"], each["message"])
            for each in entry.get("annotations", ())
        ]
        self._metadata = output / entry.get("stackMetadataPath", "")

    @property
    def has_json(self) -> bool:
        """Whether all of it is in its template; not so of one in HCL."""
        return self.file.suffix == ".json"

    @cached_property
    def template(self) -> template.Template:
        """Its JSON; of a stack in HCL what is told beside it, which is no resource."""
        file = self.file if self.has_json else self._metadata
        found: template.Template = json.loads(file.read_bytes())
        return found

    @cached_property
    def construct_paths(self) -> Mapping[str, str]:
        """Address -> path of the construct."""
        return template.construct_paths(self.template)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Address -> label as it is configured, of what has one."""
        return template.labels(self.template)

    def __repr__(self) -> str:
        return f"<Stack {self.name}>"


def read(output: Path) -> list[Stack]:
    """The stacks in an output directory, each after those that it depends on.

    Raises:
        Failure: nothing was synthesized there.
    """
    try:
        entries = json.loads((output / FILE).read_bytes())["stacks"].values()
    except FileNotFoundError:
        raise Failure(
            f"there is no {output / FILE}: synthesize the app first, with `linode-shim synth`"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Failure(f"{output / FILE} is no manifest of cdktf's") from None
    # Dependencies are paths, and those of stacks within stacks differ from their names.
    names = {each.get("constructPath", each["name"]): each["name"] for each in entries}
    return in_order(Stack(output, entry, names) for entry in entries)


def in_order(stacks: Iterable[Stack]) -> list[Stack]:
    """Each stack after those that it depends on; else in the order of names."""
    by_name = {stack.name: stack for stack in sorted(stacks, key=lambda each: each.name)}
    graph = {name: sorted(stack.dependencies & by_name.keys()) for name, stack in by_name.items()}
    return [by_name[name] for name in TopologicalSorter(graph).static_order()]


def select(stacks: Sequence[Stack], patterns: Sequence[str]) -> list[Stack]:
    """The stacks that the patterns name (`web`, `web-*`); without any, all.

    Raises:
        Misuse: a pattern fits none.
    """
    for pattern in patterns:
        if not any(fnmatchcase(stack.name, pattern) for stack in stacks):
            raise Misuse(_no_such_stack(pattern, [stack.name for stack in stacks]))
    return [
        stack
        for stack in stacks
        if not patterns or any(fnmatchcase(stack.name, pattern) for pattern in patterns)
    ]


def _no_such_stack(pattern: str, names: Sequence[str]) -> str:
    near = get_close_matches(pattern, names, n=3)
    if near:
        return f"there is no stack {pattern!r}; did you mean {' or '.join(map(repr, near))}?"
    return f"there is no stack {pattern!r}; there are: {', '.join(names) or 'none'}"


def with_dependencies(chosen: Iterable[Stack], stacks: Iterable[Stack]) -> list[Stack]:
    """The chosen ones and all that they depend on, in order."""
    by_name = {stack.name: stack for stack in stacks}
    found: dict[str, Stack] = {}
    queue = list(chosen)
    while queue:
        stack = queue.pop()
        if stack.name not in found:
            found[stack.name] = stack
            queue += [by_name[name] for name in stack.dependencies if name in by_name]
    return in_order(found.values())


def with_dependants(chosen: Iterable[Stack], stacks: Sequence[Stack]) -> list[Stack]:
    """The chosen ones and all that depend on them, in order."""
    found = {stack.name: stack for stack in chosen}
    for stack in in_order(stacks):
        if stack.dependencies & found.keys():
            found[stack.name] = stack
    return in_order(found.values())
