"""A synthesized stack, made one of its own: no state elsewhere, no other Linode, its own values.

Pure: a stack's JSON in, the JSON to deploy out. What it takes away has no say in a test: backends,
addresses, tokens and profiles. All else is deployed as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import state
from .failures import DeploymentError

if TYPE_CHECKING:
    from .providers import Configuration

_VARIABLE = re.compile(r"\bvar\.([\w-]+)")

# cdktf: TerraformStack.registerIncomingCrossStackReference
_INCOMING = "cross-stack-reference-input-"


def take_backend(configuration: Configuration) -> Mapping[str, Any]:
    """Take it away, so that the state is in the stack's directory; returns what it was."""
    terraform = configuration.get("terraform", {})
    terraform.pop("cloud", None)
    backend: Mapping[str, Any] = terraform.pop("backend", {})
    return backend


def read_states(
    configuration: Configuration,
    directories: Mapping[str, Path],
    backends: Mapping[str, Mapping[str, Any]],
) -> None:
    """Have it read the states of the stacks that are deployed with it, by path of the stack.

    Known by the name that cdktf gives such a data source, or by the backend that it reads.
    """
    for found in configuration.get("data", {}).get("terraform_remote_state", {}).values():
        path = found.get("//", {}).get("metadata", {}).get("path", "")
        incoming = path.rpartition(_INCOMING)[2] if _INCOMING in path else ""
        for stack, directory in directories.items():
            if incoming == stack.replace("/", "--") or _reads(found, backends[stack]):
                found |= {"backend": "local", "config": {"path": str(directory / state.FILE)}}
                found.pop("workspace", None)


def _reads(found: Mapping[str, Any], backend: Mapping[str, Any]) -> bool:
    wanted = {n: v for n, v in found.get("config", {}).items() if n != "workspace"}
    return bool(wanted) and wanted == backend.get(found["backend"])


def choose_values(
    configuration: Configuration, given: Mapping[str, Any], elsewhere: Iterable[str]
) -> dict[str, Any]:
    """The values to give its variables; of those without one, what nothing needs is taken away.

    So a variable that only an address or a token of Linode's needed. `elsewhere`: the names of
    those that have a value anyway.

    Raises:
        DeploymentError: variables which are needed have no value.
    """
    declared: Configuration = configuration.get("variable", {})
    values = {name: value for name, value in given.items() if name in declared}
    missing = [
        name
        for name, variable in declared.items()
        if "default" not in variable and name not in {*values, *elsewhere}
    ]
    needed = _variables_of(configuration)
    for name in missing:
        if name not in needed:
            del declared[name]
    if not declared:
        configuration.pop("variable", None)
    if wanted := sorted(needed.intersection(missing)):
        some = ", ".join(f'"{name}": ...' for name in wanted)
        raise DeploymentError(
            f"no value is given for {_named(wanted)}: pass variables={{{some}}}, or give"
            f" {'it' if len(wanted) == 1 else 'each'} a default"
        )
    return values


def _variables_of(configuration: Mapping[str, Any]) -> set[str]:
    others = {name: section for name, section in configuration.items() if name != "variable"}
    return set(_VARIABLE.findall(json.dumps(others)))


def check_names(given: Iterable[str], declared: Set[str]) -> None:
    """Raises DeploymentError for a value of a variable that no stack has."""
    if unknown := sorted({*given} - declared):
        there = ", ".join(sorted(declared)) or "none"
        raise DeploymentError(f"the stack has no {_named(unknown)}; it has: {there}")


def _named(names: list[str]) -> str:
    word = "variable" if len(names) == 1 else "variables"
    return f"{word} {', '.join(map(repr, names))}"
