"""A runner: Terraform, Node, python3 and a bundle; not this package, no registry of providers.

What was synthesized elsewhere is deployed there by an unmodified cdktf-cli.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from shim_provider.cli.bundle import main as bundle
from shim_provider.install import LOCK_FILE, PROVIDER_SOURCE, PROVIDER_VERSION

from ...cli.programs import ENGINES as ENGINES_HERE
from ...cli.programs import script
from .project import Project

_APP = """\
from cdktf_linode_image import LinodeInstance, LinodeProvider  # isort: skip
from cdktf import App, TerraformStack

app = App()
stack = TerraformStack(app, "s")
LinodeProvider(stack, "linode", url="emulator:{world}", event_poll_ms=50)
LinodeInstance(stack, "i", label="one", region="us-east", type="g6-nanode-1",
               image="linode/ubuntu22.04", root_pass="insecure-p4ssw0rd!!")
app.synth()
"""
_STACK = Path("cdktf.out") / "stacks" / "s"
#: A Python that has not this package.
_PYTHON = os.path.realpath(sys.executable)


def runner(folder: Path) -> Project:
    """A machine with the real cdktf-cli, whose PATH is the system's, Node and a terraform."""
    project = Project(folder, "embedded")
    node = project.environment["JSII_NODE"]
    command = " ".join(f"'{word}'" for word in ENGINES_HERE["embedded"].command)
    script(folder / "bin" / "terraform", f'exec {command} "$@"')
    script(folder / "bin" / "python3", f'exec {_PYTHON} "$@"')
    (folder / "bin" / "node").symlink_to(node)
    del project.environment["TERRAFORM_BINARY_NAME"]
    project.environment["PATH"] = f"{folder / 'bin'}:/usr/bin:/bin"
    return project


def test_cdktf_deploys_what_was_synthesized_elsewhere(tmp_path: Path) -> None:
    desk = Project(tmp_path / "desk", "embedded")
    (desk.folder / "main.py").write_text(_APP.format(world=tmp_path / "world"))
    app = [sys.executable, "main.py"]
    subprocess.run(app, cwd=desk.folder, env=desk.environment, check=True)
    carried = tmp_path / "carried"
    assert bundle([str(carried), "--lock", str(desk.folder / _STACK)]) == 0

    machine = runner(tmp_path / "runner")
    done = subprocess.run(
        ["python3", "-c", "import shim_provider"],
        cwd=machine.folder,
        env=machine.environment,
        capture_output=True,
    )
    assert b"No module named 'shim_provider'" in done.stderr
    shutil.copytree(desk.folder / "cdktf.out", machine.folder / "cdktf.out")
    package = machine.folder / _STACK / "terraform.d/plugins" / PROVIDER_SOURCE / PROVIDER_VERSION
    (package / "interpreter").write_text("/gone/bin/python\n/gone/site-packages\n")

    lock = (machine.folder / _STACK / LOCK_FILE).read_bytes()
    machine.environment["TF_CLI_CONFIG_FILE"] = str(carried / "terraformrc")
    machine.environment["TF_CLI_ARGS_init"] = "-lockfile=readonly"
    machine.run("deploy", "--skip-synth", "--auto-approve")
    (cache,) = (machine.folder / ".cache" / "linode-shim").iterdir()
    assert (cache / "python").read_text() == f"{_PYTHON}\n"
    assert (machine.folder / _STACK / LOCK_FILE).read_bytes() == lock
    assert set(desk.state("s")) == {"linode_instance.i"}

    # Without a CLI configuration: the stack's own launcher hands over to the user's mirror.
    del machine.environment["TF_CLI_CONFIG_FILE"]
    shutil.rmtree(machine.folder / _STACK / ".terraform")
    plugins = machine.folder / ".terraform.d" / "plugins" / "terraform.local"
    shutil.copytree(carried / "terraform.local", plugins, dirs_exist_ok=True)
    machine.run("destroy", "--skip-synth", "--auto-approve")
    assert desk.state("s") == {}
