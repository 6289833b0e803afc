"""Resources that exist already: adopted, generated, moved; and the core's own matchers on ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from constructs import Construct

from .apps import (
    as_hcl,
    as_json,
    construct_tree,
    has_data_source,
    has_provider,
    has_resource,
    synthesized,
)
from .core import (
    App,
    DataLinodeImage,
    ImportableResource,
    LinodeImage,
    LinodeInstance,
    LinodeProvider,
    TerraformStack,
)

PLAIN: dict[str, Any] = {"label": "golden", "disk_id": 1, "linode_id": 2}


def test_import_through_a_provider_of_several(stack: TerraformStack) -> None:
    work = LinodeProvider(stack, "work", alias="work")
    LinodeImage(stack, "image", label="golden", provider=work).import_from("private/1", work)
    assert synthesized(stack)["import"] == [
        {"id": "private/1", "to": "linode_image.image", "provider": "linode.work"}
    ]
    assert "provider = linode.work" in as_hcl(stack)


def test_an_instance_can_be_imported(stack: TerraformStack) -> None:
    LinodeInstance(stack, "web", region="us-ord").import_from("12345")
    assert synthesized(stack)["import"] == [{"id": "12345", "to": "linode_instance.web"}]


def test_configuration_is_generated_for_an_import(stack: TerraformStack) -> None:
    work = LinodeProvider(stack, "work", alias="work")
    made = LinodeImage.generate_config_for_import(stack, "image", "private/1", work)
    LinodeInstance.generate_config_for_import(stack, "web", "12345")
    assert isinstance(made, ImportableResource)
    assert synthesized(stack)["import"] == [
        {"id": "private/1", "to": "linode_image.image", "provider": "linode.work"},
        {"id": "12345", "to": "linode_instance.web"},
    ]
    assert "resource" not in synthesized(stack)
    assert as_hcl(stack).count("import {") == 2


def test_an_import_is_synthesized_for_real(app: App, stack: TerraformStack) -> None:
    LinodeImage(stack, "image", label="golden").import_from("private/1")
    LinodeImage.generate_config_for_import(stack, "another", "private/2")
    app.synth()


def moved_home(stack: TerraformStack, index: str | None) -> None:
    LinodeImage(stack, "old", label="golden").move_to("home", index)
    LinodeImage(stack, "new", **PLAIN).add_move_target("home")


MOVES: dict[str, tuple[Callable[[TerraformStack], Any], list[dict[str, str]]]] = {
    "to a target": (
        lambda stack: moved_home(stack, None),
        [{"from": "linode_image.old", "to": "linode_image.new"}],
    ),
    "to one of a for_each": (
        lambda stack: moved_home(stack, "web"),
        [{"from": "linode_image.old", "to": 'linode_image.new["web"]'}],
    ),
    "to an address": (
        lambda stack: LinodeImage(stack, "old", label="golden").move_to_id("linode_image.new"),
        [{"from": "linode_image.old", "to": "linode_image.new"}],
    ),
    "from an address": (
        lambda stack: LinodeImage(stack, "new", **PLAIN).move_from_id("linode_image.old"),
        [{"from": "linode_image.old", "to": "linode_image.new"}],
    ),
}


@pytest.mark.parametrize("sentence", MOVES)
def test_move(sentence: str, stack: TerraformStack) -> None:
    build, moved = MOVES[sentence]
    build(stack)
    written = synthesized(stack)
    assert written["moved"] == moved
    images = written.get("resource", {}).get("linode_image", {})
    assert "old" not in images
    assert as_hcl(stack).count("moved {") == 1


# --- the core's own tools see our constructs as any other


def test_the_cores_matchers_match(stack: TerraformStack) -> None:
    LinodeImage(stack, "image", **PLAIN, tags=["golden", "web"])
    DataLinodeImage(stack, "debian", id="linode/debian12")
    text = as_json(stack)
    assert has_resource(
        text, LinodeImage.TF_RESOURCE_TYPE, {"label": "golden", "tags": ["golden", "web"]}
    )
    assert not has_resource(text, LinodeImage.TF_RESOURCE_TYPE, {"label": "silver"})
    assert not has_resource(text, LinodeInstance.TF_RESOURCE_TYPE, {})
    assert has_data_source(text, DataLinodeImage.TF_RESOURCE_TYPE, {"id": "linode/debian12"})
    assert has_provider(text, LinodeProvider.TF_RESOURCE_TYPE, {})


def test_constructs_nest_and_are_found(stack: TerraformStack) -> None:
    group = Construct(stack, "group")
    golden = LinodeImage(group, "image", **PLAIN)
    assert golden.node.path == "stack/group/image"
    assert stack.node.find_child("group").node.find_child("image") is golden
    assert "image (TerraformResource)" in construct_tree(stack)
    [name] = synthesized(stack)["resource"]["linode_image"]
    assert name.startswith("group_image_")


def test_a_logical_id_can_be_overridden(stack: TerraformStack) -> None:
    golden = LinodeImage(Construct(stack, "group"), "image", **PLAIN)
    golden.override_logical_id("golden")
    assert golden.fqn == "linode_image.golden" or "TfToken" in golden.fqn
    assert list(synthesized(stack)["resource"]["linode_image"]) == ["golden"]


class GoldenImage(LinodeImage):
    """A user's own kind of image."""

    def __init__(self, scope: Construct, id: str, disk: float) -> None:
        super().__init__(scope, id, label=f"golden-{id}", disk_id=disk, linode_id=2)
        self.size_wanted = 100


def test_a_user_may_build_on_an_image(stack: TerraformStack) -> None:
    golden = GoldenImage(stack, "web", 1)
    assert golden.size_wanted == 100
    assert synthesized(stack)["resource"]["linode_image"]["web"] == {
        "label": "golden-web",
        "disk_id": 1,
        "linode_id": 2,
    }


def test_factories_make_the_users_own_class(stack: TerraformStack, foo: LinodeInstance) -> None:
    class Tagged(LinodeImage):
        pass

    made = Tagged.from_disk(stack, "image", instance=foo, disk=1, label="swap", tags=["swap"])
    assert type(made) is Tagged
    assert synthesized(stack)["resource"]["linode_image"]["image"] == {
        "label": "swap",
        "disk_id": "${linode_instance.foo.disk[1].id}",
        "linode_id": "${linode_instance.foo.id}",
        "tags": ["swap"],
    }
