"""The life of a stack, command by command: images on one side, the floor on the other, in turn."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import workspace
from .api import Api, Asked
from .launches import WAYS, Launches
from .measure import Cost, cpu_ratio, ratio, turns, wall
from .memory import MIB
from .table import Row

if TYPE_CHECKING:
    from shim_provider.engines import Engine

VALIDATE = "validate"
PLAN = "plan, new"
PLAN_AGAIN = "plan, again"
APPLY = "apply"
REFRESH = "plan, no changes"
DESTROY = "destroy"

#: In the order in which a stack lives: its directory was just initialized, and what one command
#: has found out helps the next. A plan with changes where none are expected returns 2.
_ARGUMENTS = {
    VALIDATE: ["validate"],
    PLAN: ["plan", "-input=false"],
    PLAN_AGAIN: ["plan", "-input=false"],
    APPLY: ["apply", "-input=false", "-auto-approve"],
    REFRESH: ["plan", "-input=false", "-detailed-exitcode"],
    DESTROY: ["destroy", "-input=false", "-auto-approve"],
}


class Findings(NamedTuple):
    """One command, run by run: what the images cost, what the floor, what the API was asked."""

    images: list[Cost]
    floor: list[Cost]
    asked: list[Asked]

    def add(self, images: Cost, floor: Cost, asked: Asked) -> None:
        """One more run."""
        self.images.append(images)
        self.floor.append(floor)
        self.asked.append(asked)

    def row(self, name: str) -> Row:
        """The images' seconds, and their ratio to the floor."""
        asked = self.asked[-1]
        return Row(
            name,
            wall(self.images),
            ratio(self.images, self.floor),
            {
                "floor ms": round(wall(self.floor).median * 1000),
                "of CPU": cpu_ratio(self.images, self.floor),
                "requests": asked.requests,
                "of them polls": asked.polls,
                "provider MiB": self.peak / MIB,
            },
        )

    @property
    def ratio(self) -> float:
        """The median of the ratios to the floor."""
        return ratio(self.images, self.floor).median

    @property
    def peak(self) -> int:
        """Bytes of memory the provider had at most, in any run."""
        return max(cost.peak for cost in self.images)


class Size(NamedTuple):
    """How many images, and how many of them Terraform works on at once."""

    images: int
    parallelism: int = 10

    def __str__(self) -> str:
        return f"{self.images} image{'s' * (self.images != 1)}"


#: What the images' costs are ratios to.
_FLOOR = "floor"


def live(
    folder: Path,
    engine: Engine,
    size: Size,
    steps: Sequence[str],
    runs: int,
    warm_up: int,
    ways: Sequence[str] = WAYS,
) -> dict[str, dict[str, Findings]]:
    """Live `runs` lives in new directories under `folder`, after `warm_up` that do not count.

    Answers the findings of each step, for each way to launch. Every way has an API of its own.
    """
    folder.mkdir()
    found = {step: {way: Findings([], [], []) for way in ways} for step in steps}
    with ExitStack() as ends:
        apis = {way: ends.enter_context(Api(folder / f"linode-{way}")) for way in ways}
        stacks = {_FLOOR: workspace.floor(folder / _FLOOR, engine, size.images)}
        for way, api in apis.items():
            launches = ends.enter_context(Launches(way))
            stacks[way] = workspace.images(
                folder / way, engine, size.images, api.url, launches=launches
            )
        for number in range(-warm_up, runs):
            for stack in stacks.values():
                stack.initialize()
            for step in steps:
                words = arguments(step, size.parallelism)
                for api in apis.values():
                    api.forget()
                costs = {name: stacks[name].run(words) for name in turns(stacks, number)}
                for way, findings in found[step].items() if number >= 0 else ():
                    findings.add(costs[way], costs[_FLOOR], apis[way].asked())
    return found


def arguments(step: str, parallelism: int = 10) -> list[str]:
    """What Terraform is told for a step."""
    at_once = [] if step == VALIDATE else [f"-parallelism={parallelism}"]
    return [*_ARGUMENTS[step], "-no-color", *at_once]
