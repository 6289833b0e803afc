"""What a construct's attributes become in other places of the app, and in other stacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..apps import image, resource, synthesized
from ..core import (
    App,
    DataLinodeImages,
    Fn,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    TerraformIterator,
    TerraformOutput,
    TerraformStack,
)


@pytest.fixture
def golden(stack: TerraformStack) -> LinodeImage:
    return LinodeImage(stack, "golden", label="golden", disk_id=1, linode_id=2)


def reference(stack: TerraformStack, value: Any) -> Any:
    """What Terraform is given for `value`."""
    TerraformOutput(stack, "it", value=value)
    return synthesized(stack)["output"]["it"]["value"]


ATTRIBUTES = {
    *("id", "label", "description", "disk_id", "linode_id", "file_path", "region", "file_hash"),
    *("cloud_init", "tags", "replica_regions", "wait_for_replications", "created", "created_by"),
    *("deprecated", "is_public", "is_shared", "size", "total_size", "status", "type", "expiry"),
    *("vendor", "capabilities", "replications", "image_sharing", "timeouts"),
}


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_an_image_attribute_is_a_reference(
    name: str, stack: TerraformStack, golden: LinodeImage
) -> None:
    assert reference(stack, getattr(golden, name)) == f"${{linode_image.golden.{name}}}"


NESTED: dict[str, tuple[Callable[[LinodeImage], Any], str]] = {
    "a replica's status": (lambda it: it.replications.get(0).status, "replications[0].status"),
    "another one's region": (lambda it: it.replications.get(1).region, "replications[1].region"),
    "a whole replica": (lambda it: it.replications.get(0), "replications[0]"),
    "with how many it is shared": (
        lambda it: it.image_sharing.shared_with.sharegroup_count,
        "image_sharing.shared_with.sharegroup_count",
    ),
    "where it came from": (
        lambda it: it.image_sharing.shared_by.source_image_id,
        "image_sharing.shared_by.source_image_id",
    ),
    "its create timeout": (lambda it: it.timeouts.create, "timeouts.create"),
}


@pytest.mark.parametrize("sentence", NESTED)
def test_a_nested_image_attribute_is_a_reference(
    sentence: str, stack: TerraformStack, golden: LinodeImage
) -> None:
    read, path = NESTED[sentence]
    assert reference(stack, read(golden)) == f"${{linode_image.golden.{path}}}"


OF_INSTANCE: dict[str, tuple[Callable[[LinodeInstance], Any], str]] = {
    "its first disk": (lambda foo: foo.disk.get(0).id, "linode_instance.foo.disk[0].id"),
    "its swap disk's size": (lambda foo: foo.disk.get(1).size, "linode_instance.foo.disk[1].size"),
    "its memory": (lambda foo: foo.specs.get(0).memory, "linode_instance.foo.specs[0].memory"),
    "its backup day": (
        lambda foo: foo.backups.get(0).schedule.get(0).day,
        "linode_instance.foo.backups[0].schedule[0].day",
    ),
    "the disk it boots from": (
        lambda foo: foo.config.get(0).devices.get(0).sda.get(0).disk_id,
        "linode_instance.foo.config[0].devices[0].sda[0].disk_id",
    ),
    "its user data": (
        lambda foo: foo.metadata.user_data,
        "linode_instance.foo.metadata[0].user_data",
    ),
    "a set, as a list": (lambda foo: foo.ipv4, "tolist(linode_instance.foo.ipv4)"),
}


@pytest.mark.parametrize("sentence", OF_INSTANCE)
def test_an_instance_attribute_is_a_reference(
    sentence: str, stack: TerraformStack, foo: LinodeInstance
) -> None:
    read, path = OF_INSTANCE[sentence]
    assert reference(stack, read(foo)) == f"${{{path}}}"


def test_a_block_in_a_set_is_read_as_a_list(stack: TerraformStack) -> None:
    found = DataLinodeImages(stack, "found", filter=[{"name": "label", "values": ["golden"]}])
    assert (
        reference(stack, found.filter.get(0).name)
        == "${tolist(data.linode_images.found.filter).0.name}"
    )


def test_a_found_image_has_all_that_is_known_of_it(stack: TerraformStack) -> None:
    found = DataLinodeImages(stack, "found")
    value = found.images.get(0).replications.get(0).region
    assert reference(stack, value) == "${data.linode_images.found.images[0].replications[0].region}"


def test_a_construct_is_a_reference_to_itself(stack: TerraformStack, golden: LinodeImage) -> None:
    assert reference(stack, golden) == "${linode_image.golden}"


def test_references_work_in_functions_and_text(stack: TerraformStack, golden: LinodeImage) -> None:
    sentence = f"{golden.label} of {Fn.upper(golden.region)}"
    assert (
        reference(stack, sentence)
        == "${linode_image.golden.label} of ${upper(linode_image.golden.region)}"
    )


def test_replicas_can_be_iterated_by_region(stack: TerraformStack, golden: LinodeImage) -> None:
    replicas = golden.replications.all_with_map_key("region")
    LinodeInstance(
        stack, "web", for_each=replicas, region=replicas.get_string("region"), image=golden
    )
    web = resource(stack, "linode_instance.web")
    assert web["for_each"] == (
        "${{ for key, val in linode_image.golden.replications: val.region => val }}"
    )
    assert web["region"] == "${each.value.region}"


def test_reading_a_for_each_resource_is_reading_all_of_it(stack: TerraformStack) -> None:
    names = TerraformIterator.from_list(["one", "two"])
    images = LinodeImage(stack, "golden", for_each=names, label=names.value, disk_id=1, linode_id=2)
    assert reference(stack, images.id) == "${linode_image.golden.*.id}"


def test_an_override_is_written_last(stack: TerraformStack, golden: LinodeImage) -> None:
    golden.add_override("label", "silver")
    golden.add_override("lifecycle.prevent_destroy", True)
    assert image(stack, "golden") == {
        "label": "silver",
        "disk_id": 1,
        "linode_id": 2,
        "lifecycle": {"prevent_destroy": True},
    }


def test_an_image_of_another_stack_comes_through_its_state(app: App, tmp_path: Path) -> None:
    makers, users = TerraformStack(app, "makers"), TerraformStack(app, "users")
    for each in (makers, users):
        LinodeProvider(each, "linode")
    golden = LinodeImage(makers, "golden", label="golden", disk_id=1, linode_id=2)
    LinodeInstance(users, "web", region="eu-west", image=golden)
    app.synth()

    written = {
        name: json.loads((tmp_path / f"cdktf.out/stacks/{name}/cdk.tf.json").read_text())
        for name in ("makers", "users")
    }
    output = "cross-stack-output-linode_imagegoldenid"
    assert written["makers"]["output"][output] == {
        "sensitive": True,
        "value": "${linode_image.golden.id}",
    }
    assert written["users"]["resource"]["linode_instance"]["web"]["image"] == (
        f"${{data.terraform_remote_state.cross-stack-reference-input-makers.outputs.{output}}}"
    )
    manifest = json.loads((tmp_path / "cdktf.out/manifest.json").read_text())
    assert manifest["stacks"]["users"]["dependencies"] == ["makers"]
