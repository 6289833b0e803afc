"""What the stack synthesizes to. Nothing is deployed."""

# isort: off
from cdktf_linode_image.testing import Template
from cdktf import App
from main import Family
# isort: on


def test_the_last_three_versions_are_kept() -> None:
    stack = Family(App(), "family", versions=["1", "2", "3", "4"])
    template = Template.from_stack(stack)
    template.resource_count_is("linode_image_build", 3)
    for label in ("web-2", "web-3", "web-4"):
        template.has_resource("linode_image_build", {"label": label})


def test_the_linode_boots_from_the_last_version_or_the_one_that_is_named() -> None:
    forward = Family(App(), "family", versions=["1", "2"])
    Template.from_stack(forward).has_resource("linode_instance", {"label": "web-2"})
    back = Family(App(), "family", versions=["1", "2"], current="1")
    Template.from_stack(back).has_resource("linode_instance", {"label": "web-1"})
