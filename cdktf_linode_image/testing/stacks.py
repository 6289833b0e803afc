"""A stack as Terraform's JSON, as an app's synthesis would write it; and what it knows of it.

Writes no files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shim_provider.stacks import template

from .._binding import CORE, OTHER, OTHER_PACKAGE
from .._construct.core import App, Construct, TerraformStack, Testing, resolved_value
from .._construct.foreign import foreign
from .._construct.together import raise_kept
from . import backends
from .backends import stacks_around


def synthesized(stack: TerraformStack) -> dict[str, Any]:
    """The stack's JSON, parsed, without metadata.

    Raises what is wrong with the app's arguments, and what the core's validations say.
    """
    _check(stack, TerraformStack)
    raise_kept(stack)
    app = stack.node.root
    stacks = stacks_around(app)
    if len(stacks) > 1:
        # What one refers to of another has to become an output there, and a data source here.
        with backends.as_they_are(stacks):
            for each in stacks:
                each.prepare_stack()
    validates = not (isinstance(app, App) and app.skip_validation)
    found: dict[str, Any] = json.loads(Testing.synth(stack, validates))
    return found


def stack_of(app: App, name: str) -> TerraformStack:
    """The stack of the app with that name, or path if it is not directly in the app."""
    _check(app, App)
    paths = {stack.node.path: stack for stack in stacks_around(app)}
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
    stacks = stacks_around(stack.node.root)
    if len(stacks) == 1:
        return resolved_value(value, stack)
    try:
        with backends.as_they_are(stacks):
            return resolved_value(value, stack, preparing=True)
    except RuntimeError as error:  # that one depends on this one
        return f"what no expression here can refer to ({error})"


def construct_paths(stack: TerraformStack) -> Mapping[str, str]:
    """Address -> construct path. Costs a synthesis."""
    return template.construct_paths(stack.to_terraform())


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
