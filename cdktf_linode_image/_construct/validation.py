"""What is wrong with a construct that synthesizes nothing, found by the core's validation."""

from __future__ import annotations

from collections.abc import Callable

from .core import Construct, IValidation, jsii


def validate(construct: Construct, problem: Callable[[], Exception | None]) -> None:
    """Have a synthesis refused with what `problem` answers then, if it answers anything."""
    construct.node.add_validation(_Validation(problem))


@jsii.implements(IValidation)
class _Validation:
    def __init__(self, problem: Callable[[], Exception | None]) -> None:
        self._problem = problem

    def validate(self) -> list[str]:
        found = self._problem()
        return [] if found is None else [str(found)]
