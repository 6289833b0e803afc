"""The whole life of images and Linodes: plan, apply, plan, import, destroy, by a real Terraform."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .api import images, put_image, upload_by_hand
from .configurations import disk_file, uploaded

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from .workspace import Workspace

HCL = Path(__file__).parents[2] / "examples" / "hcl"

CAPTURE = (HCL / "capture_and_boot" / "main.tf").read_text()
UPLOAD = (HCL / "upload" / "main.tf").read_text()


def test_example_1_captures_an_image_and_boots_from_it_elsewhere(workspace: Workspace) -> None:
    workspace.write(CAPTURE)
    workspace.init_by_terraform().run("validate")
    assert workspace.plan().changes == {
        "linode_instance.foo": "create",
        "linode_image.bar": "create",
        "linode_instance.bar_based": "create",
    }
    workspace.applied()
    image = workspace.values("linode_image.bar")
    assert image["status"] == "available"
    assert image["id"].startswith("private/")
    assert image["label"] == "foo-sda-image"
    assert image["description"] == "Image taken from foo"
    assert image["type"] == "manual"
    assert image["is_public"] is False
    assert image["deprecated"] is False
    assert image["created"].endswith("Z")
    assert image["expiry"] is None
    assert image["vendor"] is None
    based = workspace.values("linode_instance.bar_based")
    assert (based["image"], based["region"], based["status"]) == (image["id"], "eu-west", "running")
    assert workspace.plan().code == 0
    workspace.destroy()
    assert workspace.resources() == {}


def test_example_2_uploads_a_file(workspace: Workspace, api: Emulator) -> None:
    path = disk_file(workspace.folder, name="path/to/image.img.gz")
    workspace.write(UPLOAD)
    workspace.init().applied()
    image = workspace.values("linode_image.foobar")
    assert image["status"] == "available"
    assert image["file_hash"] == hashlib.md5(path.read_bytes()).hexdigest()
    assert workspace.plan().code == 0
    workspace.destroy()
    assert images(api) == []


def test_the_password_is_neither_stored_nor_shown(workspace: Workspace) -> None:
    workspace.write(CAPTURE)
    workspace.init()
    done = workspace.run("apply", "-auto-approve", "-no-color")
    assert "insecure-p4ssw0rd" not in workspace.stored()
    assert "insecure-p4ssw0rd" not in done.stdout + done.stderr


def test_a_password_changed_is_set_in_place_and_one_kept_is_no_change(stack: Workspace) -> None:
    stack.write(CAPTURE)
    stack.init().applied()
    stack.write(CAPTURE.replace("insecure-p4ssw0rd!!", "an0ther-p4ssw0rd!!"))
    assert stack.plan().changes["linode_instance.foo"] == "update"
    stack.applied()
    assert stack.plan().code == 0
    assert stack.values("linode_instance.foo")["status"] == "running"


@pytest.mark.parametrize("form", ["private/{}", "{}"])
def test_an_import_takes_both_forms_of_an_id_and_plans_no_change(
    stack: Workspace, api: Emulator, form: str
) -> None:
    image = upload_by_hand(api, label="golden", description="by hand", tags=["team", "base"])
    stack.write(
        'resource "linode_image" "golden" {\n  label = "golden"\n  description = "by hand"\n'
        '  tags = ["base", "team"]\n}\n'
    )
    stack.init()
    stack.run("import", "linode_image.golden", form.format(image["id"].removeprefix("private/")))
    assert stack.values("linode_image.golden")["description"] == "by hand"
    assert stack.plan().code == 0


def test_writing_down_the_source_of_an_imported_image_replaces_nothing(
    stack: Workspace, api: Emulator
) -> None:
    disk_file(stack.folder)
    image = upload_by_hand(api, label="golden")
    stack.write('resource "linode_image" "golden" {\n  label = "golden"\n}\n')
    stack.init().run("import", "linode_image.golden", image["id"])
    stack.write(uploaded())
    assert stack.plan().changes == {"linode_image.golden": "update"}
    stack.applied()
    assert stack.values("linode_image.golden")["id"] == image["id"]
    assert stack.plan().code == 0


def test_an_image_without_a_source_is_valid_but_cannot_be_created(stack: Workspace) -> None:
    stack.write('resource "linode_image" "golden" {\n  label = "golden"\n}\n')
    stack.init().run("validate")
    (error,) = stack.plan().errors
    assert "No source for the image" in error
    assert "disk_id" in error


def test_changes_made_behind_terraforms_back_are_planned_back(
    stack: Workspace, api: Emulator
) -> None:
    disk_file(stack.folder)
    stack.write(uploaded(description='"mine"', tags='["abc", "def"]'))
    stack.init().applied()
    image_id = stack.values("linode_image.golden")["id"]
    put_image(api, image_id, {"description": "theirs", "tags": ["xyz"], "label": "other"})
    assert stack.plan().changes == {"linode_image.golden": "update"}
    stack.applied()
    (image,) = images(api)
    assert (image["label"], image["description"]) == ("golden", "mine")
    assert sorted(image["tags"]) == ["abc", "def"]


def test_an_order_of_tags_means_nothing(stack: Workspace) -> None:
    disk_file(stack.folder)
    stack.write(uploaded(tags='["zeta", "alpha"]'))
    stack.init().applied()
    stack.write(uploaded(tags='["alpha", "zeta"]'))
    assert stack.plan().code == 0


def test_what_is_removed_from_the_configuration_is_removed_at_linode(
    stack: Workspace, api: Emulator
) -> None:
    disk_file(stack.folder)
    stack.write(uploaded(description='"mine"', tags='["abc"]'))
    stack.init().applied()
    stack.write(uploaded())
    stack.applied()
    (image,) = images(api)
    assert not image["description"]
    assert image["tags"] == []
    assert stack.plan().code == 0


def test_a_changed_file_replaces_the_image_without_filemd5(stack: Workspace) -> None:
    disk_file(stack.folder)
    stack.write(uploaded())
    stack.init().applied()
    first = stack.values("linode_image.golden")
    disk_file(stack.folder, b"another disk")
    assert stack.plan().changes == {"linode_image.golden": "replace"}
    stack.applied()
    second = stack.values("linode_image.golden")
    assert second["id"] != first["id"]
    assert second["file_hash"] != first["file_hash"]


def test_a_new_path_to_the_same_content_changes_nothing_at_linode(
    stack: Workspace, api: Emulator
) -> None:
    disk_file(stack.folder)
    stack.write(uploaded())
    stack.init().applied()
    disk_file(stack.folder, name="moved.img.gz")
    stack.write(uploaded(file_path='"moved.img.gz"'))
    before = len(api.requests)
    assert stack.plan().changes == {"linode_image.golden": "update"}
    stack.applied()
    assert {entry.method for entry in list(api.requests)[before:]} == {"GET"}
    assert stack.plan().code == 0


def test_a_change_of_timeouts_alone_sends_nothing(stack: Workspace, api: Emulator) -> None:
    disk_file(stack.folder)
    stack.write(uploaded())
    stack.init().applied()
    stack.write(uploaded(timeouts='create = "5m"'))
    before = len(api.requests)
    stack.applied()
    assert {entry.method for entry in list(api.requests)[before:]} == {"GET"}
    assert stack.plan().code == 0
