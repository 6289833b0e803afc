"""What a failed assertion tells: to be read in a terminal, without a debugger."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from ..core import (
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    Match,
    Mismatch,
    Template,
    TerraformOutput,
    TerraformStack,
)


def told(assertion: Callable[..., None], *arguments: Any) -> str:
    with pytest.raises(Mismatch) as failed:
        assertion(*arguments)
    return f"{failed.value}\n"


@pytest.fixture
def template(stack: TerraformStack, foo: LinodeInstance) -> Template:
    LinodeImage.from_disk(stack, "golden", instance=foo, label="silver", tags=["web"])
    LinodeInstance(
        stack, "web", region="us-ord", image="linode/debian12", root_pass="not a real one"
    )
    LinodeProvider(stack, "work", alias="work", token="not-a-real-token")
    TerraformOutput(stack, "address", value=foo.ip_address)
    return Template.from_stack(stack)


def test_the_nearest_is_shown_and_each_difference_marked(
    template: Template, foo: LinodeInstance
) -> None:
    asked = {
        "label": "golden",
        "linode_id": foo,
        "region": Match.any_value(),
        "tags": ["web", "debian"],
        "disk_id": Match.absent(),
    }
    assert told(template.has_resource, "linode_image", asked) == dedent(
        """\
        no linode_image resource matches:

            {
              "label": "golden",
              "linode_id": a reference to linode_instance.foo,
              "region": Match.any_value(),
              "tags": ["web", "debian"],
              "disk_id": Match.absent()
            }

        There is 1: golden. The nearest is golden (stack/golden):

            {
              "disk_id": "${linode_instance.foo.disk[0].id}",
        !!    disk_id: expected no such key, found "${linode_instance.foo.disk[0].id}"
              "label": "silver",
        !!    label: expected "golden", found "silver"
              "linode_id": "${linode_instance.foo.id}",
        !!    region: expected Match.any_value(), found no such key
              "tags": [
                "web"
        !!      tags[1]: expected "debian", found the end of the list
              ]
            }
        """
    )


def test_a_type_that_is_not_there_is_told_with_those_that_are(template: Template) -> None:
    assert told(template.has_resource, "linode_imge", {}) == dedent(
        """\
        there is no linode_imge resource; did you mean linode_image?
        The template's resources are: linode_image (1), linode_instance (2)
        """
    )
    assert told(template.all_resources, "null_resource", {}) == dedent(
        """\
        there is no null_resource resource
        The template's resources are: linode_image (1), linode_instance (2)
        """
    )
    assert told(template.has_output, "adress") == dedent(
        """\
        there is no output adress; did you mean address?
        The template's outputs are: address
        """
    )
    assert told(template.has_variable, "size") == (
        "there is no variable size, nor any other variable\n"
    )


def test_an_output_that_differs_is_shown(template: Template, foo: LinodeInstance) -> None:
    assert told(template.has_output, "address", {"value": foo.id}) == dedent(
        """\
        the output address does not match:

            {
              "value": "${linode_instance.foo.ip_address}"
        !!    value: expected "${linode_instance.foo.id}", found "${linode_instance.foo.ip_address}"
            }
        """
    )


def test_of_outputs_of_any_name_the_nearest_is_shown(template: Template) -> None:
    assert told(template.has_output, "*", {"value": 1}) == dedent(
        """\
        no output matches:

            {"value": 1}

        There is 1: address. The nearest is address:

            {
              "value": "${linode_instance.foo.ip_address}"
        !!    value: expected 1, found "${linode_instance.foo.ip_address}"
            }
        """
    )
    assert told(template.has_variable, "*") == "there is no variable\n"


def test_a_count_is_told_with_what_was_counted(template: Template) -> None:
    assert told(template.resource_count_is, "linode_instance", 1) == (
        "expected 1 linode_instance resource, found 2: foo, web\n"
    )
    assert told(template.resource_count_is, "linode_imag", 2) == dedent(
        """\
        expected 2 linode_imag resources, found 0
        there is no linode_imag resource; did you mean linode_image?
        The template's resources are: linode_image (1), linode_instance (2)
        """
    )
    counted = told(
        template.resource_properties_count_is, "linode_instance", {"region": "us-ord"}, 2
    )
    assert counted == dedent(
        """\
        expected 2 linode_instance resources to match, found 1: web. The pattern:

            {"region": "us-ord"}

        The nearest of the others is foo (stack/foo):

            {
              "image": "linode/ubuntu22.04",
              "region": "us-central"
        !!    region: expected "us-ord", found "us-central"
            }
        """
    )


def test_of_all_those_that_differ_are_named(template: Template) -> None:
    assert told(template.all_resources, "linode_instance", {"region": "us-ord"}) == dedent(
        """\
        1 of 2 linode_instance resources does not match: foo. The pattern:

            {"region": "us-ord"}

        The nearest is foo (stack/foo):

            {
              "image": "linode/ubuntu22.04",
              "region": "us-central"
        !!    region: expected "us-ord", found "us-central"
            }
        """
    )


def test_no_secret_is_shown(template: Template) -> None:
    text = told(
        template.has_resource, "linode_instance", {"root_pass": "guessed", "region": "us-ord"}
    )
    assert '"root_pass": "(sensitive)"' in text
    assert "root_pass: expected another value, found one that is not shown: it is sensitive" in text
    text += told(template.has_provider, "linode", {"token": "guessed", "alias": "work"})
    assert "guessed" not in text
    assert "not a real one" not in text
    assert "not-a-real-token" not in text


NESTED = {
    "network": {"ips": ["10.0.0.1", "10.0.0.2"], "odd name": {"a.b": 1}},
    "disks": [{"size": 1, "label": "a"}, {"size": 2, "label": "b"}],
    "policy": '{"rules": [{"port": 80}]}',
    "script": "x" * 1000,
    "nothing": None,
    "empty": {},
}

DIFFERENCES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an element": (
        {"network": {"ips": ["10.0.0.9", "10.0.0.2"]}},
        ['network.ips[0]: expected "10.0.0.9", found "10.0.0.1"'],
    ),
    "one too many": (
        {"network": {"ips": ["10.0.0.1"]}},
        ['network.ips[1]: expected the end of the list, found "10.0.0.2"'],
    ),
    "a key that is no name": (
        {"network": {"odd name": {"a.b": 2}}},
        ['network["odd name"]["a.b"]: expected 2, found 1'],
    ),
    "another kind": (
        {"network": [], "disks": {}, "nothing": True},
        [
            'disks: expected an object, found [{"size": 1, "label": "a"}, ',
            "network: expected a list, found {",
            "nothing: expected true, found null",
        ],
    ),
    "no such element": (
        {"network": {"ips": Match.array_with(["10.0.0.2", "10.0.0.1"])}},
        ['network.ips: expected an element "10.0.0.1" behind [1], found none'],
    ),
    "no such element, and which is nearest to it": (
        {"disks": Match.array_with([Match.object_like({"label": "b", "size": 3})])},
        [
            'disks: expected an element {"label": "b", "size": 3}, found none',
            "disks[1].size: expected 3, found 2",
        ],
    ),
    "what is in JSON": (
        {"policy": Match.serialized_json({"rules": [{"port": 443}]})},
        ["policy.rules[0].port: expected 443, found 80"],
    ),
    "JSON that is none": (
        {"script": Match.serialized_json({})},
        [f'script: expected JSON in a text, found "{"x" * 200}"... (1000 characters)'],
    ),
    "more keys than asked for": (
        {"empty": {"a": {"b": 1}}, "network": Match.object_equals({"ips": Match.any_value()})},
        [
            'empty.a: expected {"b": 1}, found no such key',
            'network["odd name"]: expected no such key, found {"a.b": 1}',
        ],
    ),
    "what must not be": (
        {"nothing": Match.not_(Match.exact(None)), "empty": Match.not_({})},
        ["empty: expected anything but {}, found {}", "nothing: expected anything but"],
    ),
    "a regular expression": (
        {"policy": Match.string_like_regexp("^port")},
        ['policy: expected text like the regular expression "^port", found "{'],
    ),
}


@pytest.mark.parametrize("sentence", DIFFERENCES)
def test_a_difference_has_its_path(sentence: str) -> None:
    pattern, expected = DIFFERENCES[sentence]
    template = Template.from_json({"resource": {"linode_instance": {"web": NESTED}}})
    text = told(template.has_resource, "linode_instance", pattern)
    marks = [line[2:].strip() for line in text.splitlines() if line.startswith("!!")]
    assert len(marks) == len(expected)
    for mark, begins in zip(marks, expected, strict=True):
        assert mark.startswith(begins)


def test_the_nearest_has_the_fewest_differences() -> None:
    blocks = {"a": {"x": 1}, "b": {"x": 1, "y": 2}, "c": {"x": 1, "y": 3}}
    template = Template.from_json({"resource": {"linode_instance": blocks}})
    text = told(template.has_resource, "linode_instance", {"x": 1, "y": 2, "z": 3})
    assert "There are 3: a, b, c. The nearest is b:" in text


def test_a_template_whose_stack_is_wrong_by_now_tells_no_path(
    stack: TerraformStack, foo: LinodeInstance
) -> None:
    template = Template.from_stack(stack)
    LinodeImage(stack, "wrong", label="no source")
    text = told(template.has_resource, "linode_instance", {"label": foo.label})
    assert "The nearest is foo:" in text
