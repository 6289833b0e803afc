"""`ImageFamily`: which of its versions are synthesized, as what, and which one is booted from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..apps import as_hcl, synthesized
from ..core import (
    ImageFamily,
    LinodeImage,
    LinodeImageBuild,
    LinodeInstance,
    LinodeProvider,
    Match,
    Template,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
)
from .families import Web

POWEROFF = "#cloud-config\npower_state: {mode: poweroff}\n"


@pytest.fixture
def make(stack: TerraformStack, image_file: Path) -> Callable[..., Web]:
    def made(**given: Any) -> Web:
        return Web(stack, image_file, **given)

    return made


@pytest.mark.usefixtures("image_file")
def test_each_way_to_add_a_version_makes_its_image(
    stack: TerraformStack, foo: LinodeInstance
) -> None:
    family = ImageFamily(stack, "web", label="web", tags=["golden"])
    uploaded = family.upload(
        "1", path="image.img.gz", region="us-east", tags=["own", "golden"], cloud_init=True
    )
    built = family.build(
        "2", image="linode/debian12", region="us-ord", user_data=POWEROFF, triggers={"a": "b"}
    )
    captured = family.capture("3", instance=foo, disk=1, description="by hand")
    assert isinstance(uploaded, LinodeImage)
    assert isinstance(captured, LinodeImage)
    assert isinstance(built, LinodeImageBuild)

    found = synthesized(stack)["resource"]
    images = {each["label"]: each for each in found["linode_image"].values()}
    overlap = {"create_before_destroy": True}
    assert images == {
        "web-1": {
            "label": "web-1",
            # The stack's directory is three levels below the app.
            "file_path": "../../../image.img.gz",
            "region": "us-east",
            "cloud_init": True,
            "tags": ["own", "golden", "family:web"],
            "lifecycle": overlap,
        },
        "web-3": {
            "label": "web-3",
            "description": "by hand",
            "disk_id": "${linode_instance.foo.disk[1].id}",
            "linode_id": "${linode_instance.foo.id}",
            "tags": ["golden", "family:web"],
            "lifecycle": overlap,
            "depends_on": [f"linode_image_build.{built.friendly_unique_id}"],
        },
    }
    assert [*found["linode_image_build"].values()] == [
        {
            "label": "web-2",
            "image": "linode/debian12",
            "region": "us-ord",
            "user_data": POWEROFF,
            "triggers": {"a": "b"},
            "tags": ["golden", "family:web"],
            "lifecycle": overlap,
            "depends_on": [f"linode_image.{uploaded.friendly_unique_id}"],
        }
    ]


def test_versions_are_made_in_the_order_of_the_code(make: Callable[..., Web]) -> None:
    """Also those of one deploy. On a version that is kept no more, nothing depends."""
    web = make(keep=2, current="1")
    web.add("1", "2", "3")
    web.add("4", depends_on=[web.family["1"]])
    has_depends(web, {"1": [], "3": [], "4": [web.family["1"], web.family["3"]]})
    web.add("5", "6")
    has_depends(web, {"1": [], "5": [], "6": [web.family["5"]]})


def has_depends(web: Web, expected: dict[str, list[LinodeImage | LinodeImageBuild]]) -> None:
    """Just these versions are synthesized, and depend on these others."""
    template = Template.from_stack(web.stack)
    template.resource_count_is("linode_image", len(expected))
    for version, others in expected.items():
        depends = {"depends_on": others or Match.absent()}
        template.has_resource("linode_image", {"label": f"web-{version}", **depends})


def test_a_family_tells_which_versions_are_kept(make: Callable[..., Web]) -> None:
    family = make(keep=None).add("1", "2", "3", "4")
    assert [*family] == ["2", "3", "4"]
    assert "4" in family
    assert "1" not in family


def test_the_last_three_versions_are_kept(make: Callable[..., Web]) -> None:
    web = make()
    family = web.add("1", "2", "3", "4", "5")
    assert family.kept == ["3", "4", "5"]
    assert repr(family) == "<ImageFamily 'web': '3', '4', '5'>"
    assert [*web.images()] == ["web-3", "web-4", "web-5"]
    for text in (json.dumps(synthesized(web.stack)), as_hcl(web.stack)):
        assert "web-2" not in text


def test_of_a_family_that_keeps_one_there_is_the_last(make: Callable[..., Web]) -> None:
    web = make(keep=1)
    web.add("1", "2")
    assert [*web.images()] == ["web-2"]


def test_the_current_version_is_kept_however_old_it_is(make: Callable[..., Web]) -> None:
    web = make(keep=2, current="1")
    family = web.add("1", "2", "3", "4")
    assert family.kept == ["1", "3", "4"]
    assert [*web.images()] == ["web-1", "web-3", "web-4"]
    assert family.current.version == "1"
    assert family.latest.version == "4"


def test_a_current_version_among_the_last_counts_as_one_of_them(make: Callable[..., Web]) -> None:
    assert make(keep=2, current="3").add("1", "2", "3", "4").kept == ["3", "4"]


def test_the_order_is_that_of_the_code_and_not_of_the_names(make: Callable[..., Web]) -> None:
    assert make(keep=2).add("10", "9", "1").kept == ["9", "1"]


def test_versions_may_be_added_after_a_synthesis(make: Callable[..., Web]) -> None:
    web = make(keep=2)
    web.add("1", "2")
    LinodeInstance(web.stack, "i", region="us-east", image=web.family.current)
    assert [*web.images()] == ["web-1", "web-2"]
    web.add("3")
    assert [*web.images()] == ["web-2", "web-3"]
    template = Template.from_stack(web.stack)
    template.has_resource("linode_instance", {"image": web.family["3"]})


def test_a_version_is_had_by_its_name(make: Callable[..., Web]) -> None:
    web = make()
    first = web.family.upload("1", path=web.file, region="us-east")
    web.add("2")
    assert web.family["1"] is first
    assert web.family["2"].label_input == "web-2"


def test_current_has_what_an_image_has_and_what_was_given(make: Callable[..., Web]) -> None:
    family = make().add("1")
    current = family.current
    assert (current.version, current.image) == ("1", family["1"])
    assert current.label_input == "web-1"  # type: ignore[attr-defined]
    assert repr(current) == "<FamilyImage '1'>"
    with pytest.raises(AttributeError):
        current.no_such  # type: ignore[attr-defined]  # noqa: B018


LIFECYCLES: dict[str, tuple[Any, dict[str, Any]]] = {
    "a dict": ({"prevent_destroy": True}, {"prevent_destroy": True}),
    "a struct": (
        TerraformResourceLifecycle(ignore_changes=["description"]),
        {"ignore_changes": ["description"]},
    ),
    "what is so already": ({"create_before_destroy": True}, {}),
    "triggers": (
        {"replace_triggered_by": ["linode_instance.foo"]},
        {"replace_triggered_by": ["linode_instance.foo"]},
    ),
}


@pytest.mark.parametrize("sentence", LIFECYCLES)
def test_a_lifecycle_stays_beside_create_before_destroy(
    sentence: str, make: Callable[..., Web]
) -> None:
    given, written = LIFECYCLES[sentence]
    web = make()
    web.add("1", lifecycle=given)
    assert web.images()["web-1"]["lifecycle"] == {"create_before_destroy": True, **written}


def test_tags_may_be_tokens(stack: TerraformStack, make: Callable[..., Web]) -> None:
    web = make(tags=TerraformVariable(stack, "tags", type="list(string)").list_value)
    web.add("1", tags=["own"])
    assert web.images()["web-1"]["tags"] == (
        '${distinct(concat(["own"], var.tags, ["family:web"]))}'
    )


def test_a_label_may_be_a_token(make: Callable[..., Web]) -> None:
    web = make(label="${var.label}")
    web.add("1")
    [image] = web.images().values()
    assert image["label"] == "${var.label}-1"
    assert image["tags"] == ["family:${var.label}"]


def test_versions_that_differ_in_signs_alone_are_two(make: Callable[..., Web]) -> None:
    web = make()
    web.add("1.0", "10", "1-0")
    assert [*web.images()] == ["web-1-0", "web-1.0", "web-10"]


def test_two_families_stand_side_by_side(stack: TerraformStack, image_file: Path) -> None:
    for label in ("web", "db"):
        family = ImageFamily(stack, label, label=label)
        family.upload("1", path=image_file, region="us-east")
    template = Template.from_stack(stack)
    template.resource_count_is("linode_image", 2)
    for label in ("web-1", "db-1"):
        template.has_resource("linode_image", {"label": label})


def test_a_family_may_have_a_provider_of_its_own(stack: TerraformStack, image_file: Path) -> None:
    work = LinodeProvider(stack, "work", alias="work")
    web = Web(stack, image_file)
    web.add("1", provider=work)
    assert web.images()["web-1"]["provider"] == "linode.work"
