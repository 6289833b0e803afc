"""What a deployment has made outside of its emulator, by providers of others: destroyed at its end.

What is in the emulator ends with it, without a launch of Terraform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shim_provider.install import PROVIDER_SOURCE

if TYPE_CHECKING:
    from .workspace import Workspace

_BUILTIN = "terraform.io/builtin/terraform"


def destroy_elsewhere(workspace: Workspace) -> None:
    """Destroy the whole stack, if it has resources of other providers; also protected ones."""
    if all(provider in (PROVIDER_SOURCE, _BUILTIN) for provider in workspace.state().providers):
        return
    for named in workspace.configuration.get("resource", {}).values():
        for body in named.values():
            body.get("lifecycle", {}).pop("prevent_destroy", None)
    workspace.write_configuration()
    workspace.destroy()
