"""What the stack synthesizes to. Nothing is deployed."""

# isort: off
from cdktf_linode_image.testing import Template
from cdktf import App
from main import Golden
# isort: on


def test_every_linode_boots_from_the_image() -> None:
    stack = Golden(App(), "golden", linodes=2)
    template = Template.from_stack(stack)
    image = stack.node.find_child("image")
    for label in ("web-1", "web-2"):
        template.has_resource("linode_instance", {"label": label, "image": image})
    template.resource_count_is("linode_instance", 2)


def test_the_next_image_is_there_before_the_last_one_goes() -> None:
    template = Template.from_stack(Golden(App(), "golden"))
    lifecycle = {"create_before_destroy": True}
    template.has_resource("linode_image_build", {"lifecycle": lifecycle})
