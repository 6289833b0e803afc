"""What a command asks for by names: targets, replacements, values of variables; stack by stack.

An address of Terraform's or a construct's path will do. What is in none of the stacks is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import state
from .backends.moving import Policy
from .failures import Misuse
from .template import blocks, without_keys

if TYPE_CHECKING:
    from .manifest import Stack


class Wanted(NamedTuple):
    """What the command line says, for all stacks."""

    targets: Sequence[str] = ()
    replacements: Sequence[str] = ()
    #: `name=value`.
    variables: Sequence[str] = ()
    variable_files: Sequence[Path] = ()
    refresh_only: bool = False
    parallelism: int | None = None
    #: For how long a lock is tried for, as Terraform has it; empty for the usual.
    lock_timeout: str = ""
    #: What becomes of a state that is not where the stack's backend is.
    moving: Policy = Policy.REFUSE


class Choice(NamedTuple):
    """What there is of it for one stack."""

    targets: tuple[str, ...] = ()
    replacements: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()

    def arguments(self, wanted: Wanted) -> list[str]:
        """For `terraform plan`."""
        return [
            *(f"-target={each}" for each in self.targets),
            *(f"-replace={each}" for each in self.replacements),
            *(f"-var={each}" for each in self.variables),
            *(f"-var-file={each.absolute()}" for each in wanted.variable_files),
            *(["-refresh-only"] if wanted.refresh_only else []),
            *([f"-parallelism={wanted.parallelism}"] if wanted.parallelism else []),
        ]


def choices(wanted: Wanted, stacks: Sequence[Stack]) -> dict[str, Choice]:
    """By name of the stack; with targets, only stacks that have one.

    Raises:
        Misuse: an address or a variable is in none of them, or a file is not there.
    """
    _check_files(wanted)
    known = {stack.name: _addresses(stack) for stack in stacks}
    targets = _placed("target", wanted.targets, known, stacks)
    replaced = _placed("replace", wanted.replacements, known, stacks)
    given = _declared(wanted.variables, stacks)
    return {
        stack.name: Choice(targets[stack.name], replaced[stack.name], given[stack.name])
        for stack in stacks
        if targets[stack.name] or not wanted.targets
    }


def _check_files(wanted: Wanted) -> None:
    for file in wanted.variable_files:
        if not file.is_file():
            raise Misuse(f"--var-file {file}: there is no such file")
    for each in wanted.variables:
        if "=" not in each:
            raise Misuse(f"--var {each}: it must be NAME=VALUE")


def _addresses(stack: Stack) -> set[str]:
    """All that the stack has, and all that is in its state, without keys of instances."""
    modules = {f"module.{name}" for name in stack.template.get("module", {})}
    held = {without_keys(each) for each in state.addresses(stack)}
    return {*(address for address, _ in blocks(stack.template)), *modules, *held}


def _placed(
    option: str,
    asked: Iterable[str],
    known: Mapping[str, AbstractSet[str]],
    stacks: Sequence[Stack],
) -> dict[str, tuple[str, ...]]:
    """Where each is, as addresses."""
    found: dict[str, list[str]] = {stack.name: [] for stack in stacks}
    for each in asked:
        places = {s.name: _at(each, known[s.name], s) for s in stacks}
        if not any(places.values()):
            raise Misuse(_not_there(f"--{option} {each}", each, known, stacks))
        for name, addresses in places.items():
            found[name] += addresses
    return {name: tuple(dict.fromkeys(addresses)) for name, addresses in found.items()}


def _at(asked: str, known: AbstractSet[str], stack: Stack) -> list[str]:
    """The addresses meant: one, or those of all resources in the construct of that path."""
    block = without_keys(asked)
    if block in known or _module(block) in known or (not stack.has_json and "." in asked):
        return [asked]
    # The path of a resource with a count may be followed by a key, as an address is.
    path, bracket, key = asked.partition("[")
    return [
        f"{address}{bracket}{key}"
        for address, place in stack.construct_paths.items()
        if (place == path or place.startswith(f"{path}/")) and not address.startswith("data.")
    ]


def _module(address: str) -> str:
    return ".".join(address.split(".")[:2]) if address.startswith("module.") else ""


def _not_there(
    option: str, asked: str, known: Mapping[str, AbstractSet[str]], stacks: Sequence[Stack]
) -> str:
    paths = {path for stack in stacks for path in stack.construct_paths.values()}
    there = sorted(set().union(*known.values()) | paths)
    return f"{option}: no stack has such an address or construct; {_hint(asked, there)}"


def _declared(variables: Iterable[str], stacks: Sequence[Stack]) -> dict[str, tuple[str, ...]]:
    declared = {stack.name: set(stack.template.get("variable", {})) for stack in stacks}
    # Of a stack in HCL it is not known.
    anywhere = {stack.name for stack in stacks if not stack.has_json}
    found: dict[str, list[str]] = {stack.name: [] for stack in stacks}
    for each in variables:
        variable = each.partition("=")[0]
        places = [name for name in found if variable in declared[name] or name in anywhere]
        if not places:
            there = sorted(set().union(*declared.values()))
            hint = _hint(variable, there)
            raise Misuse(f"--var {variable}: no stack has a variable of that name; {hint}")
        for name in places:
            found[name].append(each)
    return {name: tuple(values) for name, values in found.items()}


def _hint(asked: str, there: Sequence[str]) -> str:
    near = get_close_matches(asked, there, n=3)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"there are: {', '.join(there) or 'none'}"
