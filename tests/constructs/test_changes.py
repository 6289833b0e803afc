"""Arguments changed after construction: set, reset, put, by hand and by aspects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsii
import pytest

from .apps import as_hcl, as_json, image, resource, synthesized
from .core import (
    App,
    ArgumentError,
    ArgumentTypeError,
    Aspects,
    DataLinodeImages,
    IAspect,
    LinodeImage,
    LinodeInstance,
    LinodeInstanceMetadata,
    LinodeProvider,
    TerraformStack,
    Token,
)

if TYPE_CHECKING:
    from constructs import IConstruct


@pytest.fixture
def golden(stack: TerraformStack) -> LinodeImage:
    return LinodeImage(
        stack,
        "image",
        label="golden",
        disk_id=1,
        linode_id=2,
        tags=("golden",),
        timeouts={"create": "30m"},
    )


SOURCE = {"label": "golden", "disk_id": 1, "linode_id": 2}


def test_inputs_are_what_was_given(golden: LinodeImage) -> None:
    assert golden.label_input == "golden"
    assert golden.disk_id_input == 1
    assert golden.tags_input == ["golden"]
    assert golden.timeouts_input == {"create": "30m"}
    assert golden.timeouts.create_input == "30m"
    assert golden.timeouts.internal_value == {"create": "30m"}
    assert golden.description_input is None
    assert golden.timeouts.delete_input is None


def test_an_argument_can_be_set(stack: TerraformStack, golden: LinodeImage) -> None:
    golden.label = "silver"
    golden.cloud_init = True
    golden.tags = ["web", "tier-1"]
    golden.linode_id = "22"
    assert image(stack) == {
        "label": "silver",
        "disk_id": 1,
        "linode_id": 22,
        "cloud_init": True,
        "tags": ["web", "tier-1"],
        "timeouts": {"create": "30m"},
    }


def test_an_argument_can_be_reset(stack: TerraformStack, golden: LinodeImage) -> None:
    golden.reset_tags()
    golden.reset_timeouts()
    golden.reset_description()
    assert image(stack) == SOURCE


def test_a_block_can_be_put_set_and_reset_in_parts(
    stack: TerraformStack, golden: LinodeImage
) -> None:
    golden.timeouts = {"create": "2h"}
    assert image(stack)["timeouts"] == {"create": "2h"}
    golden.put_timeouts(create="1h", delete="5m")
    assert image(stack)["timeouts"] == {"create": "1h", "delete": "5m"}
    golden.timeouts.read = "1m"
    golden.timeouts.reset_create()
    assert image(stack)["timeouts"] == {"delete": "5m", "read": "1m"}


def test_a_block_of_one_can_be_put_and_set(stack: TerraformStack, foo: LinodeInstance) -> None:
    foo.put_metadata(user_data="Zm9v")
    assert foo.metadata_input == [{"user_data": "Zm9v"}]
    assert foo.metadata.internal_value == {"user_data": "Zm9v"}
    foo.metadata.user_data = "YmFy"
    assert resource(stack, "linode_instance.foo")["metadata"] == [{"user_data": "YmFy"}]
    foo.reset_metadata()
    assert "metadata" not in resource(stack, "linode_instance.foo")


def test_filters_can_be_put(stack: TerraformStack) -> None:
    found = DataLinodeImages(stack, "found")
    found.put_filter([{"name": "label", "values": ["golden"]}])
    written = resource(stack, "data.linode_images.found")
    assert written == {"filter": [{"name": "label", "values": ["golden"]}]}


def test_a_setting_of_the_provider_can_be_set_and_reset(app: App) -> None:
    stack = TerraformStack(app, "stack")
    provider = LinodeProvider(stack, "linode", token="not-a-real-token")
    provider.api_version = "v4beta"
    provider.alias = "beta"
    assert provider.alias_input == "beta"
    assert provider.api_version == provider.api_version_input == "v4beta"
    provider.reset_token()
    assert provider.token is None
    assert synthesized(stack)["provider"]["linode"] == [{"api_version": "v4beta", "alias": "beta"}]
    provider.reset_alias()
    assert synthesized(stack)["provider"]["linode"] == [{"api_version": "v4beta"}]


WRONG_CHANGES: dict[str, tuple[Callable[[LinodeImage], Any], str]] = {
    "an empty label": (
        lambda it: setattr(it, "label", ""),
        "`label` must be 1 to 50 characters long, not 0 (given '')",
    ),
    "a short tag": (
        lambda it: setattr(it, "tags", ["ok-tag", "ab"]),
        "`tags[1]` must be 3 to 100 characters long, not 2 (given 'ab')",
    ),
    "a malformed timeout": (
        lambda it: it.put_timeouts(create="soon"),
        "`timeouts.create` must be a duration longer than zero such as `30m` or `1h30m`,"
        " not 'soon'",
    ),
    "a malformed timeout alone": (
        lambda it: setattr(it.timeouts, "delete", "soon"),
        "`timeouts.delete` must be a duration longer than zero such as `30m` or `1h30m`,"
        " not 'soon'",
    ),
}


@pytest.mark.parametrize("sentence", WRONG_CHANGES)
def test_a_wrong_change_is_refused_at_once_and_changes_nothing(
    sentence: str, stack: TerraformStack, golden: LinodeImage
) -> None:
    change, message = WRONG_CHANGES[sentence]
    before = image(stack)
    with pytest.raises(ArgumentError) as raised:
        change(golden)
    assert str(raised.value) == f"stack/image: {message}"
    assert image(stack) == before


def test_a_change_to_a_wrong_type_is_refused(golden: LinodeImage) -> None:
    with pytest.raises(ArgumentTypeError, match="stack/image: `label` takes text, not 5"):
        golden.label = 5  # type: ignore[assignment]
    with pytest.raises(ArgumentTypeError, match="stack/image: `label` is required"):
        golden.label = None  # type: ignore[assignment]


def test_a_computed_attribute_cannot_be_set(golden: LinodeImage) -> None:
    with pytest.raises(AttributeError, match="`status` can only be read: Linode sets it"):
        golden.status = "available"  # type: ignore[assignment]


# --- rules about several arguments hold again when the app is complete


@pytest.mark.parametrize("synthesize", [as_json, as_hcl], ids=["json", "hcl"])
def test_a_source_taken_away_is_missed_at_synthesis(
    synthesize: Callable[[TerraformStack], str], stack: TerraformStack, golden: LinodeImage
) -> None:
    golden.reset_disk_id()
    with pytest.raises(RuntimeError) as raised:
        synthesize(stack)
    assert str(raised.value) == (
        "stack/image: `linode_id` needs `disk_id` beside it, which is not given (given 2)"
    )
    golden.disk_id = 3
    synthesize(stack)


@pytest.mark.usefixtures("image_file")
def test_the_source_can_be_exchanged_step_by_step(
    stack: TerraformStack, golden: LinodeImage
) -> None:
    golden.file_path = "image.img.gz"
    golden.region = "us-southeast"
    golden.reset_disk_id()
    golden.reset_linode_id()
    golden.reset_timeouts()
    golden.reset_tags()
    assert image(stack) == {
        "label": "golden",
        "file_path": "../../../image.img.gz",
        "region": "us-southeast",
    }


def test_a_file_set_later_is_checked_at_synthesis(
    stack: TerraformStack, image_file: Path, golden: LinodeImage
) -> None:
    golden.reset_disk_id()
    golden.reset_linode_id()
    golden.region = "us-southeast"
    golden.file_path = image_file.name
    image_file.unlink()
    with pytest.raises(RuntimeError, match=r"stack/image: `file_path` must be a file that can"):
        as_json(stack)


@jsii.implements(IAspect)
class Tagged:
    """The usual aspect: tags everything, here with a tag that may be wrong."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, LinodeImage):
            node.tags = [*(node.tags_input or []), self.tag]  # type: ignore[misc]


def test_an_aspect_changes_arguments(stack: TerraformStack, golden: LinodeImage) -> None:
    Aspects.of(stack).add(Tagged("by-aspect"))
    assert image(stack)["tags"] == ["golden", "by-aspect"]
    assert golden.tags_input == ["golden", "by-aspect"]


@pytest.mark.usefixtures("golden")
def test_an_aspect_that_is_wrong_is_refused_with_the_path(stack: TerraformStack) -> None:
    Aspects.of(stack).add(Tagged("x"))
    with pytest.raises(RuntimeError, match=r"stack/image: `tags\[1\]` must be 3 to 100 characters"):
        as_json(stack)


# --- no source at all


def test_an_image_without_source_is_refused_at_synthesis(stack: TerraformStack) -> None:
    LinodeImage(stack, "image", label="golden")
    with pytest.raises(RuntimeError) as raised:
        as_json(stack)
    assert str(raised.value) == (
        "stack/image: `disk_id` and `linode_id`, or `file_path` and `region`, are needed (given"
        " neither): an image comes from a disk or a file, unless `import_from` adopts one that"
        " exists"
    )


def test_an_image_may_get_its_source_after_construction(stack: TerraformStack) -> None:
    golden = LinodeImage(stack, "image", label="golden")
    golden.disk_id = 1
    golden.linode_id = 2
    assert image(stack) == SOURCE


def test_an_override_is_a_source(stack: TerraformStack) -> None:
    golden = LinodeImage(stack, "image", label="golden")
    golden.add_override("disk_id", 1)
    golden.add_override("linode_id", 2)
    assert image(stack) == SOURCE


def test_an_imported_image_needs_no_source(stack: TerraformStack) -> None:
    LinodeImage(stack, "image", label="golden").import_from("private/12345")
    written = synthesized(stack)
    assert written["resource"]["linode_image"]["image"] == {"label": "golden"}
    assert written["import"] == [{"id": "private/12345", "to": "linode_image.image"}]


def test_an_imported_image_may_have_its_source_written_down(
    stack: TerraformStack, golden: LinodeImage
) -> None:
    golden.import_from("private/12345")
    golden.reset_tags()
    golden.reset_timeouts()
    assert image(stack) == SOURCE


def test_metadata_may_be_a_token(stack: TerraformStack) -> None:
    metadata = Token.as_any([{"user_data": "Zm9v"}])
    web = LinodeInstance(stack, "web", region="us-ord", metadata=metadata)
    assert resource(stack, "linode_instance.web")["dynamic"]["metadata"] == {
        "for_each": [{"user_data": "Zm9v"}],
        "content": {"user_data": "${try(metadata.value.user_data, null)}"},
    }
    web.metadata.user_data = "YmFy"
    assert resource(stack, "linode_instance.web")["metadata"] == [{"user_data": "YmFy"}]


def test_structs_are_compared_by_value() -> None:
    assert LinodeInstanceMetadata("Zm9v") == LinodeInstanceMetadata(user_data="Zm9v")
