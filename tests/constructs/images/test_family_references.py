"""What is read of a family is decided on at synthesis, wherever it stands; no reference is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shim_provider.schemas.image import FACTS, WISHES

from ..apps import hcl, resource, synthesized
from ..core import (
    App,
    ArgumentError,
    ArgumentTypeError,
    DataLinodeImage,
    Fn,
    ImageFamily,
    LinodeImage,
    LinodeImageBuild,
    LinodeInstance,
    LinodeProvider,
    Template,
    TerraformOutput,
    TerraformStack,
    Token,
    image_version,
)
from ..test_messages import Messages, messages
from .families import Web

__all__ = ["messages"]


@pytest.fixture
def web(stack: TerraformStack, image_file: Path) -> Web:
    """A family with one version."""
    made = Web(stack, image_file, keep=2)
    made.add("1")
    return made


def address(web: Web, version: str) -> str:
    """The address of a version, as Terraform has it."""
    found = synthesized(web.stack)["resource"]["linode_image"]
    [name] = [name for name, each in found.items() if each["label"] == f"web-{version}"]
    return f"linode_image.{name}"


READ: dict[str, tuple[Callable[[Any], Any], str]] = {
    "its id": (lambda it: it.id, "${X.id}"),
    "a number": (lambda it: it.size, "${X.size}"),
    "a truth": (lambda it: it.cloud_init, "${X.cloud_init}"),
    "a list": (lambda it: it.tags, "${X.tags}"),
    "what is in a list": (lambda it: it.replications.get(0).status, "${X.replications[0].status}"),
    "what is in an object": (
        lambda it: it.image_sharing.shared_with.sharegroup_count,
        "${X.image_sharing.shared_with.sharegroup_count}",
    ),
    "a part of a text": (lambda it: f"id {it.id}!", "id ${X.id}!"),
    "a number in a text": (
        lambda it: f"{Token.as_string(Token.as_any(it.size))} MB",
        "${X.size} MB",
    ),
    "what a function is given": (
        lambda it: Fn.join(",", [it.id, Fn.upper(it.label)]),
        '${join(",", [X.id, upper(X.label)])}',
    ),
}


@pytest.mark.parametrize("sentence", READ)
def test_what_is_read_of_the_current_image_moves_on(sentence: str, web: Web) -> None:
    read, written = READ[sentence]
    TerraformOutput(web.stack, "current", value=read(web.family.current))
    TerraformOutput(web.stack, "latest", value=read(web.family.latest))
    TerraformOutput(web.stack, "first", value=read(web.family["1"]))
    for version in ("1", "2"):
        if version not in web.family.kept:
            web.add(version)
        found = synthesized(web.stack)["output"]
        expected = written.replace("X", address(web, version))
        assert found["current"]["value"] == found["latest"]["value"] == expected
        assert found["first"]["value"] == written.replace("X", address(web, "1"))


def test_it_has_what_every_image_has() -> None:
    names = {name for name in vars(image_version.FamilyImage) if name in {"id", *WISHES, *FACTS}}
    assert names == {"id", *WISHES, *FACTS}


TAKEN: dict[str, Callable[[TerraformStack, Any], Any]] = {
    "a Linode": lambda stack, image: LinodeInstance(stack, "x", region="us-east", image=image),
    "a build": lambda stack, image: LinodeImageBuild(
        stack, "x", label="x", image=image, region="us-east"
    ),
}


@pytest.mark.parametrize("sentence", TAKEN)
def test_an_image_of_a_family_is_taken_by(sentence: str, web: Web) -> None:
    made = TAKEN[sentence](web.stack, web.family.current)
    web.add("2")
    assert (
        resource(web.stack, f"{made.TF_RESOURCE_TYPE}.x")["image"] == f"${{{address(web, '2')}.id}}"
    )
    assert f'image = "${{{address(web, "2")}.id}}"' in hcl(
        web.stack, f'resource "{made.TF_RESOURCE_TYPE}"'
    )


def test_a_data_source_takes_one_as_well(web: Web) -> None:
    DataLinodeImage(web.stack, "x", id=web.family.current)
    assert resource(web.stack, "data.linode_image.x")["id"] == f"${{{address(web, '1')}.id}}"


def test_an_image_is_refused_where_none_is_meant(web: Web) -> None:
    with pytest.raises(ArgumentTypeError, match="`linode_id` takes a Linode, not a `linode_image`"):
        LinodeImage(web.stack, "x", label="x", disk_id=1, linode_id=web.family.current)


def test_others_depend_on_it_and_are_replaced_with_it(web: Web) -> None:
    current = web.family.current
    LinodeInstance(
        web.stack,
        "x",
        region="us-east",
        depends_on=[current, web.family["1"]],
        lifecycle={"replace_triggered_by": [current]},
    )
    web.add("2")
    found = resource(web.stack, "linode_instance.x")
    first, second = address(web, "1"), address(web, "2")
    assert found["depends_on"] == [second, first]
    assert found["lifecycle"]["replace_triggered_by"] == [second]


def test_another_stack_refers_to_the_version_that_is_current_at_last(
    app: App, tmp_path: Path, web: Web
) -> None:
    other = TerraformStack(app, "other")
    LinodeProvider(other, "linode")
    LinodeInstance(other, "x", region="us-east", image=web.family.current)
    web.add("2")
    app.synth()
    stacks = tmp_path / "cdktf.out" / "stacks"
    written = json.loads((stacks / "other" / "cdk.tf.json").read_text())
    outputs = json.loads((stacks / "stack" / "cdk.tf.json").read_text())["output"]
    [(output, about)] = outputs.items()
    assert about["value"] == f"${{{address(web, '2')}.id}}"
    image = written["resource"]["linode_instance"]["x"]["image"]
    assert (
        image
        == f"${{data.terraform_remote_state.cross-stack-reference-input-stack.outputs.{output}}}"
    )


NOT_KEPT = "stack/web: `version` '1' is not kept any more: `keep` is 2, so these are: '2', '3'"


def test_an_argument_that_refers_to_a_version_not_kept_is_told(web: Web) -> None:
    LinodeInstance(web.stack, "i", region="us-east", image=web.family["1"])
    web.add("2", "3")
    with pytest.raises(RuntimeError) as raised:
        synthesized(web.stack)
    message = f"stack/i: `image` refers to what is not there ({NOT_KEPT})"
    assert str(raised.value).startswith(message)


GONE: dict[str, Callable[[Web], Any]] = {
    "an output": lambda web: TerraformOutput(web.stack, "o", value=web.family["1"].id),
    "a number": lambda web: TerraformOutput(web.stack, "o", value=web.family["1"].size),
    "a replica": lambda web: TerraformOutput(
        web.stack, "o", value=web.family["1"].replications.get(0).region
    ),
    "a text": lambda web: LinodeInstance(
        web.stack, "i", region="us-east", tags=[f"of {web.family['1'].id}"]
    ),
    "a dependency": lambda web: LinodeInstance(
        web.stack, "i", region="us-east", depends_on=[web.family["1"]]
    ),
}


@pytest.mark.parametrize("sentence", GONE)
def test_a_reference_to_a_version_not_kept_is_told_in(sentence: str, web: Web) -> None:
    GONE[sentence](web)
    synthesized(web.stack)
    web.add("2", "3")
    with pytest.raises(RuntimeError) as raised:
        synthesized(web.stack)
    assert NOT_KEPT in str(raised.value).splitlines()[0]


def test_a_build_on_the_familys_own_image_is_on_the_one_there_is_by_now(
    stack: TerraformStack, image_file: Path
) -> None:
    web = Web(stack, image_file)
    family = web.add("1")
    family.build("2", image=family.latest, region="us-east")
    family.build("3", image=family.current.id, region="us-east")
    LinodeInstance(stack, "i", region="us-east", image=family.current)
    template = Template.from_stack(stack)
    template.has_resource("linode_image_build", {"label": "web-2", "image": family["1"]})
    template.has_resource("linode_image_build", {"label": "web-3", "image": family["2"]})
    template.has_resource("linode_instance", {"image": family["3"]})


def test_a_capture_of_what_boots_from_itself_is_refused(web: Web) -> None:
    booted = LinodeInstance(web.stack, "i", region="us-east", image=web.family.current)
    with pytest.raises(ArgumentError, match="stack/web: `instance` boots from what is current"):
        web.family.capture("2", instance=booted)
    by_name = LinodeInstance(web.stack, "j", region="us-east", image=web.family["1"])
    web.family.capture("2", instance=by_name)
    assert web.family.kept == ["1", "2"]


def test_a_capture_of_what_boots_from_another_version_is_taken(
    stack: TerraformStack, image_file: Path
) -> None:
    web = Web(stack, image_file, current="1")
    family = web.add("1")
    booted = LinodeInstance(stack, "i", region="us-east", image=family.current)
    family.capture("2", instance=booted)
    Template.from_stack(stack).has_resource("linode_instance", {"image": family["1"]})


def test_hundreds_of_linodes_cost_no_message_more_for_it(web: Web, messages: Messages) -> None:
    def cost(image: Any, id: str) -> int:
        for number in range(10):
            LinodeInstance(web.stack, f"{id}-{number}", region="us-east", image=image)
        messages.clear()
        synthesized(web.stack)
        return messages.total()

    image = web.family.current.id
    without = cost(None, "none")
    assert cost("linode/debian12", "plain") == without + 10
    # The reference itself is made once.
    assert cost(image, "first") <= without + 20 + 2
    assert cost(image, "second") == without + 30


FOUND = {
    "latest": True,
    "filter": [
        {"name": "tags", "values": ["family:web"]},
        {"name": "status", "values": ["available"]},
    ],
    "lifecycle": {
        "postcondition": [
            {
                "condition": "${length(self.images) > 0}",
                "error_message": "There is no available image with the tag family:web, which those"
                " of an ImageFamily have.",
            }
        ]
    },
}


@pytest.mark.parametrize("sentence", TAKEN)
def test_what_is_found_is_taken_by(sentence: str, stack: TerraformStack) -> None:
    found = ImageFamily.find(stack, "found", label="web")
    made = TAKEN[sentence](stack, found)
    assert resource(stack, "data.linode_images.found") == FOUND
    newest = "data.linode_images.found.images[0]"
    assert resource(stack, f"{made.TF_RESOURCE_TYPE}.x")["image"] == f"${{{newest}.id}}"
    TerraformOutput(stack, "label", value=found.newest.label)
    assert synthesized(stack)["output"]["label"]["value"] == f"${{{newest}.label}}"


def test_a_family_is_found_through_another_provider(stack: TerraformStack) -> None:
    work = LinodeProvider(stack, "work", alias="work")
    ImageFamily.find(stack, "found", label="web", provider=work)
    assert resource(stack, "data.linode_images.found")["provider"] == "linode.work"


def test_a_label_that_no_family_has_is_not_sought(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentError, match="stack/found: `label` must consist of letters"):
        ImageFamily.find(stack, "found", label="web@home")
