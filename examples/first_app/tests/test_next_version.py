"""The next version of the stack destroys and replaces nothing that is deployed."""

import pytest

from cdktf_linode_image.testing import assert_no_replacement  # isort: skip
from cdktf import App
from main import web


def test_another_region_replaces_nothing() -> None:
    assert_no_replacement(web(App(), "us-east"), web(App(), "us-east", "eu-west"))


def test_a_region_that_goes_is_noticed() -> None:
    deployed = web(App(), "us-east", "eu-west")
    with pytest.raises(AssertionError, match=r"linode_instance\.web-eu-west"):
        assert_no_replacement(deployed, web(App(), "us-east"))
