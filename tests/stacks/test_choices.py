"""Targets, replacements and variables: found in the stacks that have them, or told of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shim_provider.stacks.choices import Choice, Wanted, choices
from shim_provider.stacks.failures import Misuse

from . import fake

if TYPE_CHECKING:
    from shim_provider.stacks.manifest import Stack


@pytest.fixture
def stacks(tmp_path: Path) -> list[Stack]:
    """`web` has a construct of two Linodes and a variable; `other` a module, and something old."""
    web = fake.template("a", variable={"region": {}})
    linodes = web["resource"]["linode_instance"]
    linodes["a"]["//"]["metadata"]["path"] = "web/pair/a"
    linodes["b"] = {"//": {"metadata": {"path": "web/pair/b"}}}
    other = {"module": {"m": {"source": "./m"}}, "variable": {"region": {}, "size": {}}}
    found = fake.written(tmp_path, {"other": [], "web": []}, {"web": web, "other": other})
    fake.state(found[0], old=0)
    return found


TARGETS = {
    "an address": ("linode_instance.a", {"web": ("linode_instance.a",)}),
    "an instance's": ("linode_instance.a[0]", {"web": ("linode_instance.a[0]",)}),
    "a construct's path": ("web/pair/b", {"web": ("linode_instance.b",)}),
    "its path and a key": ("web/pair/b[1]", {"web": ("linode_instance.b[1]",)}),
    "a construct of several": ("web/pair", {"web": ("linode_instance.a", "linode_instance.b")}),
    "a module": ("module.m", {"other": ("module.m",)}),
    "in a module": ('module.m["x"].linode_image.i', {"other": ('module.m["x"].linode_image.i',)}),
    "what only the state has": ("linode_instance.old", {"other": ("linode_instance.old",)}),
}


@pytest.mark.parametrize("case", TARGETS)
def test_a_target_is_found_in_its_stack_and_other_stacks_are_left_out(
    case: str, stacks: list[Stack]
) -> None:
    target, found = TARGETS[case]
    chosen = choices(Wanted(targets=[target]), stacks)
    assert {name: each.targets for name, each in chosen.items()} == found


def test_a_replacement_leaves_no_stack_out(stacks: list[Stack]) -> None:
    chosen = choices(Wanted(replacements=["web/pair/a"]), stacks)
    assert chosen == {"other": Choice(), "web": Choice(replacements=("linode_instance.a",))}


def test_a_variable_is_for_the_stacks_that_have_it(stacks: list[Stack]) -> None:
    given = ["region=eu-west", "size=2"]
    chosen = choices(Wanted(variables=given), stacks)
    assert chosen["web"].variables == ("region=eu-west",)
    assert chosen["other"].variables == ("region=eu-west", "size=2")


MISUSES = {
    "an address": (Wanted(targets=["linode_instance.c"]), r"--target linode_instance\.c: no stack"
                   r" has .*did you mean 'linode_instance"),
    "a path": (Wanted(replacements=["web/par/a"]), "--replace web/par/a: .* mean 'web/pair/a'"),
    "a variable": (Wanted(variables=["regoin=x"]), "--var regoin: .* did you mean 'region'"),
    "no value": (Wanted(variables=["region"]), "--var region: it must be NAME=VALUE"),
    "no file": (Wanted(variable_files=[Path("absent")]), "--var-file absent: there is no such"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISUSES)
def test_what_no_stack_has_is_told_with_near_names(case: str, stacks: list[Stack]) -> None:
    wanted, problem = MISUSES[case]
    with pytest.raises(Misuse, match=problem):
        choices(wanted, stacks)


def test_all_of_it_reaches_terraform(tmp_path: Path) -> None:
    wanted = Wanted(variable_files=[tmp_path / "v"], refresh_only=True, parallelism=3)
    assert Choice(("t",), ("r",), ("a=b",)).arguments(wanted) == [
        *("-target=t", "-replace=r", "-var=a=b", f"-var-file={tmp_path / 'v'}"),
        *("-refresh-only", "-parallelism=3"),
    ]


def test_of_a_stack_in_hcl_addresses_and_variables_are_taken_as_they_are(
    stacks: list[Stack],
) -> None:
    for stack in stacks:
        stack.file = stack.directory / "cdk.tf"
        (stack.directory / "metadata.json").write_text("{}")
    web = stacks[1:]
    chosen = choices(Wanted(targets=["linode_image.x"], variables=["any=1"]), web)
    assert chosen == {"web": Choice(("linode_image.x",), (), ("any=1",))}
