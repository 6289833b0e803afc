"""What the stack does when it is deployed, for real, to an emulator of its own."""

from collections.abc import Callable

import pytest
import requests

from cdktf_linode_image.testing import Deployment, DeploymentError, assert_no_replacement  # isort: skip
from cdktf import App
from main import web

from shim_provider.emulator import Faults

Deploy = Callable[..., Deployment]


def test_a_linode_runs_from_the_image_in_each_region(linode_deploy: Deploy) -> None:
    it = linode_deploy(web(App(), "us-east", "eu-west"))
    (image,) = it.api.images
    assert it.outputs["image_id"] == image.id
    copies = [linode for linode in it.api.linodes if linode.image == image.id]
    assert {linode.region: linode.status for linode in copies} == {
        "us-east": "running",
        "eu-west": "running",
    }
    assert not it.plan()


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


def test_a_refused_capture_is_told_in_linodes_words(linode_deploy: Deploy) -> None:
    refusal = {"errors": [{"reason": "Image limit reached."}]}
    faults = Faults()
    faults.add(method="POST", path="^/images$", status=400, body=refusal)
    with pytest.raises(DeploymentError, match="Image limit reached"):
        linode_deploy(web(App()), faults=faults)


def test_another_region_replaces_nothing() -> None:
    before = web(App(), "us-east")
    assert_no_replacement(before, web(App(), "us-east", "eu-west"))


def test_a_region_that_goes_is_noticed() -> None:
    before = web(App(), "us-east", "eu-west")
    with pytest.raises(AssertionError, match=r"linode_instance\.web-eu-west"):
        assert_no_replacement(before, web(App(), "us-east"))
