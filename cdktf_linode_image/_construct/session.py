"""Which stack is being written to disk right now, and where; what to do once it is written.

cdktf hands every real synthesis (`app.synth()`, `Testing.full_synth`) to the stack's
synthesizer, with the directory to write to; `Testing.synth` goes past it. So a synthesizer
around the stack's own one tells both apart without guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

from .core import (
    Construct,
    IStackSynthesizer,
    ISynthesisSession,
    TerraformStack,
    jsii,
)

# cdktf: Manifest.stacksFolder
STACKS = "stacks"

# Node.js, which was started in it, resolves a relative output directory; the app may have moved on.
_NODE_DIRECTORY = Path.cwd()

_directories: list[Path] = []


def stack_directory() -> Path | None:
    """The directory of the stack being written; None while nothing is."""
    return _directories[-1] if _directories else None


@contextmanager
def written_to(directory: Path) -> Iterator[None]:
    """Within it, a stack is being written to that directory."""
    _directories.append(directory)
    try:
        yield
    finally:
        _directories.pop()


@jsii.implements(IStackSynthesizer)
class Watch:
    """Runs the stack's own synthesizer, with `stack_directory()` set; then `afterwards`."""

    def __init__(self, stack: TerraformStack) -> None:
        self._inner = stack.synthesizer
        self._stack = stack
        #: Source and version of the provider `linode` in this stack, once it has one.
        self.provider: tuple[str, str | None] | None = None
        #: Is given the stack's directory after each synthesis.
        self.afterwards: Callable[[Path], None] | None = None

    def synthesize(self, session: ISynthesisSession) -> None:
        directory = _NODE_DIRECTORY / session.outdir / STACKS / self._stack.node.id
        with written_to(directory):
            self._inner.synthesize(session)
        if self.afterwards is not None:
            self.afterwards(directory)


_watches: WeakKeyDictionary[TerraformStack, Watch] = WeakKeyDictionary()


def watch(scope: Construct) -> Watch:
    """The watch of the stack around `scope`, made at the first call.

    Asks Node.js once per scope that is no stack, and three times per stack.
    """
    stack = stack_of(scope)
    return _watches.get(stack) or _install(stack)


_stacks: WeakKeyDictionary[Construct, TerraformStack] = WeakKeyDictionary()


def stack_of(scope: Construct) -> TerraformStack:
    """The stack around `scope`; Node.js is asked once, if it is no stack itself.

    Raises:
        RuntimeError: There is none.
    """
    if isinstance(scope, TerraformStack):
        return scope
    if scope not in _stacks:
        _stacks[scope] = TerraformStack.of(scope)
    return _stacks[scope]


def _install(stack: TerraformStack) -> Watch:
    installed = _watches[stack] = Watch(stack)
    stack.synthesizer = installed
    return installed
