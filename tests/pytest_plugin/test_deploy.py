"""The fixture `linode_deploy` in pytest runs of their own."""

from __future__ import annotations

import pytest

from .test_fixtures import run

pytest_plugins = ["pytester"]

STACKS = """
import pytest
from cdktf_linode_image import LinodeInstance, LinodeProvider
from cdktf import App, TerraformOutput, TerraformStack

class Web(TerraformStack):
    def __init__(self, folder, label):
        super().__init__(App(outdir=str(folder)), "web")
        LinodeProvider(self, "linode")
        web = LinodeInstance(self, "web", region="us-east", type="g6-nanode-1", label=label)
        TerraformOutput(self, "label", value=web.label)
"""


@pytest.fixture(autouse=True)
def _no_other_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "18,20")


def test_deployments_last_until_their_test_ends(pytester: pytest.Pytester) -> None:
    source = """
        ended = []

        def test_two_stacks_have_a_linode_api_each(linode_deploy, tmp_path):
            for label in ("one", "two"):
                it = linode_deploy(Web(tmp_path, label))
                assert it.outputs == {"label": label}
                assert [linode.label for linode in it.api.linodes] == [label]
                ended.append(it)
            assert not ended[0].plan()

        def test_they_have_ended():
            for it in ended:
                with pytest.raises(RuntimeError, match="ended"):
                    it.plan()

        @pytest.mark.linode_emulator(token="another", seed={"images": [{"label": "golden"}]})
        def test_the_marker_says_how_the_emulator_is_made(linode_deploy, tmp_path):
            it = linode_deploy(Web(tmp_path, "web"))
            assert [image.label for image in it.api.images] == ["golden"]

        def test_a_stack_is_asked_for(linode_deploy):
            with pytest.raises(TypeError, match="linode_deploy takes a TerraformStack, not 'web'"):
                linode_deploy("web")
    """
    run(pytester, STACKS + source.replace("\n        ", "\n")).assert_outcomes(passed=4)


@pytest.mark.parametrize("core", ["cdktf", "cdktn"])
def test_the_stack_says_of_which_core_it_is(pytester: pytest.Pytester, core: str) -> None:
    source = """
        from cdktf_linode_image.testing import Deployment

        def test_it(linode_deploy, tmp_path):
            it = linode_deploy(Web(tmp_path, "web"))
            assert isinstance(it, Deployment)
            assert it.api.linodes[0].label == "web"
    """
    source = (STACKS + source.replace("\n        ", "\n")).replace("cdktf", core)
    run(pytester, source).assert_outcomes(passed=1)


def test_many_at_once_under_xdist(pytester: pytest.Pytester) -> None:
    source = """
        @pytest.mark.parametrize("number", range(4))
        def test_it(linode_deploy, tmp_path, number):
            it = linode_deploy(Web(tmp_path, f"web-{number}"))
            assert [linode.label for linode in it.api.linodes] == [f"web-{number}"]
    """
    source = STACKS + source.replace("\n        ", "\n")
    run(pytester, source, "-p", "xdist", "-n", "2").assert_outcomes(passed=4)


def test_pytest_explains_it(pytester: pytest.Pytester) -> None:
    shown = run(pytester, "", "--fixtures").stdout.str()
    assert "linode_deploy --" in shown
    assert "`it = linode_deploy(stack)`" in shown
