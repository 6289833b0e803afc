"""Terraform in a test: which variables of the environment may reach it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from shim_provider.stacks import terraform
from shim_provider.stacks.failures import Failure

from .failures import DeploymentError

if TYPE_CHECKING:
    from shim_provider.stacks.terraform import Done

# Of Terraform's variables those that say where it finds providers, and what it logs. All others,
# such as TF_WORKSPACE, TF_DATA_DIR or TF_CLI_ARGS, are about deployments of another kind.
_KEPT = (
    *("TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "TF_LOG", "TF_REGISTRY_", "TF_TOKEN_"),
    *("TF_VAR_", "LINODE_SHIM_"),
)
_REPLACED = ("LINODE_", "TF_")

# The emulator is on this machine, whatever proxy leads out of it.
_LOCAL = "127.0.0.1"


def environment(*, url: str, token: str) -> dict[str, str]:
    """What Terraform and the provider get: this environment, and nothing of another Linode."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(_KEPT) or not name.startswith(_REPLACED)
    }
    unproxied = {
        name: ",".join(filter(None, (kept.get(name), _LOCAL))) for name in ("NO_PROXY", "no_proxy")
    }
    return {
        **kept,
        **unproxied,
        "CHECKPOINT_DISABLE": "1",
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        "LINODE_URL": url,
        "LINODE_TOKEN": token,
    }


def variables() -> set[str]:
    """The names of the variables whose values the environment has."""
    prefix = "TF_VAR_"
    return {name.removeprefix(prefix) for name in os.environ if name.startswith(prefix)}


def run(arguments: tuple[str, ...], directory: Path, environment: Mapping[str, str]) -> Done:
    """Run the engine at hand to its end; a Ctrl-C interrupts it once."""
    try:
        return terraform.run(arguments, directory, environment)
    except Failure as failure:
        raise DeploymentError(failure.sentence) from None
