"""What a deploy says when Linode refuses, and what is left of it."""

from collections.abc import Callable

import pytest

from cdktf_linode_image.testing import Deployment, DeploymentError  # isort: skip
from cdktf import App
from main import web

from shim_provider.emulator import Faults


def test_a_full_account_is_told(linode_deploy: Callable[..., Deployment]) -> None:
    faults = Faults()
    full = {"errors": [{"reason": "Image limit reached."}]}
    faults.add(method="POST", path="^/images$", status=400, body=full)
    with pytest.raises(DeploymentError, match=r"web/image .*\n.*\n.*Image limit reached"):
        linode_deploy(web(App(), "us-east"), faults=faults)
