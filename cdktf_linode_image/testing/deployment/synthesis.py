"""A stack, and those that it depends on, written to a folder of one's own.

As `app.synth()` does it, stack by stack, but for the stacks that are not needed, and the app's own
output directory, which is not touched. HCL apps are written as JSON too.
"""

from __future__ import annotations

import json
from pathlib import Path
from threading import RLock
from typing import Any

from ..._binding import CORE, OTHER, OTHER_PACKAGE, PACKAGE
from ..._construct.core import (
    App,
    ISynthesisSession,
    Manifest,
    TerraformStack,
    jsii,
)
from ..._construct.foreign import foreign
from ..._construct.session import STACKS, written_to
from ..._construct.together import raise_kept
from .. import backends

FILE = "cdk.tf.json"

#: jsii talks to one Node.js over one pipe, for all threads.
_ALONE = RLock()


def check(stack: object) -> None:
    """Raise TypeError for what is no stack of this core."""
    if not isinstance(stack, TerraformStack):
        raise TypeError(_refusal(stack))


def synthesize(stack: TerraformStack, folder: Path) -> dict[str, Path]:
    """Write the stacks; returns path of the stack -> its directory, in the order to deploy them."""
    check(stack)
    with _ALONE:
        raise_kept(stack.node.root)
        with backends.as_they_are(backends.stacks_around(stack.node.root)):
            ordered: dict[str, TerraformStack] = {}
            _prepare(stack, ordered)
            session = _Session(folder, stack)
            return {path: _write(each, session) for path, each in ordered.items()}


def _refusal(stack: object) -> str:
    if foreign(stack):
        return (
            f"{PACKAGE}.testing deploys stacks of {CORE}, and this one is of {OTHER}: import from"
            f" {OTHER_PACKAGE}.testing"
        )
    return f"what is deployed is a TerraformStack, not {stack!r}"


def _prepare(stack: TerraformStack, ordered: dict[str, TerraformStack]) -> None:
    """As cdktf does it before any synthesis: references to other stacks become outputs there.

    So those a stack refers to are prepared after it, and ordered before it.
    """
    stack.prepare_stack()
    for producer in stack.dependencies:
        if producer.node.path not in ordered:
            _prepare(producer, ordered)
    ordered[stack.node.path] = stack


def _write(stack: TerraformStack, session: _Session) -> Path:
    directory = Path(session.outdir, STACKS, stack.node.id)
    stack.synthesizer.synthesize(session)
    if session.is_hcl:
        for hcl in directory.glob("*.tf"):
            hcl.unlink()
        with written_to(directory):
            (directory / FILE).write_text(json.dumps(stack.to_terraform()))
    return directory


@jsii.implements(ISynthesisSession)
class _Session:
    """What a synthesizer asks; see `App.synth` of cdktf."""

    def __init__(self, folder: Path, stack: TerraformStack) -> None:
        app = stack.node.root
        self._folder = folder
        self.is_hcl = isinstance(app, App) and app.hcl_output
        self._skips = isinstance(app, App) and app.skip_validation
        self._manifest = Manifest("deployed", str(folder), self.is_hcl)

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def outdir(self) -> str:
        return str(self._folder)

    @property
    def skip_validation(self) -> bool:
        return self._skips

    @property
    def stacks_prepared(self) -> bool:
        """Asked by CDK Terrain alone, which else prepares them once more."""
        return True


def read(directory: Path) -> dict[str, Any]:
    """What was written of a stack."""
    found: dict[str, Any] = json.loads((directory / FILE).read_bytes())
    return found
