"""State is what the API says: form is no drift, drift is no form; replacement as documented."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..api import call, images, linode_by_hand, put_image
from ..configurations import captured, disk_file, uploaded

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


def test_a_refresh_only_plan_shows_nothing_after_an_apply_and_the_drift_after_a_change(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded(tags='["zeta", "alpha"]', replica_regions='["us-east", "eu-central"]',
                         wait_for_replications="true"))  # fmt: skip
    stack.applied()
    assert stack.plan("-refresh-only").code == 0
    put_image(api, stack.values("linode_image.golden")["id"], {"description": "theirs"})
    assert stack.plan("-refresh-only").code == 2
    stack.applied("-refresh-only")
    assert stack.values("linode_image.golden")["description"] == "theirs"


def test_only_what_changed_is_sent(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded(description='"one"'))
    stack.applied()
    put_image(api, stack.values("linode_image.golden")["id"], {"tags": ["not-ours"]})
    stack.write(uploaded(description='"two"', tags='["not-ours"]'))
    stack.applied()
    (image,) = images(api)
    assert (image["description"], image["tags"]) == ("two", ["not-ours"])
    assert len(api.requests.matching("PUT", f"/images/{image['id']}")) == 2


def test_each_part_of_the_source_replaces(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    disk, other = linode_by_hand(api), linode_by_hand(api)
    stack.write(captured(disk))
    stack.applied()
    for changed in (captured(other), captured(disk, cloud_init="true"), uploaded()):
        stack.write(changed)
        assert stack.plan().changes == {"linode_image.golden": "replace"}
    stack.write(uploaded())
    stack.applied()
    stack.write(uploaded(region='"eu-central"'))
    assert stack.plan().changes == {"linode_image.golden": "replace"}
    assert len(images(api)) == 1


def test_cloud_init_dropped_replaces_an_image_of_ours(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded(cloud_init="true"))
    stack.applied()
    assert "cloud-init" in stack.values("linode_image.golden")["capabilities"]
    stack.write(uploaded())
    assert stack.plan().changes == {"linode_image.golden": "replace"}


def test_create_before_destroy_makes_the_new_image_first(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)
    lifecycle = "  lifecycle {\n    create_before_destroy = true\n  }\n}\n"
    stack.write(uploaded()[:-2] + lifecycle)
    stack.applied()
    disk_file(stack.folder, b"another disk")
    stack.applied()
    made, deleted = (
        [entry.number for entry in api.requests.matching(method, path)][-1]
        for method, path in (("POST", "/images/upload"), ("DELETE", "/images/private"))
    )
    assert made < deleted
    assert len(images(api)) == 1
    assert stack.plan().code == 0


def test_an_image_deleted_by_other_hands_is_planned_anew_and_its_deletion_is_no_error(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    stack.applied()
    call(api, "DELETE", f"/images/{stack.values('linode_image.golden')['id']}")
    assert stack.plan().changes == {"linode_image.golden": "create"}
    stack.run("destroy", "-refresh=false", "-auto-approve")
    assert stack.resources() == {}


def test_an_unchanged_file_is_remembered_and_a_file_that_is_gone_changes_nothing(
    stack: Workspace,
) -> None:
    stack.init_with(disk_file)
    file = stack.folder / "image.img.gz"
    os.utime(file, (1, 1))
    stack.write(uploaded())
    stack.applied()
    # Another content under the same size and time: only a file read again would show it.
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    os.utime(file, (1, 1))
    assert stack.plan().code == 0
    file.unlink()
    assert stack.plan().code == 0


def test_a_file_changed_between_plan_and_apply_loses_nothing(
    stack: Workspace, api: Emulator
) -> None:
    stack.init_with(disk_file)
    stack.write(uploaded())
    stack.run("plan", "-out=saved")
    disk_file(stack.folder, b"another disk")
    done = stack.run("apply", "saved", "-no-color", check=False)
    assert done.returncode == 1
    assert images(api) == []
    stack.applied()
    assert stack.plan().code == 0


def test_a_password_that_is_write_only_leaves_no_trace(stack: Workspace, api: Emulator) -> None:
    stack.init_with(disk_file)

    def foo(password: str, version: int) -> str:
        return (
            'resource "linode_instance" "foo" {\n  type = "g6-nanode-1"\n  region = "us-east"\n'
            f'  image = "linode/ubuntu22.04"\n  root_pass_wo = "{password}"\n'
            f"  root_pass_wo_version = {version}\n}}\n"
        )

    stack.write(foo("S3cret-p4ssword", 1))
    stack.applied()
    stack.write(foo("An0ther-p4ssword", 1))
    assert stack.plan().code == 0
    stack.write(foo("An0ther-p4ssword", 2))
    assert stack.plan().changes == {"linode_instance.foo": "update"}
    stack.applied()
    assert any(entry.path.endswith("/password") for entry in list(api.requests))
    assert "p4ssword" not in stack.stored()
    assert stack.values("linode_instance.foo")["root_pass"] is None
    assert stack.plan().code == 0
