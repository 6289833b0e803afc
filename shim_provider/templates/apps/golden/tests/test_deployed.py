"""The stack is deployed, for real, to an emulator of its own."""

from collections.abc import Callable

# isort: off
from cdktf_linode_image.testing import Deployment
from cdktf import App
from main import Golden
# isort: on


def test_a_linode_runs_from_the_image_and_no_builder_is_left(
    linode_deploy: Callable[..., Deployment],
) -> None:
    it = linode_deploy(Golden(App(), "golden"))
    (image,) = it.api.images
    (linode,) = it.api.linodes
    assert it.outputs["image_id"] == image.id
    assert (linode.label, linode.status) == ("web-1", "running")
    assert linode.image == image.id
    assert not it.plan(), "a second deploy would change something"
