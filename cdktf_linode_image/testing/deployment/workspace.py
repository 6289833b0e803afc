"""A synthesized stack in its directory: written as it is to be deployed, planned, applied."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shim_provider.install import PROVIDER_SOURCE, seed_initialized, seed_stack
from shim_provider.schemas import RESOURCES
from shim_provider.stacks.failures import diagnostics_of
from shim_provider.stacks.template import construct_paths

from . import state, synthesis, terraform
from .failures import DeploymentError
from .plan import Plan, plan_of
from .providers import foreign, unserved

if TYPE_CHECKING:
    from shim_provider.stacks.terraform import Done

_PLAN = "plan"
_VALUES = "terraform.tfvars.json"

# What was in the directory when `terraform init` last ran there.
_INITIALIZED = ".initialized"

# Nobody is asked, and errors can be read by a program.
_QUIET = ("-json", "-input=false")

_OTHERS = f"""\
The stack {{stack!r}} uses providers that this package does not bring, and `terraform init` could \
not get them: {{sources}}.

They come from a registry, or from where Terraform looks before it: a mirror (in the CLI \
configuration that TF_CLI_CONFIG_FILE names, or ~/.terraform.d/plugins), or a plugin cache \
(TF_PLUGIN_CACHE_DIR). Give this machine a way to one of them, or leave their constructs out of \
the test. What is here without: {PROVIDER_SOURCE} and terraform.io/builtin/terraform.

Terraform said:

{{said}}"""


_UNSERVED = """\
{addresses}: in a test, this package's provider and emulator stand for Linode, and they have no \
such type, only {served}. Leave these constructs out of the test."""


class Workspace(NamedTuple):
    """A stack: its path, its directory, what is deployed of it, and what Terraform is given."""

    stack: str
    directory: Path
    configuration: Mapping[str, Any]
    environment: Mapping[str, str]

    def write(self, values: Mapping[str, Any]) -> None:
        """Put all there that Terraform needs: configuration, values of variables, providers.

        Raises:
            DeploymentError: a provider is not to be had, or ours lacks a type.
        """
        if strange := unserved(self.configuration):
            served = ", ".join(RESOURCES)
            raise DeploymentError(_UNSERVED.format(addresses=", ".join(strange), served=served))
        (self.directory / _VALUES).write_text(json.dumps(values))
        if foreign(self.configuration) or "module" in self.configuration:
            self._initialize()
        self.write_configuration()
        seed_initialized(self.directory)

    def write_configuration(self) -> None:
        """Put only that there."""
        (self.directory / synthesis.FILE).write_text(json.dumps(self.configuration))

    def _initialize(self) -> None:
        """`terraform init` of what is not ours, if any of that has changed since the last one.

        Ours needs none; and where the user has named the places of providers, it is in none.
        """
        others = {"terraform": {"required_providers": foreign(self.configuration)}}
        if "module" in self.configuration:
            others["module"] = self.configuration["module"]
        mark, wanted = self.directory / _INITIALIZED, json.dumps(others)
        if mark.exists() and mark.read_text() == wanted:
            return
        seed_stack(self.directory)  # modules may use it, too
        (self.directory / synthesis.FILE).write_text(wanted)
        done = self._run("init", "-input=false", "-no-color")
        if done.code:
            raise self._not_initialized(_trimmed(done.errors or done.output))
        mark.write_text(wanted)

    def _not_initialized(self, said: str) -> DeploymentError:
        sources = ", ".join(each["source"] for each in foreign(self.configuration).values())
        if sources:
            return DeploymentError(_OTHERS.format(stack=self.stack, sources=sources, said=said))
        return DeploymentError(f"terraform init of the stack {self.stack!r} failed:\n\n{said}")

    def apply(self) -> None:
        """Deploy it."""
        self._succeed("apply", "-auto-approve", *_QUIET)

    def destroy(self) -> None:
        """Destroy what is deployed of it."""
        self._succeed("apply", "-destroy", "-auto-approve", *_QUIET)

    def plan(self) -> Plan:
        """What `apply` would do."""
        self._succeed("plan", f"-out={_PLAN}", *_QUIET)
        return plan_of(json.loads(self._succeed("show", "-json", _PLAN).output))

    def take_state(self, other: Path) -> None:
        """Begin with what is deployed from another directory."""
        shutil.copy(other / state.FILE, self.directory / state.FILE)

    def state(self) -> state.State:
        """What is deployed of it."""
        return state.read(self.directory)

    def _run(self, *arguments: str) -> Done:
        return terraform.run(arguments, self.directory, self.environment)

    def _succeed(self, *arguments: str) -> Done:
        done = self._run(*arguments)
        if done.code == 0:
            return done
        verb = "destroy" if "-destroy" in arguments else arguments[0]
        diagnostics = diagnostics_of(done.output, construct_paths(self.configuration))
        sentence = f"terraform {verb} of the stack {self.stack!r} failed"
        if not diagnostics:
            said = _trimmed(done.errors or done.output)
            raise DeploymentError(f"{sentence} with exit code {done.code}:\n\n{said}")
        raise DeploymentError(f"{sentence}:", diagnostics)


def _trimmed(text: str) -> str:
    """From the first error on: warnings come before, such as on files of Terraform's own."""
    head, error, tail = text.partition("Error: ")
    return f"{error}{tail}".strip() if error else head.strip()
