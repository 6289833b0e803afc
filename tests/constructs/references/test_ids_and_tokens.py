"""What passes as an argument beside plain values: things for their ids, tokens everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..apps import image, resource
from ..core import (
    ArgumentError,
    ArgumentTypeError,
    ComplexList,
    ComplexObject,
    DataLinodeImage,
    Fn,
    LinodeImage,
    LinodeInstance,
    TerraformCount,
    TerraformIterator,
    TerraformResource,
    TerraformStack,
    Token,
)


def test_the_things_themselves_stand_for_their_ids(
    stack: TerraformStack, foo: LinodeInstance
) -> None:
    made = LinodeImage(stack, "image", label="golden", disk_id=foo.disk.get(0), linode_id=foo)
    LinodeInstance(stack, "web", region="eu-west", image=made)
    DataLinodeImage(stack, "seen", id=made)
    assert image(stack) == {
        "label": "golden",
        "disk_id": "${linode_instance.foo.disk[0].id}",
        "linode_id": "${linode_instance.foo.id}",
    }
    assert resource(stack, "linode_instance.web")["image"] == "${linode_image.image.id}"
    assert resource(stack, "data.linode_image.seen")["id"] == "${linode_image.image.id}"


IDS: dict[str, tuple[Any, Any]] = {
    "a number": (12345, 12345),
    "a whole fraction": (12345.0, 12345),
    "digits": ("12345", 12345),
    "a text token": ("${linode_instance.web.id}", "${linode_instance.web.id}"),
}


@pytest.mark.parametrize("sentence", IDS)
def test_an_id_is_taken_as(sentence: str, stack: TerraformStack) -> None:
    given, expected = IDS[sentence]
    LinodeImage(stack, "image", label="golden", disk_id=given, linode_id=given)
    assert image(stack) == {"label": "golden", "disk_id": expected, "linode_id": expected}


class ForeignInstance:
    """The Linode of another library, as a Python class around anything."""

    TF_RESOURCE_TYPE = "linode_instance"
    id = "${linode_instance.theirs.id}"


class GeneratedInstance(TerraformResource):
    """As `cdktf get` would make it, with the members that matter here."""

    TF_RESOURCE_TYPE = "linode_instance"

    def __init__(self, scope: TerraformStack, id: str) -> None:
        super().__init__(scope, id, terraform_resource_type=self.TF_RESOURCE_TYPE)

    @property
    def id(self) -> str:
        return self.get_string_attribute("id")

    @property
    def disk(self) -> DiskList:
        return DiskList(self, "disk", False)


class DiskList(ComplexList):
    def get(self, index: int) -> Disk:
        return Disk(self._terraform_resource, self._terraform_attribute, self._wraps_set, index)


class Disk(ComplexObject):
    @property
    def id(self) -> float:
        return self.get_number_attribute("id")


def test_generated_bindings_compose(stack: TerraformStack) -> None:
    theirs = GeneratedInstance(stack, "theirs")
    LinodeImage(stack, "plain", label="a", disk_id=theirs.disk.get(0), linode_id=theirs)
    LinodeImage.from_disk(stack, "image", instance=theirs, label="a")
    assert image(stack) == image(stack, "plain")
    assert image(stack) == {
        "label": "a",
        "disk_id": "${linode_instance.theirs.disk[0].id}",
        "linode_id": "${linode_instance.theirs.id}",
    }
    with pytest.raises(ArgumentTypeError, match="`disk_id` takes a disk, not a `linode_instance`"):
        LinodeImage(stack, "wrong", label="a", disk_id=theirs, linode_id=theirs)


def test_a_construct_of_another_library_stands_for_its_id(stack: TerraformStack) -> None:
    LinodeImage(stack, "image", label="golden", disk_id=1, linode_id=ForeignInstance())
    assert image(stack)["linode_id"] == "${linode_instance.theirs.id}"


WRONG_THINGS: dict[str, tuple[Callable[[LinodeInstance], dict[str, Any]], str]] = {
    "a Linode, which has several disks, for a disk": (
        lambda foo: {"disk_id": foo, "linode_id": foo},
        "`disk_id` takes a disk, not a `linode_instance`: give one of its disks, such as"
        " `instance.disk.get(0)`",
    ),
    "all disks for a disk": (
        lambda foo: {"disk_id": foo.disk, "linode_id": foo},
        "`disk_id` takes a number, not a list: pick one with .get(0)",
    ),
    "another library's Linode for a disk": (
        lambda foo: {"disk_id": ForeignInstance(), "linode_id": foo},
        "`disk_id` takes a disk, not a `linode_instance`: give one of its disks, such as"
        " `instance.disk.get(0)`",
    ),
}


@pytest.mark.parametrize("sentence", WRONG_THINGS)
def test_the_wrong_thing_is_refused(
    sentence: str, stack: TerraformStack, foo: LinodeInstance
) -> None:
    given, message = WRONG_THINGS[sentence]
    with pytest.raises(ArgumentTypeError) as raised:
        LinodeImage(stack, "wrong", label="golden", **given(foo))
    assert str(raised.value) == f"stack/wrong: {message}"


def test_an_image_is_no_linode(stack: TerraformStack) -> None:
    other = LinodeImage(stack, "other", label="golden", disk_id=1, linode_id=2)
    with pytest.raises(ArgumentTypeError, match="`linode_id` takes a Linode, not a `linode_image`"):
        LinodeImage(stack, "wrong", label="golden", disk_id=1, linode_id=other)


LOST: dict[str, tuple[Callable[[TerraformStack], str], str]] = {
    "a number token": (lambda _: f"web-{TerraformCount.of(2).index}", "-8."),
    "an object token": (lambda _: f"web-{Token.as_any({'a': 1})}", "<jsii."),
    "an iterator's value": (
        lambda _: f"web-{TerraformIterator.from_map({'a': 1}).value}",
        "<",
    ),
}


@pytest.mark.parametrize("sentence", LOST)
def test_a_token_lost_in_formatted_text_is_refused(sentence: str, stack: TerraformStack) -> None:
    text, start = LOST[sentence]
    with pytest.raises(ArgumentError) as raised:
        LinodeImage(stack, "wrong", label="a", description=text(stack))
    message = str(raised.value)
    assert message.startswith(
        f"stack/wrong: `description` holds a token that has become the text '{start}"
    )
    assert message.endswith("': format Token.as_string(...) instead")


# --- tokens are let through, everywhere

TEXT = "${var.text}"


def test_tokens_pass_in_every_argument_of_an_image(stack: TerraformStack) -> None:
    anything = Token.as_any({"a": 1})
    every = {
        "label": TEXT,
        "description": anything,
        "disk_id": TEXT,
        "linode_id": Token.as_number("${var.linode}"),
        "file_path": TEXT,
        "region": anything,
        "file_hash": Fn.filemd5("image.img.gz"),
        "cloud_init": TEXT,
        "tags": Token.as_list("${var.tags}"),
        "replica_regions": ["us-ord", TEXT, anything],
        "wait_for_replications": anything,
        "timeouts": {"create": TEXT, "delete": anything},
    }
    LinodeImage(stack, "image", **every)  # type: ignore[arg-type]
    written = image(stack)
    assert set(written) == set(every)
    assert written["linode_id"] == "${var.linode}"
    assert written["tags"] == "${var.tags}"
    assert written["replica_regions"] == ["us-ord", TEXT, {"a": 1}]
    assert written["timeouts"] == {"create": TEXT, "delete": {"a": 1}}


def test_a_block_may_be_one_token(stack: TerraformStack) -> None:
    timeouts = Token.as_any({"create": "1h"})
    LinodeImage(stack, "image", label="golden", disk_id=1, linode_id=2, timeouts=timeouts)
    assert image(stack)["timeouts"] == {"create": "1h"}


def test_two_sources_that_are_tokens_pass_as_either_may_be_null(stack: TerraformStack) -> None:
    names = ("disk_id", "linode_id", "file_path", "region")
    given: dict[str, Any] = {name: f"${{var.{name}}}" for name in names}
    LinodeImage(stack, "image", label="golden", **given)
    assert image(stack) == {"label": "golden", **given}
