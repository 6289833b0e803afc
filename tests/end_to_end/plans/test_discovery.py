"""Data sources, identity, `terraform query`: images that exist already are found and adopted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..api import upload_by_hand
from ..configurations import disk_file

if TYPE_CHECKING:
    from shim_provider.emulator import Emulator

    from ..workspace import Workspace


def output(stack: Workspace, expression: str) -> object:
    """The value of an expression, through an output."""
    stack.write(expression)
    stack.applied()
    return json.loads(stack.run("output", "-json").stdout)["it"]["value"]


def test_one_public_image_is_read(stack: Workspace) -> None:
    stack.init_with(disk_file)
    image = output(
        stack,
        'data "linode_image" "it" {\n  id = "linode/debian8"\n}\n'
        'output "it" {\n  value = data.linode_image.it\n}\n',
    )
    assert isinstance(image, dict)
    assert image["label"] == "Debian 8"
    assert image["description"] == ""
    assert image["is_public"] is True
    assert image["is_shared"] is False
    assert image["type"] == "manual"
    assert image["size"] == 1300
    assert image["vendor"] == "Debian"
    assert not image["image_sharing"] or not image["image_sharing"]["shared_with"]


def test_an_image_that_does_not_exist_is_an_error_that_names_it(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write('data "linode_image" "it" {\n  id = "linode/nothing"\n}\n')
    (error,) = stack.plan().errors
    assert "linode/nothing" in error


def listed(stack: Workspace, *lines: str) -> list[str]:
    """The labels of the images a linode_images data source finds."""
    body = "\n".join(f"  {line}" for line in lines)
    found = output(
        stack,
        f'data "linode_images" "it" {{\n{body}\n}}\n'
        'output "it" {\n  value = data.linode_images.it.images[*].label\n}\n',
    )
    assert isinstance(found, list)
    return found


def only(name: str, *values: str, match_by: str = "") -> str:
    match = f'\n    match_by = "{match_by}"' if match_by else ""
    return f'filter {{\n    name = "{name}"\n    values = {json.dumps(values)}{match}\n  }}'


def test_images_are_found_by_filters_ordered_and_the_latest_kept(
    stack: Workspace, api: Emulator
) -> None:
    for label, tags in (("gold-1", ["abc"]), ("gold-2", ["abc", "def"]), ("other", [])):
        upload_by_hand(api, label=label, tags=tags)
    stack.init_with(disk_file)
    private = only("is_public", "false")
    assert sorted(listed(stack, private)) == ["gold-1", "gold-2", "other"]
    assert listed(stack, private, only("label", "gold-1")) == ["gold-1"]
    assert sorted(listed(stack, private, only("tags", "abc"))) == ["gold-1", "gold-2"]
    assert listed(stack, only("label", "^gold-[2-9]$", match_by="regex")) == ["gold-2"]
    assert listed(stack, only("label", "no-such-image")) == []
    assert len(listed(stack, only("label", "Alpine", match_by="substring"))) > 1
    newest = listed(stack, private, only("label", "gold", match_by="sub"), "latest = true")
    # Both were made in one second, by Linode's clock.
    assert newest == ["gold-2"]
    ascending = listed(stack, private, 'order = "asc"', 'order_by = "label"')
    assert ascending == ["gold-1", "gold-2", "other"]
    assert listed(stack, private, 'order_by = "label"') == ascending[::-1]


def test_a_filter_the_api_refuses_is_applied_here(stack: Workspace, api: Emulator) -> None:
    upload_by_hand(api, label="gold-1")
    stack.init_with(disk_file)
    refused = {"errors": [{"reason": "Could not apply filter", "field": "X-Filter"}]}
    api.faults.add(method="GET", path="^/images$", status=400, body=refused, count=1)
    assert listed(stack, only("label", "gold-1")) == ["gold-1"]


def test_a_misspelt_filter_is_refused_before_any_request(stack: Workspace) -> None:
    stack.init_with(disk_file)
    stack.write(f'data "linode_images" "it" {{\n  {only("lable", "x")}\n}}\n')
    (error,) = stack.plan().errors
    assert "label" in error


def test_an_image_is_imported_by_identity(stack: Workspace, api: Emulator) -> None:
    image = upload_by_hand(api, label="golden")
    stack.init_with(disk_file)
    identity = f'identity = {{\n    id = "{image["id"]}"\n  }}'
    stack.write(
        f"import {{\n  to = linode_image.golden\n  {identity}\n}}\n"
        'resource "linode_image" "golden" {\n  label = "golden"\n}\n'
    )
    stack.applied()
    assert stack.values("linode_image.golden")["id"] == image["id"]
    assert stack.plan().code == 0


def test_configuration_generated_for_an_import_plans_clean(stack: Workspace, api: Emulator) -> None:
    image = upload_by_hand(api, label="golden", description="by hand", tags=["team"])
    stack.init_with(disk_file)
    stack.write(f'import {{\n  to = linode_image.golden\n  id = "{image["id"]}"\n}}\n')
    generated = stack.run("plan", "-generate-config-out=generated.tf", "-no-color").stdout
    assert "1 to import, 0 to add, 0 to change, 0 to destroy" in generated
    stack.applied()
    assert stack.plan().code == 0


def test_a_query_finds_all_private_images_and_writes_their_configuration(
    stack: Workspace, api: Emulator
) -> None:
    made = {upload_by_hand(api, label=f"gold-{n}")["id"] for n in range(3)}
    stack.init_with(disk_file)
    stack.write("")
    (stack.folder / "all.tfquery.hcl").write_text(
        'list "linode_image" "all" {\n  provider = linode\n}\n'
    )
    stack.run("query", "-generate-config-out=adopted.tf", "-no-color")
    assert all(image_id in (stack.folder / "adopted.tf").read_text() for image_id in made)
    stack.applied()
    ids = {resource["values"]["id"] for resource in stack.resources().values()}
    assert ids == made
    assert stack.plan().code == 0
