"""The outputs of a stack, as its state holds them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from . import state
from .failures import Failure, Misuse

if TYPE_CHECKING:
    from .manifest import Stack
    from .work import Work

# cdktf: TerraformStack.registerOutgoingCrossStackReference
_FOR_OTHER_STACKS = "cross-stack-output-"

#: What stands for a value that is not to be seen.
HIDDEN = "<sensitive>"


class Output(NamedTuple):
    """A value, and whether it is to be seen."""

    value: Any
    is_sensitive: bool

    @property
    def shown(self) -> Any:
        """For people: the value, or what stands for it."""
        return HIDDEN if self.is_sensitive else self.value


Outputs = Mapping[str, Output]


def of(stack: Stack, work: Work) -> dict[str, Output]:
    """By name, without those that the app has made for other stacks.

    Raises:
        Failure: Terraform cannot tell them.
    """
    held = state.read(stack)
    if held is not None:
        found = held.get("outputs", {})
    else:
        work.initialize()
        found = work.outputs()
    return {
        name: Output(each["value"], bool(each.get("sensitive")))
        for name, each in sorted(found.items())
        if not is_for_others(name)
    }


def is_for_others(name: str) -> bool:
    """Whether the app has made it for another stack to read."""
    return name.startswith(_FOR_OTHER_STACKS)


def as_json(outputs: Mapping[str, Outputs], *, with_sensitive: bool) -> dict[str, dict[str, Any]]:
    """`{"stack": {"name": value}}`; as cdktf-cli, without sensitive ones unless they are wanted."""
    return {
        stack: {
            name: each.value
            for name, each in found.items()
            if with_sensitive or not each.is_sensitive
        }
        for stack, found in outputs.items()
    }


def check(file: Path) -> None:
    """Tell beforehand where there is no such folder: not once all is deployed.

    Raises:
        Misuse: there is none.
    """
    if not file.absolute().parent.is_dir():
        raise Misuse(f"--outputs-file {file}: there is no folder {file.parent}")
    if file.is_dir():
        raise Misuse(f"--outputs-file {file}: it is a folder")


def save(outputs: Mapping[str, Outputs], file: Path, *, with_sensitive: bool) -> None:
    """Write them to a file, which nobody else may read where a sensitive value is in it."""
    text = json.dumps(as_json(outputs, with_sensitive=with_sensitive), indent=2) + "\n"
    mode = 0o600 if with_sensitive else 0o666
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as opened:
            opened.write(text)
    except OSError as problem:
        raise Failure(f"the outputs cannot be written to {file}: {problem.strerror}") from None
