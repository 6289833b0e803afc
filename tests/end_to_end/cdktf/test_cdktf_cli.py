"""The walking path: an unmodified cdktf-cli or cdktn-cli, a real Terraform, our provider, the API.

No flag, no CLI configuration: what synthesis has put into the stack's directory must do.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from shim_provider.emulator import Emulator
from shim_provider.emulator.world.clock import Clock
from shim_provider.install import PROVIDER_SOURCE

from ..api import call
from ..kills.killing import until
from .project import ENGINES, ROOT, Project

_EXAMPLE = ROOT / "examples" / "golden_image"
#: Core -> the example's app for it.
APPS = {"cdktf": "main.py", "cdktn": "main_cdktn.py"}

_APP = """\
from cdktf_linode_image import LinodeInstance, LinodeProvider  # isort: skip
from cdktf import App, TerraformStack

app = App()
stack = TerraformStack(app, "s")
LinodeProvider(stack, "linode", url={url!r}, token="any", event_poll_ms=50)
LinodeInstance(stack, "i", label="one", region="us-east", type="g6-nanode-1",
               image="linode/ubuntu22.04", root_pass="insecure-p4ssw0rd!!")
{more}
app.synth()
"""

# A second provider, which has no block in the lock file yet. It comes from the stack's own mirror
# as ours does: the launcher under another name (Terraform starts no provider without resources).
_SECOND_PROVIDER = """\
from cdktf import TerraformProvider, TerraformProviderGeneratorMetadata
TerraformProvider(stack, "random", terraform_resource_type="random",
    terraform_provider_source="hashicorp/random",
    terraform_generator_metadata=TerraformProviderGeneratorMetadata(
        provider_name="random", provider_version_constraint="~> 9.1"))
app.synth()
from pathlib import Path
plugins = Path("cdktf.out/stacks/s/terraform.d/plugins")
for ours in plugins.rglob("terraform-provider-linode_v*"):
    theirs = (plugins / "registry.terraform.io/hashicorp/random/9.1.2" / ours.parent.name
              / "terraform-provider-random_v9.1.2")
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_bytes(ours.read_bytes())
    theirs.chmod(0o755)
"""


@pytest.mark.parametrize("core", APPS)
@pytest.mark.parametrize("engine", ENGINES)
def test_one_core_deploys_the_golden_image_and_the_other_takes_it_over(
    engine: str, core: str, tmp_path: Path
) -> None:
    project = Project(tmp_path / "project", engine, core)
    shutil.copy(_EXAMPLE / APPS[core], project.folder / "main.py")

    deployed = project.run("deploy", "--auto-approve")
    state = project.state("golden-image")
    model, golden = state["linode_instance.model"], state["linode_image.golden"]
    assert golden["disk_id"] == model["disk"][0]["id"]
    assert golden["status"] == "available"
    assert state["linode_instance.copy"]["image"] == golden["id"]
    assert state["linode_instance.copy"]["region"] == "eu-west"
    assert state["linode_image.appliance"]["status"] == "available"
    assert f"golden_copy = golden-copy, eu-west, {golden['id']}" in deployed.stdout

    assert "No changes." in project.run("diff").stdout
    # As the upgrade guide has it: other imports, other command, the same state.
    (project.core,) = APPS.keys() - {core}
    shutil.copy(_EXAMPLE / APPS[project.core], project.folder / "main.py")
    assert "No changes." in project.run("diff").stdout

    project.run("destroy", "--auto-approve")
    assert project.state("golden-image") == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stack_with_a_second_provider_deploys_at_the_first_try(
    engine: str, tmp_path: Path
) -> None:
    project = Project(tmp_path / "project", engine)
    url = f"emulator:{tmp_path}/linode"
    (project.folder / "main.py").write_text(_APP.format(url=url, more=_SECOND_PROVIDER))

    project.run("deploy", "--auto-approve")
    assert set(project.state("s")) == {"linode_instance.i"}
    lock = (project.folder / "cdktf.out" / "stacks" / "s" / ".terraform.lock.hcl").read_text()
    locked = [line.split('"')[1] for line in lock.splitlines() if line.startswith("provider")]
    assert locked == ["registry.terraform.io/hashicorp/random", PROVIDER_SOURCE]
    assert "/*" not in lock


_WRONG = """\
from cdktf_linode_image import LinodeImage
for name in ("one", "two"):
    LinodeImage(stack, name, label=f"{name}@", disk_id=1, linode_id=2)
"""


def test_what_is_wrong_with_several_constructs_is_told_by_one_synthesis(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", ENGINES[0])
    (project.folder / "main.py").write_text(_APP.format(url="emulator:linode", more=_WRONG))
    told = project.tried("deploy", "--auto-approve")
    assert told.returncode != 0
    assert "ArgumentErrors: 2 wrong arguments in 2 constructs" in told.stderr
    for name in ("one", "two"):
        assert f"s/{name}: `label` must consist of" in told.stderr
    assert not [*project.folder.rglob("cdk.tf*"), *project.folder.rglob("manifest.json")]


def test_ctrl_c_during_a_deploy_loses_nothing(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", ENGINES[0])
    with Emulator(tmp_path / "linode", clock=Clock(held=True)) as api:
        (project.folder / "main.py").write_text(_APP.format(url=api.url, more=""))
        terminal = project.on_a_terminal("deploy", "--auto-approve")
        deadline = time.monotonic() + 120
        while not api.requests.matching("POST", "/linode/instances"):
            assert time.monotonic() < deadline, terminal.shown
            time.sleep(0.05)
        terminal.type(b"\x03")
        assert terminal.wait() != 0
        (linode,) = call(api, "GET", "/linode/instances")["data"]
        api.clock.release()
        # cdktf may be gone before its terraform, which holds the state's lock until it ends. If it
        # was told twice to end, it ends at once, and the state is without the Linode.
        until(lambda: project.tried("deploy", "--auto-approve").returncode == 0, 60)
        assert [one["id"] for one in call(api, "GET", "/linode/instances")["data"]] == [
            linode["id"]
        ]
    assert project.state("s")["linode_instance.i"]["id"] == str(linode["id"])
