"""Apps that take one thing of CDKTF and another of CDK Terrain: told at construction, and how."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")

import cdktf
import cdktn
from constructs import Construct

import cdktf_linode_image
import cdktn_linode_image

#: The core of the constructs -> it, its package, and the other ones. Types would refuse it all.
BOTH: dict[str, tuple[Any, Any, Any, Any]] = {
    "cdktf": (cdktf, cdktf_linode_image, cdktn, cdktn_linode_image),
    "cdktn": (cdktn, cdktn_linode_image, cdktf, cdktf_linode_image),
}


class Two:
    """A core and its package, and a stack of each core."""

    def __init__(self, core: str, outdir: str) -> None:
        self.name = core
        self.core, self.ours, self.other_core, self.other = BOTH[core]
        self.other_name = self.other_core.__name__
        self.stack = self.core.TerraformStack(self.core.App(outdir=outdir), "here")
        self.other_app = self.other_core.App(outdir=outdir)
        self.other_stack = self.other_core.TerraformStack(self.other_app, "there")


@pytest.fixture(params=BOTH)
def two(request: pytest.FixtureRequest, tmp_path: Any) -> Two:
    return Two(request.param, str(tmp_path / "cdktf.out"))


#: What is made in the scope, by the name to be imported.
MAKE: dict[str, Callable[[Any, Any], Any]] = {
    "LinodeProvider": lambda ours, scope: ours.LinodeProvider(scope, "it"),
    "LinodeInstance": lambda ours, scope: ours.LinodeInstance(scope, "it", region="us-ord"),
    "LinodeImage": lambda ours, scope: ours.LinodeImage(scope, "it", label="it"),
    "LinodeImageBuild": lambda ours, scope: ours.LinodeImageBuild(
        scope, "it", label="it", image="linode/debian12", region="us-ord"
    ),
    "DataLinodeImage": lambda ours, scope: ours.DataLinodeImage(scope, "it", id="private/1"),
    "DataLinodeImages": lambda ours, scope: ours.DataLinodeImages(scope, "it"),
    "ImageFamily": lambda ours, scope: ours.ImageFamily(scope, "it", label="it"),
}


@pytest.mark.parametrize("name", MAKE)
def test_a_construct_in_a_stack_of_the_other_core_is_refused(name: str, two: Two) -> None:
    with pytest.raises(two.ours.ArgumentTypeError) as raised:
        MAKE[name](two.ours, two.other_stack)
    assert str(raised.value) == (
        f"there/it: `scope` is of {two.other_name} (TerraformStack), and this {name} of"
        f" {two.name}: import {name} from {two.other_name}_linode_image, not from"
        f" {two.name}_linode_image; or TerraformStack from {two.name}"
    )


def test_so_is_one_deeper_in_that_stack_or_that_app(two: Two) -> None:
    class Subclass(two.other_core.TerraformStack):  # type: ignore[misc, name-defined]
        pass

    for scope in (
        Construct(two.other_stack, "group"),
        Construct(Construct(two.other_stack, "outer"), "inner"),
        two.other.LinodeProvider(two.other_stack, "linode"),
        two.other.ImageFamily(two.other_stack, "family", label="it"),
        Subclass(two.other_app, "subclass"),
        two.other_app,
        Construct(two.other_app, "group"),
    ):
        with pytest.raises(TypeError, match=f"`scope` is of {two.other_name} .* of {two.name}:"):
            MAKE["LinodeImage"](two.ours, scope)


def test_so_are_searches_and_generated_configuration(two: Two) -> None:
    with pytest.raises(TypeError, match=r"import ImageFamily from"):
        two.ours.ImageFamily.find(two.other_stack, "found", label="it")
    with pytest.raises(TypeError, match=r"import LinodeImage from"):
        two.ours.LinodeImage.generate_config_for_import(two.other_stack, "it", "private/1")


#: Argument -> its value, made of the other core and its package in a stack of that core, and the
#: name that is told. The last is how the place's name ends: the core's, or its package's.
GIVEN: dict[str, tuple[Callable[[Any, Any, Any], Any], str, str]] = {
    "provider": (
        lambda _, other, stack: other.LinodeProvider(stack, "p", alias="a"),
        "LinodeProvider",
        "_linode_image",
    ),
    "lifecycle": (
        lambda core, _, __: core.TerraformResourceLifecycle(prevent_destroy=True),
        "TerraformResourceLifecycle",
        "",
    ),
    "depends_on": (
        lambda _, other, stack: [other.LinodeInstance(stack, "i", region="us-ord")],
        "LinodeInstance",
        "_linode_image",
    ),
    "linode_id": (
        lambda _, other, stack: other.LinodeInstance(stack, "i", region="us-ord"),
        "LinodeInstance",
        "_linode_image",
    ),
    "timeouts": (
        lambda _, other, __: other.LinodeImageTimeouts(create="1h"),
        "LinodeImageTimeouts",
        "_linode_image",
    ),
    "cloud_init": (
        lambda core, _, stack: core.TerraformVariable(stack, "v").boolean_value,
        "IResolvable",
        "",
    ),
    "count": (lambda core, _, __: core.TerraformCount.of(2), "TerraformCount", ""),
    "for_each": (
        lambda core, _, __: core.TerraformIterator.from_list(["a"]),
        "ListTerraformIterator",
        "",
    ),
    "connection": (
        lambda core, _, __: core.SSHProvisionerConnection(type="ssh", host="h"),
        "SSHProvisionerConnection",
        "",
    ),
    "provisioners": (
        lambda core, _, __: [core.LocalExecProvisioner(type="local-exec", command="true")],
        "LocalExecProvisioner",
        "",
    ),
}


@pytest.mark.parametrize("argument", GIVEN)
def test_an_argument_of_the_other_core_is_refused(argument: str, two: Two) -> None:
    make, name, place = GIVEN[argument]
    value = make(two.other_core, two.other, two.other_stack)
    given = {"label": "it", "disk_id": 1, "linode_id": 2, argument: value}
    with pytest.raises(two.ours.ArgumentTypeError) as raised:
        two.ours.LinodeImage(two.stack, "it", **given)
    assert str(raised.value) == (
        f"here/it: `{argument}` takes what is of {two.name}, and this {name} is of"
        f" {two.other_name}: import from {two.name}{place}, not from {two.other_name}{place}"
    )


def test_what_is_inside_a_dict_or_given_later_is_refused_too(two: Two) -> None:
    image = two.ours.LinodeImage(two.stack, "it", label="it", disk_id=1, linode_id=2)
    with pytest.raises(TypeError, match="`timeouts` takes what is of"):
        image.timeouts = two.other.LinodeImageTimeouts(create="1h")
    condition = two.other_core.Precondition(condition="true", error_message="no")
    with pytest.raises(TypeError, match="this Precondition is of"):
        two.ours.DataLinodeImage(
            two.stack, "data", id="private/1", lifecycle={"precondition": [condition]}
        )
