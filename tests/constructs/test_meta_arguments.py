"""Terraform's meta-arguments, as structs and as dicts, in JSON; `test_snapshots` shows them all."""

from __future__ import annotations

from typing import Any

import pytest

from .apps import as_hcl, image, resource
from .core import (
    DataLinodeImage,
    FileProvisioner,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    LocalExecProvisioner,
    SSHProvisionerConnection,
    TerraformCount,
    TerraformIterator,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
    WinrmProvisionerConnection,
)

PLAIN: dict[str, Any] = {"label": "golden", "disk_id": 1, "linode_id": 2}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a count": ({"count": 2}, {"count": 2}),
    "a count of none": ({"count": 0}, {"count": 0}),
    "a lifecycle struct": (
        {"lifecycle": TerraformResourceLifecycle(prevent_destroy=True)},
        {"lifecycle": {"prevent_destroy": True}},
    ),
    "a lifecycle dict": (
        {"lifecycle": {"create_before_destroy": True, "ignore_changes": "all"}},
        {"lifecycle": {"create_before_destroy": True, "ignore_changes": "all"}},
    ),
    "conditions": (
        {
            "lifecycle": {
                "precondition": [{"condition": "${true}", "error_message": "never"}],
                "postcondition": [{"condition": "${self.size > 0}", "error_message": "empty"}],
            }
        },
        {
            "lifecycle": {
                "precondition": [{"condition": "${true}", "error_message": "never"}],
                "postcondition": [{"condition": "${self.size > 0}", "error_message": "empty"}],
            }
        },
    ),
    "an ssh connection struct": (
        {"connection": SSHProvisionerConnection(type="ssh", host="192.0.2.1", bastion_port=22)},
        {"connection": {"type": "ssh", "host": "192.0.2.1", "bastion_port": 22}},
    ),
    "a winrm connection struct": (
        {"connection": WinrmProvisionerConnection(type="winrm", host="192.0.2.1", https=True)},
        {"connection": {"type": "winrm", "host": "192.0.2.1", "https": True}},
    ),
    "a winrm connection dict": (
        {"connection": {"type": "winrm", "host": "192.0.2.1", "use_ntlm": True}},
        {"connection": {"type": "winrm", "host": "192.0.2.1", "use_ntlm": True}},
    ),
    "provisioner structs": (
        {
            "provisioners": [
                LocalExecProvisioner(type="local-exec", command="true", when="destroy"),
                FileProvisioner(type="file", source="a", destination="b"),
            ]
        },
        {
            "provisioner": [
                {"local-exec": {"command": "true", "when": "destroy"}},
                {"file": {"source": "a", "destination": "b"}},
            ]
        },
    ),
    "provisioner dicts": (
        {
            "provisioners": [
                {
                    "type": "remote-exec",
                    "inline": ["true"],
                    "connection": {"type": "ssh", "host": "192.0.2.1", "timeout": "1m"},
                }
            ]
        },
        {
            "provisioner": [
                {
                    "remote-exec": {
                        "inline": ["true"],
                        "connection": {"type": "ssh", "host": "192.0.2.1", "timeout": "1m"},
                    }
                }
            ]
        },
    ),
}


@pytest.mark.parametrize("sentence", CASES)
def test_meta_argument_is_written(sentence: str, stack: TerraformStack) -> None:
    given, written = CASES[sentence]
    LinodeImage(stack, "image", **PLAIN, **given)
    assert image(stack) == {**PLAIN, **written}


def test_a_count_may_be_a_variable(stack: TerraformStack) -> None:
    number = TerraformVariable(stack, "number", type="number").number_value
    LinodeImage(stack, "plain", **PLAIN, count=number)
    count = TerraformCount.of(number)
    LinodeImage(stack, "counted", **PLAIN, count=count)
    assert image(stack, "plain")["count"] == "${var.number}"
    assert image(stack, "counted")["count"] == "${var.number}"


def test_for_each_over_a_map(stack: TerraformStack) -> None:
    disks = TerraformIterator.from_map({"web": 1, "db": 2})
    LinodeImage(stack, "image", for_each=disks, label=disks.key, disk_id=disks.value, linode_id=3)
    assert image(stack) == {
        "for_each": {"db": 2, "web": 1},
        "label": "${each.key}",
        "disk_id": "${each.value}",
        "linode_id": 3,
    }


def test_for_each_chained_from_an_image(stack: TerraformStack) -> None:
    names = TerraformIterator.from_list(["one", "two"])
    images = LinodeImage(stack, "image", for_each=names, label=names.value, disk_id=1, linode_id=2)
    each = TerraformIterator.from_resources(images)
    LinodeInstance(stack, "web", for_each=each, region="us-ord", image=each.get_string("id"))
    web = resource(stack, "linode_instance.web")
    assert web["for_each"] == "${linode_image.image}"
    assert web["image"] == "${each.value.id}"


def test_lists_inside_for_each(stack: TerraformStack) -> None:
    regions = TerraformIterator.from_map({"golden": ["us-ord", "eu-west"]})
    LinodeImage(
        stack,
        "image",
        for_each=regions,
        label="golden",
        disk_id=1,
        linode_id=2,
        replica_regions=regions.value,
        tags=["golden", regions.key],
    )
    written = image(stack)
    assert written["replica_regions"] == "${each.value}"
    assert written["tags"] == ["golden", "${each.key}"]


def test_dependencies_and_provider(stack: TerraformStack, foo: LinodeInstance) -> None:
    work = LinodeProvider(stack, "work", alias="work")
    LinodeImage(stack, "image", **PLAIN, depends_on=[foo, work], provider=work)
    assert image(stack)["provider"] == "linode.work"
    assert image(stack)["depends_on"] == ["linode_instance.foo", "linode.work"]


def test_triggers_of_a_replacement_are_addresses(
    stack: TerraformStack, foo: LinodeInstance
) -> None:
    """cdktf's own text, an expression, is refused by Terraform (terraform-cdk#3196)."""
    foo.override_logical_id("web")
    triggers = [foo, foo.fqn, foo.image, "linode_instance.other.image"]
    lifecycle = {"replace_triggered_by": triggers, "prevent_destroy": True}
    LinodeImage(stack, "image", **PLAIN, lifecycle=lifecycle)
    assert image(stack)["lifecycle"] == {
        "prevent_destroy": True,
        "replace_triggered_by": [
            "linode_instance.web",
            "linode_instance.web",
            "linode_instance.web.image",
            "linode_instance.other.image",
        ],
    }
    assert '"${linode_instance.web.image}",' in as_hcl(stack)


def test_data_sources_take_them_too(stack: TerraformStack, foo: LinodeInstance) -> None:
    work = LinodeProvider(stack, "work", alias="work")
    DataLinodeImage(
        stack,
        "debian",
        id="linode/debian12",
        count=1,
        depends_on=[foo],
        lifecycle={"postcondition": [{"condition": "${true}", "error_message": "never"}]},
        provider=work,
    )
    assert resource(stack, "data.linode_image.debian") == {
        "id": "linode/debian12",
        "count": 1,
        "depends_on": ["linode_instance.foo"],
        "lifecycle": {"postcondition": [{"condition": "${true}", "error_message": "never"}]},
        "provider": "linode.work",
    }


def test_they_can_be_set_after_construction(stack: TerraformStack) -> None:
    golden = LinodeImage(stack, "image", **PLAIN)
    golden.count = 3
    golden.lifecycle = TerraformResourceLifecycle(prevent_destroy=True)
    assert image(stack) == {**PLAIN, "count": 3, "lifecycle": {"prevent_destroy": True}}
