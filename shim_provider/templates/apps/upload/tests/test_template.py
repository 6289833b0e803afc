"""What the stack synthesizes to. Nothing is deployed."""

# isort: off
from cdktf_linode_image.testing import Match, Template
from cdktf import App
from main import Upload
# isort: on


def test_the_image_is_kept_where_the_linode_boots() -> None:
    stack = Upload(App(), "upload")
    template = Template.from_stack(stack)
    regions = Match.array_with(["eu-central"])
    template.has_resource("linode_image", {"replica_regions": regions})
    image = stack.node.find_child("image")
    web = {"region": "eu-central", "image": image}
    template.has_resource("linode_instance", web)
