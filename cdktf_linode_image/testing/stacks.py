"""A stack as Terraform's JSON, as an app's synthesis would write it; and what it knows of it.

Writes no files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .._binding import CORE, OTHER, OTHER_PACKAGE
from .._construct.core import App, Construct, TerraformStack, Testing, resolved_value
from .._construct.foreign import foreign
from .._construct.together import raise_kept

# The child of a stack that every backend is.
_BACKEND = "backend"


def synthesized(stack: TerraformStack) -> dict[str, Any]:
    """The stack's JSON, parsed, without metadata.

    Raises what is wrong with the app's arguments, and what the core's validations say.
    """
    _check(stack, TerraformStack)
    raise_kept(stack)
    app = stack.node.root
    stacks = _stacks(app)
    if len(stacks) > 1:
        # What one refers to of another has to become an output there, and a data source here.
        with _backends_as_they_are(stacks):
            for each in stacks:
                each.prepare_stack()
    validates = not (isinstance(app, App) and app.skip_validation)
    found: dict[str, Any] = json.loads(Testing.synth(stack, validates))
    return found


@contextmanager
def _backends_as_they_are(stacks: list[TerraformStack]) -> Iterator[None]:
    """Take away the backends that the core gives stacks meanwhile: an app may choose one yet."""
    without = [stack for stack in stacks if stack.node.try_find_child(_BACKEND) is None]
    yield
    for stack in without:
        stack.node.try_remove_child(_BACKEND)


def stack_of(app: App, name: str) -> TerraformStack:
    """The stack of the app with that name, or path if it is not directly in the app."""
    _check(app, App)
    paths = {stack.node.path: stack for stack in _stacks(app)}
    named = [path for path in paths if name in (path, path.rpartition("/")[2])]
    if name in paths:
        return paths[name]
    if len(named) == 1:
        return paths[named[0]]
    there = ", ".join(map(repr, named or paths)) or "none"
    what = f"several stacks named {name!r}" if named else f"no stack {name!r}"
    raise ValueError(f"the app has {what}; there are: {there}")


def resolve(stack: TerraformStack, value: Any) -> Any:
    """A token as it stands in the stack's JSON.

    The same id in another stack is another thing; only a preparation tells them apart. So where
    the stack has no reference to that one yet, it has afterwards.
    """
    stacks = _stacks(stack.node.root)
    if len(stacks) == 1:
        return resolved_value(value, stack)
    try:
        with _backends_as_they_are(stacks):
            return resolved_value(value, stack, preparing=True)
    except RuntimeError as error:  # that one depends on this one
        return f"what no expression here can refer to ({error})"


def construct_paths(stack: TerraformStack) -> Mapping[str, str]:
    """Address -> path of the construct, of all resources and data sources of the stack.

    Costs a synthesis.
    """
    written: dict[str, Any] = stack.to_terraform()
    return {
        f"{section}.{type}.{name}": block["//"]["metadata"]["path"]
        for section in ("resource", "data")
        for type, blocks in written.get(section, {}).items()
        for name, block in blocks.items()
        if "//" in block
    }


def _stacks(root: Any) -> list[TerraformStack]:
    return [node for node in root.node.find_all() if isinstance(node, TerraformStack)]


def _check(value: object, wanted: type[Construct]) -> None:
    if isinstance(value, wanted):
        return
    problem = f"a template takes {wanted.__name__} of {CORE}, not {value!r}"
    if found := foreign(value):
        problem = (
            f"a template takes {wanted.__name__} of {CORE}, and this {found.name} is of {OTHER}:"
            f" import Template from {OTHER_PACKAGE}.testing"
        )
    raise TypeError(problem)
