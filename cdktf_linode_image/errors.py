"""What the constructs raise about arguments. Knows no core, so it can be imported alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class WrongArgument(NamedTuple):
    """One argument that is not as it must be."""

    #: As typed by the user, with the place inside it: `label`, `tags[0]`, `timeouts.create`.
    argument: str
    #: What is allowed, and what was given unless that is a secret.
    sentence: str

    def __str__(self) -> str:
        return f"`{self.argument}` {self.sentence}"


class ArgumentError(ValueError):
    """An argument of a construct is not allowed.

    Raised by Python's `app.synth()` as it is; where the core finds it during a synthesis, it
    becomes a RuntimeError with the same text.
    """

    def __init__(self, construct_path: str, wrong: Sequence[WrongArgument]) -> None:
        lines = [str(each) for each in wrong]
        text = f" {lines[0]}" if len(lines) == 1 else "".join(f"\n  - {line}" for line in lines)
        super().__init__(f"{construct_path}:{text}")
        #: The construct, as `stack/id`.
        self.construct_path = construct_path
        #: Every argument that is wrong.
        self.wrong = tuple(wrong)
        #: One error for each construct: this one.
        self.errors: tuple[ArgumentError, ...] = (self,)
        #: File and line of the app that gave the arguments, where the app went on from there.
        self.line: tuple[str, int] | None = None


class ArgumentTypeError(ArgumentError, TypeError):
    """An argument of a construct has a value of a wrong type."""


class VersionError(ArgumentError, KeyError):
    """A version of an image family is not there, or not kept any more."""

    # KeyError's own would show the text as a key, in quotes.
    __str__ = ValueError.__str__


class ArgumentErrors(ArgumentError):  # noqa: N818 - there are several
    """Arguments of several constructs are not allowed: one report of them all."""

    def __init__(self, errors: Sequence[ArgumentError]) -> None:
        paths = list(dict.fromkeys(error.construct_path for error in errors))
        wrong = [each for error in errors for each in error.wrong]
        super().__init__(", ".join(paths), wrong)
        told = "\n\n".join(map(_with_line, errors))
        constructs = "1 construct" if len(paths) == 1 else f"{len(paths)} constructs"
        self.args = (f"{len(wrong)} wrong arguments in {constructs}:\n\n{told}",)
        #: One error for each construct, in the order of the app.
        self.errors = tuple(errors)


def _with_line(error: ArgumentError) -> str:
    if error.line is None:
        return str(error)
    file, number = error.line
    return f'{error}\n  File "{file}", line {number}'
