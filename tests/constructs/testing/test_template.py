"""`Template`: what of a stack it looks at, how it is made, and what it refuses to be made of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..apps import as_json
from ..core import (
    CORE,
    PACKAGE,
    App,
    ArgumentError,
    DataLinodeImages,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    Match,
    Mismatch,
    Template,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
    errors_together,
)


@pytest.fixture
def template(stack: TerraformStack, foo: LinodeInstance) -> Template:
    """Two Linodes, an image, and one of each that is no resource."""
    LinodeProvider(stack, "work", alias="work", config_profile="work")
    LinodeImage.from_disk(stack, "golden", instance=foo, label="golden")
    LinodeInstance(stack, "web", region="us-ord", count=2, lifecycle={"prevent_destroy": True})
    DataLinodeImages(stack, "found", latest=True)
    TerraformOutput(stack, "address", value=foo.ip_address, sensitive=True)
    TerraformVariable(stack, "size", type="number", default=1)
    return Template.from_stack(stack)


HOLDS: dict[str, tuple[Any, ...]] = {
    "a resource": ("has_resource", "linode_image"),
    "a resource like this": ("has_resource", "linode_image", {"label": "golden"}),
    "its meta-arguments": ("has_resource", "linode_instance", {"count": 2, "region": "us-ord"}),
    "both together": (
        "has_resource_with",
        "linode_instance",
        {"region": "us-ord", "lifecycle": {"prevent_destroy": True}},
    ),
    "a resource by a matcher": (
        "has_resource",
        "linode_image",
        Match.object_like({"label": "golden"}),
    ),
    "so many resources": ("resource_count_is", "linode_instance", 2),
    "no resource": ("resource_count_is", "linode_image_build", 0),
    "so many like this": ("resource_properties_count_is", "linode_instance", {"count": 2}, 1),
    "none like this": ("resource_properties_count_is", "linode_instance", {"count": 3}, 0),
    "all like this": (
        "all_resources",
        "linode_instance",
        {"region": Match.string_like_regexp("^us")},
    ),
    "a data source": ("has_data_source", "linode_images", {"latest": True}),
    "a provider": ("has_provider", "linode", {"alias": Match.absent()}),
    "another block of it": ("has_provider", "linode", {"config_profile": "work"}),
    "an output": ("has_output", "address", {"sensitive": True, "value": Match.any_value()}),
    "an output of any name": ("has_output", "*", {"sensitive": True}),
    "a variable": ("has_variable", "size", {"default": 1}),
    "a variable of any name": ("has_variable", "*", {"default": 1}),
}


@pytest.mark.parametrize("sentence", HOLDS)
def test_template_has(sentence: str, template: Template) -> None:
    method, *arguments = HOLDS[sentence]
    getattr(template, method)(*arguments)


HOLDS_NOT: dict[str, tuple[Any, ...]] = {
    "a type that is not there": ("has_resource", "linode_image_build"),
    "a resource like this": ("has_resource", "linode_image", {"label": "silver"}),
    "a resource like this, and its meta-arguments": (
        "has_resource_with",
        "linode_image",
        {"count": 2},
    ),
    "so many resources": ("resource_count_is", "linode_instance", 3),
    "so many like this": ("resource_properties_count_is", "linode_instance", {"count": 2}, 2),
    "all like this": ("all_resources", "linode_instance", {"region": "us-ord"}),
    "all of a type that is not there": ("all_resources", "linode_image_build", {}),
    "a data source that is a resource": ("has_data_source", "linode_image"),
    "a resource that is a data source": ("has_resource", "linode_images"),
    "a provider": ("has_provider", "linode", {"alias": "home"}),
    "an output": ("has_output", "addresses"),
    "an output like this": ("has_output", "address", {"sensitive": False}),
    "an output of any name": ("has_output", "*", {"sensitive": False}),
    "a variable": ("has_variable", "address"),
}


@pytest.mark.parametrize("sentence", HOLDS_NOT)
def test_template_has_not(sentence: str, template: Template) -> None:
    method, *arguments = HOLDS_NOT[sentence]
    with pytest.raises(Mismatch):
        getattr(template, method)(*arguments)


def test_what_matches_is_found_by_name(template: Template) -> None:
    assert [*template.find_resources("linode_instance")] == ["foo", "web"]
    found = template.find_resources("linode_instance", {"count": Match.any_value()})
    web = {"region": "us-ord", "count": 2, "lifecycle": {"prevent_destroy": True}}
    assert found == {"web": web}
    found["web"].clear()
    assert template.find_resources("linode_instance", web) == {"web": web}
    assert template.find_resources("linode_instance", {"count": 3}) == {}


def test_a_template_is_that_of_its_moment(stack: TerraformStack, foo: LinodeInstance) -> None:
    before = Template.from_stack(stack)
    foo.region = "us-ord"
    LinodeInstance(stack, "web", region="us-east")
    before.all_resources("linode_instance", {"region": "us-central"})
    Template.from_stack(stack).resource_properties_count_is(
        "linode_instance", {"region": "us-ord"}, 1
    )


def test_a_stack_of_an_app_by_its_name(app: App, stack: TerraformStack) -> None:
    nested = TerraformStack(stack, "nested")
    LinodeProvider(nested, "linode", url="http://nested")
    for name in ("nested", "stack/nested"):
        Template.from_app(app, name).has_provider("linode", {"url": "http://nested"})
    Template.from_app(app, "stack").has_provider("linode", {"url": Match.absent()})
    with pytest.raises(ValueError, match="no stack 'stacks'; there are: 'stack', 'stack/nested'"):
        Template.from_app(app, "stacks")


def test_two_stacks_of_one_name_have_paths(app: App, stack: TerraformStack) -> None:
    for parent in (stack, TerraformStack(app, "other")):
        TerraformStack(parent, "nested")
    expected = "several stacks named 'nested'; there are: 'stack/nested', 'other/nested'"
    with pytest.raises(ValueError, match=expected):
        Template.from_app(app, "nested")


def test_a_template_of_text(stack: TerraformStack, template: Template) -> None:
    read = Template.from_string(as_json(stack))
    assert read.to_dict() == template.to_dict() == json.loads(as_json(stack))
    read.has_resource("linode_image", {"label": "golden"})


def test_a_provider_may_be_one_block() -> None:
    Template.from_json({"provider": {"linode": {"url": "x"}}}).has_provider("linode", {"url": "x"})


def test_what_is_wrong_with_the_app_is_raised(stack: TerraformStack) -> None:
    with pytest.raises(ArgumentError), errors_together():
        LinodeImage(stack, "image", label="golden@1", disk_id=1, linode_id=2)
    with pytest.raises(ArgumentError, match="stack/image: `label` must consist of"):
        Template.from_stack(stack)


def test_what_is_seen_at_a_synthesis_is_raised(stack: TerraformStack) -> None:
    LinodeImage(stack, "image", label="golden")
    with pytest.raises(
        RuntimeError, match="stack/image: `disk_id` and `linode_id`, or `file_path`"
    ):
        Template.from_stack(stack)


def test_a_stack_is_validated(app: App) -> None:
    stack = TerraformStack(app, "without-a-provider")
    LinodeInstance(stack, "web", region="us-ord")
    with pytest.raises(RuntimeError, match="without a matching provider construct"):
        Template.from_stack(stack)


def test_an_app_may_skip_validation(tmp_path: Path) -> None:
    stack = TerraformStack(App(outdir=str(tmp_path), skip_validation=True), "without-a-provider")
    LinodeInstance(stack, "web", region="us-ord")
    Template.from_stack(stack).has_resource("linode_instance", {"region": "us-ord"})


@pytest.mark.parametrize("wrong", ["stack", None, {}])
def test_a_template_takes_a_stack(wrong: Any) -> None:
    with pytest.raises(TypeError, match=f"a template takes TerraformStack of {CORE}, not "):
        Template.from_stack(wrong)
    with pytest.raises(TypeError, match=f"a template takes App of {CORE}, not "):
        Template.from_app(wrong, "stack")


def test_a_template_of_json_starts_no_node() -> None:
    code = (
        f"import sys; from {PACKAGE}.testing import Capture, Match, Template;"
        "template = Template.from_json({'output': {'x': {'value': 1}}});"
        "template.has_output('x', {'value': Match.not_(2)}); template.to_json();"
        "assert 'jsii' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
