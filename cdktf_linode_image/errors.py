"""What the constructs raise about arguments. Knows no cdktf, so it can be imported alone."""

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

    At synthesis, cdktf turns it into a RuntimeError with the same text.
    """

    def __init__(self, construct_path: str, wrong: Sequence[WrongArgument]) -> None:
        lines = [str(each) for each in wrong]
        text = f" {lines[0]}" if len(lines) == 1 else "".join(f"\n  - {line}" for line in lines)
        super().__init__(f"{construct_path}:{text}")
        #: The construct, as `stack/id`.
        self.construct_path = construct_path
        #: Every argument that is wrong.
        self.wrong = tuple(wrong)


class ArgumentTypeError(ArgumentError, TypeError):
    """An argument of a construct has a value of a wrong type."""
