"""The stack is deployed, for real, to an emulator of its own."""

from collections.abc import Callable

# isort: off
from cdktf_linode_image.testing import Deployment
from cdktf import App
from main import Family
# isort: on


def test_the_linode_runs_from_the_last_version(
    linode_deploy: Callable[..., Deployment],
) -> None:
    it = linode_deploy(Family(App(), "family", versions=["1", "2"]))
    images = {image.label: image.id for image in it.api.images}
    assert set(images) == {"web-1", "web-2"}
    (linode,) = it.api.linodes
    assert (linode.image, linode.status) == (images["web-2"], "running")
    assert it.outputs["current"] == "web-2"
    assert not it.plan(), "a second deploy would change something"
