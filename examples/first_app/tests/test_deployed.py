"""The stack is deployed, for real, to an emulator of its own."""

from collections.abc import Callable

import requests

from cdktf_linode_image.testing import Deployment  # isort: skip
from cdktf import App
from main import web

Deploy = Callable[..., Deployment]


def test_a_linode_runs_from_the_image_in_each_region(linode_deploy: Deploy) -> None:
    it = linode_deploy(web(App(), "us-east", "eu-west"))
    (image,) = it.api.images
    assert it.outputs["image_id"] == image.id
    copies = [linode for linode in it.api.linodes if linode.image == image.id]
    assert {copy.region: copy.status for copy in copies} == {
        "us-east": "running",
        "eu-west": "running",
    }
    assert not it.plan(), "a second deploy would change something"


def test_a_linode_that_somebody_deletes_is_made_anew(
    linode_deploy: Deploy, linode_token: str
) -> None:
    it = linode_deploy(web(App(), "us-east"))
    gone = f"{it.api.url}/v4/linode/instances/{it.resources['linode_instance.web-us-east'].id}"
    headers = {"Authorization": f"Bearer {linode_token}"}
    requests.delete(gone, headers=headers, timeout=10).raise_for_status()
    assert list(it.plan().created) == ["linode_instance.web-us-east"]
    it.apply()
    assert len(it.api.linodes) == 2
