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
Stack = Callable[[App], TerraformStack]


class Synthesized:
    """An app of one stack; `file` can be uploaded."""

    def __init__(self, folder: Path, api: Emulator, stack: str = "s") -> None:
        self.outdir = folder / "cdktf.out"
        self.state = folder / "terraform.tfstate"
        self.file = disk_file(folder)
        directory = self.outdir / "stacks" / stack
        directory.mkdir(parents=True)
        self.terraform = Workspace(directory, NEWEST, api.url)
        self.terraform.state = self.state

    def synth(self, build: Build) -> None:
        """What `build` puts into the stack `s`."""

        def stack_of(app: App) -> TerraformStack:
            stack = TerraformStack(app, "s")
            LinodeProvider(stack, "linode", url=self.terraform.url, event_poll_ms=50)
            build(stack)
            return stack

        self.synth_stack(stack_of)

    def synth_stack(self, make: Stack) -> None:
        """The stack that `make` makes."""
        app = App(outdir=str(self.outdir))
        LocalBackend(make(app), path=str(self.state))
        app.synth()
        self.terraform.init_by_terraform()

    def deploy(self, build: Build) -> None:
        """Synthesize and apply; a plan after that is empty."""
        self.synth(build)
        self.apply()

    def deploy_stack(self, make: Stack) -> None:
        """The same with the stack that `make` makes."""
        self.synth_stack(make)
        self.apply()

    def apply(self) -> None:
        self.terraform.applied()
        assert self.terraform.plan().code == 0
