"""A stack is looked at: what it synthesizes to, before anything is deployed."""

from cdktf_linode_image import LinodeImage, LinodeInstance, LinodeProvider  # isort: skip
from cdktf import App, TerraformStack
from constructs import Construct

from cdktf_linode_image.testing import Capture, Match, Template


class Golden(TerraformStack):
    """Stands for code of yours."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LinodeProvider(self, "linode")
        self.model = LinodeInstance(self, "model", region="us-east", image="linode/debian12")
        self.image = LinodeImage.from_disk(
            self, "image", instance=self.model, label="golden", tags=["web", "debian"]
        )
        LinodeInstance(self, "web", region="us-east", image=self.image, type="g6-nanode-1")


def test_the_web_server_boots_from_the_models_disk() -> None:
    stack = Golden(App(), "golden")
    template = Template.from_stack(stack)
    template.resource_count_is("linode_image", 1)
    template.has_resource(
        "linode_image",
        {
            "linode_id": stack.model,
            "disk_id": Match.reference(stack.model.disk.get(0).id),
            "tags": Match.array_with(["debian"]),
            "description": Match.absent(),
        },
    )
    template.has_resource("linode_instance", {"image": stack.image})


def test_the_regions_are_those_of_our_contract() -> None:
    template = Template.from_stack(Golden(App(), "golden"))
    region = Capture()
    template.all_resources("linode_instance", {"region": region})
    assert region.as_string() == "us-east"
    while region.next():
        assert region.as_string() == "us-east"
