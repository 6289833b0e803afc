"""Moving a stack from the official provider to ours and back: nothing is replaced.

The states are of the shape the official provider writes: linode_image of schema
version 0, linode_instance with more attributes than ours has.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from .api import call, linode_by_hand, upload_by_hand
from .configurations import disk_file, uploaded
from .configurations import image as image_with

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .workspace import Workspace

OFFICIAL = 'provider["registry.terraform.io/linode/linode"]'
OURS = 'provider["terraform.local/shim/linode"]'


def official_image(image: dict[str, Any], **source: Any) -> dict[str, Any]:
    """The attributes of an image as the official provider stores them."""
    return {
        "capabilities": [],
        "cloud_init": False,
        "created": f"{image['created']}Z",
        "created_by": image["created_by"],
        "deprecated": False,
        "description": image["description"] or None,
        "disk_id": None,
        "expiry": None,
        "file_hash": None,
        "file_path": None,
        "id": image["id"],
        "image_sharing": {
            "shared_by": None,
            "shared_with": {"sharegroup_count": None, "sharegroup_list_url": None},
        },
        "is_public": False,
        "is_shared": False,
        "label": image["label"],
        "linode_id": None,
        "region": None,
        "replica_regions": None,
        "replications": [],
        "size": image["size"],
        "status": "creating",
        "tags": image["tags"],
        "timeouts": None,
        "total_size": image["total_size"],
        "type": "manual",
        "vendor": "",
        "wait_for_replications": False,
        **source,
    }


def official_instance(linode: dict[str, Any], disks: list[dict[str, Any]]) -> dict[str, Any]:
    """The attributes of a Linode as the official provider stores them."""
    return {
        "alerts": [{"cpu": 90, "io": 10000, "network_in": 10, "network_out": 10,
                    "transfer_quota": 80}],
        "authorized_keys": None,
        "authorized_users": None,
        "backup_id": None,
        "backups_enabled": False,
        "boot_config_label": "My Debian Disk Profile",
        "booted": True,
        "config": [],
        "disk": [
            {"id": disk["id"], "label": disk["label"], "size": disk["size"],
             "filesystem": disk["filesystem"], "image": "", "read_only": False,
             "root_pass": "", "stackscript_id": 0, "stackscript_data": {},
             "authorized_keys": [], "authorized_users": []}
            for disk in disks
        ],
        "group": "",
        "id": str(linode["id"]),
        "image": linode["image"],
        "interface": [],
        "ip_address": linode["ipv4"][0],
        "ipv4": linode["ipv4"],
        "label": linode["label"],
        "migration_type": "cold",
        "placement_group": [],
        "private_ip": None,
        "region": linode["region"],
        "resize_disk": False,
        "root_pass": None,
        "shared_ipv4": [],
        "status": "running",
        "swap_size": 512,
        "tags": [],
        "timeouts": None,
        "type": linode["type"],
        "watchdog_enabled": True,
    }  # fmt: skip


def write_state(
    stack: Workspace, kind: str, name: str, values: dict[str, Any], provider: str
) -> None:
    """A state file with one resource, as that provider has left it."""
    instance = {"schema_version": 0, "attributes": values, "sensitive_attributes": []}
    resource = {"mode": "managed", "type": kind, "name": name, "provider": provider,
                "instances": [instance]}  # fmt: skip
    state = {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "moved",
             "outputs": {}, "resources": [resource], "check_results": None}  # fmt: skip
    (stack.folder / "terraform.tfstate").write_text(json.dumps(state))


@pytest.mark.parametrize("source", ["upload", "capture"])
def test_an_image_of_the_official_provider_is_taken_over_without_replacement(
    stack: Workspace, api: Emulator, source: str
) -> None:
    file = disk_file(stack.folder)
    image = upload_by_hand(api, label="golden", tags=["abc", "def"])
    if source == "upload":
        import hashlib

        md5 = hashlib.md5(file.read_bytes()).hexdigest()
        given: dict[str, Any] = {"file_path": "image.img.gz", "region": "us-east", "file_hash": md5}
    else:
        given = {"disk_id": 11, "linode_id": 12}
    values = official_image(image, **given)
    written = {"label": "golden", "tags": ["def", "abc"], **given}
    stack.write(image_with(**{name: json.dumps(value) for name, value in written.items()}))
    stack.init()
    write_state(stack, "linode_image", "golden", values, OFFICIAL)
    stack.run("state", "replace-provider", "-auto-approve", "linode/linode",
              "terraform.local/shim/linode")  # fmt: skip
    assert stack.plan().code == 0
    assert stack.values("linode_image.golden")["id"] == image["id"]


def test_a_linode_of_the_official_provider_is_taken_over_without_replacement(
    stack: Workspace, api: Emulator
) -> None:
    disk = linode_by_hand(api)
    linode = call(api, "GET", f"/linode/instances/{disk['linode_id']}")
    disks = call(api, "GET", f"/linode/instances/{disk['linode_id']}/disks")["data"]
    stack.write(
        'resource "linode_instance" "foo" {\n'
        f'  label = "{linode["label"]}"\n  region = "{linode["region"]}"\n'
        f'  type = "{linode["type"]}"\n  image = "{linode["image"]}"\n}}\n'
    )
    stack.init()
    write_state(stack, "linode_instance", "foo", official_instance(linode, disks), OFFICIAL)
    stack.run("state", "replace-provider", "-auto-approve", "linode/linode",
              "terraform.local/shim/linode")  # fmt: skip
    assert stack.plan().code == 0


def test_our_state_has_what_the_official_providers_schema_has(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    stack.applied()
    (resource,) = json.loads(stack.stored())["resources"]
    assert resource["provider"] == OURS
    (instance,) = resource["instances"]
    assert instance["schema_version"] == 0
    values = instance["attributes"]
    expected = official_image({**values, "created": values["created"][:-1]})
    assert values.keys() == expected.keys()
    kinds = {
        name: (type(values[name]), type(value))
        for name, value in expected.items()
        if value is not None and values[name] is not None
    }
    assert all(ours is theirs for ours, theirs in kinds.values()), kinds
    stack.run("state", "replace-provider", "-auto-approve", "terraform.local/shim/linode",
              "linode/linode")  # fmt: skip
    (resource,) = json.loads(stack.stored())["resources"]
    assert resource["provider"] == OFFICIAL


def test_private_state_is_of_the_form_the_official_provider_reads(stack: Workspace) -> None:
    import base64
    import os

    disk_file(stack.folder)
    os.utime(stack.folder / "image.img.gz", (1, 1))
    stack.write(uploaded())
    stack.init().applied()
    (resource,) = json.loads(stack.stored())["resources"]
    private = json.loads(base64.b64decode(resource["instances"][0]["private"]))
    assert private
    for key, value in private.items():
        assert not key.startswith(".")
        json.loads(base64.b64decode(value))
