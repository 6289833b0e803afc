"""An app in a test, synthesized again and again over one state, and Terraform in its directory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cdktf_linode_image import LinodeProvider  # isort: skip
from cdktf import App, LocalBackend, TerraformStack

from ..configurations import disk_file
from ..workspace import NEWEST, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from shim_provider.emulator import Emulator

Build = Callable[[TerraformStack], Any]


class Synthesized:
    """The app's stack `s`; `file` can be uploaded."""

    def __init__(self, folder: Path, api: Emulator) -> None:
        self.outdir = folder / "cdktf.out"
        self.state = folder / "terraform.tfstate"
        self.file = disk_file(folder)
        stack = self.outdir / "stacks" / "s"
        stack.mkdir(parents=True)
        self.terraform = Workspace(stack, NEWEST, api.url)

    def synth(self, build: Build) -> None:
        """What `build` puts into the stack."""
        app = App(outdir=str(self.outdir))
        stack = TerraformStack(app, "s")
        LocalBackend(stack, path=str(self.state))
        LinodeProvider(stack, "linode", url=self.terraform.url, event_poll_ms=50)
        build(stack)
        app.synth()
        self.terraform.init()

    def deploy(self, build: Build) -> None:
        """Synthesize and apply; a plan after that is empty."""
        self.synth(build)
        self.terraform.applied()
        assert self.terraform.plan().code == 0
