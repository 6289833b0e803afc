"""What the stack synthesizes to. Nothing is deployed."""

from cdktf_linode_image.testing import Capture, Match, Template  # isort: skip
from cdktf import App
from main import web


def test_a_linode_in_each_region_boots_from_the_image() -> None:
    stack = web(App(), "us-east", "eu-west")
    template = Template.from_stack(stack)
    image = stack.node.find_child("image")
    for region in ("us-east", "eu-west"):
        template.has_resource("linode_instance", {"region": region, "image": image})
    template.resource_count_is("linode_image", 1)


def test_the_label_of_the_image_ends_in_its_number() -> None:
    label = Capture(Match.string_like_regexp(r"^web-\d+$"))
    template = Template.from_stack(web(App()))
    template.has_resource("linode_image", {"label": label, "tags": Match.array_with(["golden"])})
    assert label.as_string() == "web-1"
