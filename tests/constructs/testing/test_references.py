"""References in patterns: by the construct they are read of, not by the text of an expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from ..core import (
    App,
    Fn,
    ImageFamily,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    LocalBackend,
    Match,
    Mismatch,
    Template,
    TerraformLocal,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    WrongPattern,
)


class Things(NamedTuple):
    foo: Any
    golden: Any
    web: Any
    work: Any
    label: Any
    region: Any


@pytest.fixture
def things(stack: TerraformStack, foo: LinodeInstance) -> Things:
    work = LinodeProvider(stack, "work", alias="work")
    label = TerraformVariable(stack, "label", type="string")
    region = TerraformLocal(stack, "region", "us-ord")
    golden = LinodeImage(
        stack,
        "golden",
        label=label.string_value,
        description=f"of {foo.label}",
        disk_id=foo.disk.get(0),
        linode_id=foo,
        cloud_init=foo.booted,
        tags=foo.tags,
        depends_on=[foo],
        lifecycle=TerraformResourceLifecycle(replace_triggered_by=[foo]),
        provider=work,
    )
    web = LinodeInstance(
        stack, "web", region=region.as_string, image=golden, tags=[foo.label, golden.label]
    )
    TerraformOutput(stack, "all", value=golden)
    TerraformOutput(stack, "size", value=golden.size)
    return Things(foo, golden, web, work, label, region)


def golden_has(argument: str, pattern: Callable[[Things], Any]) -> tuple[Any, ...]:
    return "has_resource", "linode_image", argument, pattern


def web_has(argument: str, pattern: Callable[[Things], Any]) -> tuple[Any, ...]:
    return "has_resource", "linode_instance", argument, pattern


MATCHING: dict[str, tuple[Any, ...]] = {
    "a construct, where its id is": web_has("image", lambda it: it.golden),
    "an id that is a number": golden_has("linode_id", lambda it: it.foo),
    "an object within a construct": golden_has("disk_id", lambda it: it.foo.disk.get(0)),
    "what is read of a construct, as it is": web_has("image", lambda it: it.golden.id),
    "a reference that is said to be one": web_has(
        "image", lambda it: Match.reference(it.golden.id)
    ),
    "a construct that is said to be one": web_has("image", lambda it: Match.reference(it.golden)),
    "a number": golden_has("disk_id", lambda it: Match.reference(it.foo.disk.get(0).id)),
    "a boolean": golden_has("cloud_init", lambda it: Match.reference(it.foo.booted)),
    "a list": golden_has("tags", lambda it: Match.reference(it.foo.tags)),
    "a list, as it is": golden_has("tags", lambda it: it.foo.tags),
    "a list of references": web_has("tags", lambda it: [it.foo.label, it.golden.label]),
    "one in a list": web_has("tags", lambda it: Match.array_with([it.golden.label])),
    "text around a reference": golden_has("description", lambda it: f"of {it.foo.label}"),
    "a variable": golden_has("label", lambda it: it.label),
    "what is read of a variable": golden_has("label", lambda it: it.label.string_value),
    "a local": web_has("region", lambda it: it.region),
    "an address in depends_on": golden_has("depends_on", lambda it: [it.foo]),
    "an address in a lifecycle": golden_has(
        "lifecycle", lambda it: {"replace_triggered_by": [it.foo]}
    ),
    "a provider": golden_has("provider", lambda it: it.work),
    "no reference to another": web_has("image", lambda it: Match.not_(it.foo)),
    "a whole resource": ("has_output", "all", "value", lambda it: it.golden),
    "a number in an output": ("has_output", "size", "value", lambda it: it.golden.size),
}


@pytest.mark.parametrize("sentence", MATCHING)
def test_reference_matches(sentence: str, stack: TerraformStack, things: Things) -> None:
    method, name, argument, pattern = MATCHING[sentence]
    getattr(Template.from_stack(stack), method)(name, {argument: pattern(things)})


OTHERS: dict[str, tuple[Any, ...]] = {
    "another construct": web_has("image", lambda it: it.foo),
    "another attribute": web_has("image", lambda it: it.golden.label),
    "an attribute of the construct that is not its id": golden_has("cloud_init", lambda it: it.foo),
    "text that is more than the reference": golden_has(
        "description", lambda it: Match.reference(it.foo.label)
    ),
    "no reference": ("has_resource", "linode_instance", "region", lambda it: it.golden),
}


@pytest.mark.parametrize("sentence", OTHERS)
def test_reference_does_not_match(sentence: str, stack: TerraformStack, things: Things) -> None:
    method, name, argument, pattern = OTHERS[sentence]
    with pytest.raises(Mismatch):
        getattr(Template.from_stack(stack), method)(name, {argument: pattern(things)})


def test_a_failure_names_what_is_referred_to(stack: TerraformStack, things: Things) -> None:
    template = Template.from_stack(stack)
    with pytest.raises(Mismatch) as failed:
        template.has_resource(
            "linode_image", {"linode_id": things.web, "region": things.foo.region}
        )
    told = str(failed.value)
    linode_id = 'expected a reference to linode_instance.web, found "${linode_instance.foo.id}"'
    assert f"linode_id: {linode_id}\n" in told
    assert 'region: expected "${linode_instance.foo.region}", found no such key' in told
    assert "TfToken" not in told


def test_what_a_function_makes_of_a_reference(stack: TerraformStack, things: Things) -> None:
    joined = Fn.join("-", [things.foo.label, "web"])
    LinodeInstance(stack, "joined", region="us-ord", label=joined)
    template = Template.from_stack(stack)
    template.has_resource("linode_instance", {"label": joined})
    template.has_resource("linode_instance", {"label": Match.reference(joined)})


def test_the_image_of_a_family_is_the_one_it_is_by_now(
    stack: TerraformStack, foo: LinodeInstance
) -> None:
    family = ImageFamily(stack, "family", label="web")
    family.capture("1", instance=foo)
    current = family.current
    last = family.capture("2", instance=foo)
    LinodeInstance(stack, "web", region="us-ord", image=current)
    template = Template.from_stack(stack)
    for pattern in (current, current.id, last, last.id, Match.reference(last.id)):
        template.has_resource("linode_instance", {"image": pattern})
    with pytest.raises(Mismatch):
        template.has_resource("linode_instance", {"image": family["1"]})


@pytest.fixture
def other(app: App, foo: LinodeInstance) -> TerraformStack:
    """Refers to `foo`, which is of `stack`; has a `foo` of its own."""
    other = TerraformStack(app, "other")
    LinodeProvider(other, "linode")
    LinodeInstance(other, "foo", region="us-ord", image=foo.label)
    return other


def test_a_construct_of_another_stack(other: TerraformStack, foo: LinodeInstance) -> None:
    template = Template.from_stack(other)
    template.has_resource("linode_instance", {"image": foo.label})
    template.has_data_source("terraform_remote_state", {"backend": "local"})
    with pytest.raises(Mismatch):
        template.has_resource("linode_instance", {"image": foo.region})


def test_what_has_the_same_id_in_another_stack(
    other: TerraformStack, stack: TerraformStack, foo: LinodeInstance
) -> None:
    theirs: Any = other.node.find_child("foo")
    LinodeInstance(stack, "web", region="us-ord", image=foo.label)
    template = Template.from_stack(stack)
    with pytest.raises(Mismatch) as failed:
        template.has_resource("linode_instance", {"image": theirs.label})
    assert "what no expression here can refer to" in str(failed.value)


def test_a_backend_can_be_chosen_after_a_template(other: TerraformStack) -> None:
    template = Template.from_stack(other)
    assert "backend" not in template.to_dict()["terraform"]
    LocalBackend(other, path="a.tfstate")
    assert Template.from_stack(other).to_dict()["terraform"]["backend"] == {
        "local": {"path": "a.tfstate"}
    }


def test_json_alone_resolves_no_reference(things: Things) -> None:
    template = Template.from_json({"resource": {"linode_instance": {"web": {"image": "x"}}}})
    for pattern in (things.golden, things.golden.id):
        with pytest.raises(WrongPattern, match="a stack, which a template made of JSON has not"):
            template.has_resource("linode_instance", {"image": pattern})


REFUSED: dict[str, Callable[[Things], Any]] = {
    "plain text": lambda _: "linode_image.golden",
    "text around a reference": lambda it: f"of {it.foo.label}",
    "a number": lambda _: 1,
    "a list of references": lambda it: [it.foo.label],
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_reference_must_be_one(sentence: str, things: Things) -> None:
    with pytest.raises(WrongPattern, match="takes a construct, or what is read of one"):
        Match.reference(REFUSED[sentence](things))
