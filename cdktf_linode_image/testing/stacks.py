"""A stack as Terraform's JSON, as an app's synthesis would write it; and what it knows of it.

Writes no files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._construct.core import App, Construct, TerraformStack, Testing, resolved_value
from .._construct.together import raise_kept


def synthesized(stack: TerraformStack) -> dict[str, Any]:
    """The stack's JSON, parsed, without metadata.

    Raises what is wrong with the app's arguments, and what the core's validations say.
    """
    if not isinstance(stack, TerraformStack):
        raise TypeError(f"a template is made of a {_named(TerraformStack)}, not of {_told(stack)}")
    raise_kept(stack)
    stacks = _stacks(stack.node.root)
    if len(stacks) > 1:
        # What one refers to of another is an output there, and a data source here. Only a
        # preparation makes them.
        for each in stacks:
            each.prepare_stack()
    found: dict[str, Any] = json.loads(Testing.synth(stack, True))
    return found


def stack_of(app: App, name: str) -> TerraformStack:
    """The stack of the app with that name, or path if it is not directly in the app."""
    if not isinstance(app, App):
        raise TypeError(f"a stack is looked for in a {_named(App)}, not in {_told(app)}")
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
    """A token as it stands in the stack's JSON."""
    return resolved_value(value, stack)


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


def _named(type: type[Construct]) -> str:
    return f"{type.__name__} of {_package(type)}"


def _told(value: object) -> str:
    return f"{type(value).__name__} of {_package(type(value))}"


def _package(type: type) -> str:
    return type.__module__.partition(".")[0]
