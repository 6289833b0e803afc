"""`deployed`: a stack is applied when the block begins, and gone when it ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import configuration, providers, synthesis, terraform
from .failures import DeploymentError
from .leftovers import destroy_elsewhere
from .state import NOTHING, State
from .workspace import Workspace

if TYPE_CHECKING:
    from shim_provider.emulator import Clock, Emulator, Faults, Limits
    from shim_provider.emulator.things import Thing

    from ..._construct.core import TerraformStack
    from .plan import Plan

# The emulator takes any token for the main account; this one is sent.
_TOKEN = "deployed"


class Deployment:
    """A stack that is deployed to an emulator of its own; made by `deployed`."""

    def __init__(
        self,
        stack: TerraformStack,
        variables: Mapping[str, Any],
        folder: Path,
        api: Emulator,
        *,
        is_strict: bool = True,
    ) -> None:
        #: The Linode API that it is deployed to: `api.images`, `api.linodes`, `api.faults`.
        self.api = api
        self._stack = stack
        self._variables = variables
        self._folder = folder
        self._is_strict = is_strict
        self._tokens: dict[str, str] = {}
        self._workspaces: list[Workspace] = []
        self._state = NOTHING

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs by name, sensitive ones too: text, numbers, bools, lists, dicts."""
        return self._state.outputs

    @property
    def resources(self) -> Mapping[str, Thing]:
        """The stack's resources by address: `resources["linode_image.golden"].label`."""
        return self._state.resources

    @property
    def data_sources(self) -> Mapping[str, Thing]:
        """What its data sources have read, by address: `data_sources["data.linode_image.base"]`."""
        return self._state.data_sources

    def plan(self) -> Plan:
        """What `apply` would change by now, in the stack or in the world.

        The stack is synthesized again. The stacks that it depends on are not planned.
        """
        self._synthesize()
        return self._workspaces[-1].plan()

    def apply(self) -> None:
        """Deploy the stack as it is by now, after the stacks that it depends on.

        Raises:
            DeploymentError: Terraform failed; the text is its own. What it has done stays done.
        """
        self._synthesize()
        try:
            for each in self._workspaces:
                each.apply()
        finally:
            self._state = self._deployed()

    def destroy(self) -> None:
        """Destroy all that is deployed; `apply` makes it anew."""
        try:
            for each in reversed(self._workspaces):
                each.destroy()
        finally:
            self._state = self._deployed()

    def plans_of_successor(self, stack: TerraformStack) -> Mapping[str, Plan]:
        """What deploying another stack in the place of this one would change, by path of the stack.

        The stacks that it depends on are deployed for that; then this deployment has had its day.
        """
        there = {each.stack: each.directory for each in self._workspaces}
        there[stack.node.path] = self._workspaces[-1].directory
        folder = self._folder / "successor"
        folder.mkdir()
        # A value may be one that the old stack alone needs, or the new one.
        successor = Deployment(stack, self._variables, folder, self.api, is_strict=False)
        successor._tokens = self._tokens
        successor._synthesize()
        plans = {}
        for each in successor._workspaces:
            if each.stack in there:
                each.take_state(there[each.stack])
            plans[each.stack] = each.plan()
            if each is not successor._workspaces[-1]:
                each.apply()
        others = [each for each in self._workspaces[:-1] if each.stack not in plans]
        self._workspaces = [*others, *successor._workspaces]
        return plans

    def _deployed(self) -> State:
        return self._workspaces[-1].state()

    def _synthesize(self) -> None:
        """Write the stacks as they are by now, each as one that is deployed here."""
        if not self._folder.exists():
            raise RuntimeError("the deployment has ended")
        directories = synthesis.synthesize(self._stack, self._folder)
        stacks = {path: synthesis.read(directory) for path, directory in directories.items()}
        if self._is_strict:
            declared = {name for each in stacks.values() for name in each.get("variable", {})}
            configuration.check_names(self._variables, declared)
        backends = {path: configuration.take_backend(each) for path, each in stacks.items()}
        self._workspaces = []
        for path, each in stacks.items():
            configuration.read_states(each, directories, backends)
            self._point_at_emulator(each)
            values = configuration.choose_values(each, self._variables, terraform.variables())
            environment = terraform.environment(url=self.api.url, token=_TOKEN)
            self._workspaces.append(Workspace(path, directories[path], each, environment))
            self._workspaces[-1].write(values)

    def _point_at_emulator(self, stack: providers.Configuration) -> None:
        providers.serve_linode(stack)
        blocks = list(providers.linode_blocks(stack))
        tokens = {account: self._token(account) for account in providers.accounts_of(blocks)}
        providers.point_at(blocks, self.api.url, tokens, str(self._no_profile()))

    def _token(self, account: str) -> str:
        """The token of an account, which the emulator learns at the first use."""
        if account == providers.MAIN_ACCOUNT:
            return _TOKEN
        token = f"{_TOKEN}-{account}"
        if account not in self._tokens:
            self.api.admit(token, account)
            self._tokens[account] = token
        return token

    def _no_profile(self) -> Path:
        """A Linode configuration file with nothing in it, for the provider to read no other."""
        file = self._folder / "no-profile"
        file.touch()
        return file

    def _end(self) -> None:
        """Destroy what is not in the emulator: whatever ends with it needs no destroying."""
        for each in reversed(self._workspaces):
            destroy_elsewhere(each)


def _emulator_class() -> type[Emulator]:
    try:
        from shim_provider.emulator import Emulator
    except ModuleNotFoundError as problem:
        mend = "pip install 'cdktf-linode-image[emulator]'"
        raise DeploymentError(f"a deployment needs {problem.name}: {mend}") from problem
    return Emulator


@contextmanager
def deployed(
    stack: TerraformStack,
    variables: Mapping[str, Any] | None = None,
    *,
    clock: Clock | None = None,
    durations: str | Mapping[str, float] = "zero",
    faults: Faults | None = None,
    limits: Limits | None = None,
    seed: Mapping[str, Any] | None = None,
) -> Iterator[Deployment]:
    """Deploy the stack to an emulator of its own, for as long as the block lasts.

        with deployed(stack) as it:
            assert it.outputs["image_id"].startswith("private/")
            assert it.api.images[0].label == "golden"
            assert not it.plan()

    The engine at hand does it (see `linode-shim terraform`), in a temporary folder: the app's own
    output directory and states are neither read nor written. Whatever the stack and the environment
    say of address, token and profile, Linode is the emulator. It plays one account for each pair of
    address and token that the stack's provider blocks have. Stacks that this one depends on are
    deployed first. This package's provider serves stacks of the official one, `linode/linode`, too.
    Backends are left out: the state is in the folder.

    `variables`: values of the stack's variables; TF_VAR_... count as well. A variable that only the
    address or the token of Linode needed need not have one. The others are those of the emulator
    (`shim_provider.emulator.Emulator`): things happen at once, unless `durations` says otherwise;
    with `faults` in it, the first apply meets them already.

    Raises:
        DeploymentError: Terraform failed, in its own words; or there is none, or no emulator; or a
            variable has no value; or another provider is not to be had.
    """
    folder = Path(tempfile.mkdtemp(prefix="deployed-")).resolve()
    try:
        settings: dict[str, Any] = {"clock": clock, "durations": durations, "faults": faults}
        with _emulator_class()(folder / "linode", limits=limits, seed=seed, **settings) as api:
            deployment = Deployment(stack, variables or {}, folder, api)
            try:
                deployment.apply()
                yield deployment
            finally:
                deployment._end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
