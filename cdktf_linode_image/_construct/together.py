"""What is wrong with the constructs of an app, told together where nobody would catch it.

An ArgumentError that somebody would catch is raised at once. One that would end the program is
kept: the construct is made all the same, so that those after it can be judged, and the app's
`synth()` raises all that is wrong in the app before anything is written. What is kept and never
raised is told when the program ends. Does not judge arguments.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import FrameType, TracebackType
from typing import NoReturn

from ..errors import ArgumentError, ArgumentErrors
from .catching import Line, is_caught
from .core import App, Construct, IConstruct, identity


class Judged:
    """A construct that can say what is wrong with it once its app is complete."""

    def _problem(self) -> ArgumentError | None:
        raise NotImplementedError


@dataclass
class _Kept:
    error: ArgumentError
    #: See `identity`.
    app: str
    is_told: bool = False


#: Packages whose functions stand between an app and its constructs, or run the app.
_NOT_THE_APP = frozenset({__package__.partition(".")[0], "jsii", "importlib", "runpy"})

_kept: list[_Kept] = []
#: Where `errors_together` was entered, the innermost last.
_entered: list[Line] = []


def raise_or_keep(error: ArgumentError, scope: Construct) -> None:
    """Raise the error; or keep it for the synthesis of the app, if nobody would catch it."""
    frame = _giver(sys._getframe(1))
    if is_caught(error, frame, _entered[-1] if _entered else None):
        raise error
    app = scope.node.root
    if not isinstance(app, App):
        raise error
    error.line = (frame.f_code.co_filename, frame.f_lineno)
    if not _kept:
        atexit.register(_tell_the_rest)
    app.synth = partial(raise_all, app)  # type: ignore[method-assign]
    _kept.append(_Kept(error.with_traceback(_traceback(frame)), identity(app)))


def raise_kept(scope: IConstruct) -> None:
    """Raise all that is wrong with the app around the scope, if anything was kept for it."""
    if _kept and identity(app := scope.node.root) in {each.app for each in _kept}:
        raise_all(app)


def raise_all(app: IConstruct) -> NoReturn:
    """Raise all that is wrong with the app: what was kept, and what is seen only at its end."""
    kept = [each for each in _kept if each.app == identity(app)]
    nodes = [node for node in app.node.find_all() if isinstance(node, Judged)]
    error = _report(kept, [problem for node in nodes if (problem := node._problem())])
    raise _cut(error)


@contextmanager
def errors_together() -> Iterator[None]:
    """Tell what is wrong with all constructs made in this block together, at its end.

    For where something around the block would catch the first: a `try`, a `with`, a test.
    """
    frame = sys._getframe(2)  # beyond contextlib's
    _entered.append(Line(frame, frame.f_lineno))
    before = len(_kept)
    try:
        yield
    finally:
        _entered.pop()
        if kept := [each for each in _kept[before:] if not each.is_told]:
            raise _cut(_report(kept))


def _report(kept: Iterable[_Kept], late: Iterable[ArgumentError] = ()) -> ArgumentError:
    errors = [*(each.error for each in kept), *late]
    for each in kept:
        each.is_told = True
    return errors[0] if len(errors) == 1 else ArgumentErrors(errors)


def _tell_the_rest() -> None:
    """Tell at the end of the program what no synthesis has told, and fail."""
    rest = [each for each in _kept if not each.is_told]
    if not rest:
        return
    error = _report(rest)
    sys.excepthook(type(error), error, error.__traceback__)
    if not hasattr(sys, "last_type"):  # The program ends well, as far as its exit code goes.
        _failures.append(_Failure())


class _Failure:
    """Gives the process the exit code 1, when Python takes the modules apart at its very end.

    An exit code cannot be chosen earlier without cutting off what else is to be done at the end.
    """

    def __del__(self, end: Callable[[int], NoReturn] = os._exit) -> None:
        end(1)


_failures: list[_Failure] = []


def _giver(frame: FrameType) -> FrameType:
    """Whoever gave the arguments: the first frame that is of the app."""
    while frame.f_back and not _is_of_app(frame):
        frame = frame.f_back
    return frame


def _is_of_app(frame: FrameType) -> bool:
    module: str = frame.f_globals.get("__name__", "")
    return module.partition(".")[0] not in _NOT_THE_APP


def _traceback(frame: FrameType | None) -> TracebackType | None:
    """The traceback that an error raised in the frame would have, without what is not the app."""
    found = None
    for each in _with_callers(frame):
        if _is_of_app(each):
            found = TracebackType(found, each, each.f_lasti, each.f_lineno)
    return found


def _cut(error: ArgumentError) -> ArgumentError:
    """The error without the part of its traceback that the one of its raising shows again."""
    traceback, running = error.__traceback__, set(_with_callers(sys._getframe(1)))
    while traceback and traceback.tb_next and traceback.tb_next.tb_frame in running:
        traceback = traceback.tb_next
    return error.with_traceback(traceback)


def _with_callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
