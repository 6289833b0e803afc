# Written by `python -m codegen` from test_deployed.py: change that, not this.
"""A stack of yours, deployed in a test: what comes out, and what its next version would do."""

from collections.abc import Callable

import pytest

# isort: off
from cdktn_linode_image import LinodeImage, LinodeInstance, LinodeProvider
from cdktn_linode_image.testing import Deployment, DeploymentError, assert_no_replacement
from cdktn import App, TerraformOutput, TerraformStack
# isort: on

from shim_provider.emulator import Faults

Deploy = Callable[..., Deployment]


class Golden(TerraformStack):
    """Stands for a stack of yours."""

    def __init__(self, label: str = "golden", base: str = "linode/debian12") -> None:
        super().__init__(App(), "golden")
        LinodeProvider(self, "linode")
        model = LinodeInstance(self, "model", region="us-east", type="g6-nanode-1", image=base)
        self.image = LinodeImage.from_disk(self, "image", instance=model, label=label)
        for name in ("blue", "green"):
            LinodeInstance(self, name, region="us-east", type="g6-nanode-1", image=self.image.id)
        TerraformOutput(self, "image_id", value=self.image.id)


def test_web_runs_from_the_image(linode_deploy: Deploy) -> None:
    it = linode_deploy(Golden())
    assert it.api.images[0].label == "golden"
    assert it.outputs["image_id"] == it.api.images[0].id
    assert it.resources["linode_instance.green"].status == "running"
    assert [each.image for each in it.api.linodes].count(it.outputs["image_id"]) == 2
    assert not it.plan(), "a second deploy would change something"


def test_another_label_changes_the_image_in_place(linode_deploy: Deploy) -> None:
    stack = Golden()
    it = linode_deploy(stack)
    stack.image.label = "silver"
    assert list(it.plan().updated) == ["linode_image.image"]
    it.apply()
    assert it.api.images[0].label == "silver"


def test_a_full_account_is_told(linode_deploy: Deploy) -> None:
    faults = Faults()
    full = {"errors": [{"reason": "Image limit reached"}]}
    faults.add(path="^/images$", method="POST", status=400, body=full)
    with pytest.raises(DeploymentError, match=r"golden/image .*\n.*\n.*Image limit reached"):
        linode_deploy(Golden(), faults=faults)


def test_the_next_version_keeps_what_is_deployed() -> None:
    assert_no_replacement(Golden(), Golden(label="silver"))
    with pytest.raises(AssertionError, match=r"linode_instance\.model .* forced by image"):
        assert_no_replacement(Golden(), Golden(base="linode/debian13"))
