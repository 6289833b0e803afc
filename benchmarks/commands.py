"""Terraform's commands on uploaded images, against the same on resources which need no plugin."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from .cycle import APPLY, DESTROY, PLAN, PLAN_AGAIN, REFRESH, VALIDATE, Findings, Size, live
from .machine import engine
from .measure import warm_up
from .table import Report, Target

STEPS = (VALIDATE, PLAN, PLAN_AGAIN, APPLY, REFRESH, DESTROY)

#: Images, command -> the most times the floor it may take.
_TARGETS = {
    (1, PLAN): 8.0,
    (1, PLAN_AGAIN): 8.0,
    (100, PLAN): 6.0,
    (100, PLAN_AGAIN): 6.0,
    (100, REFRESH): 6.0,
    (100, APPLY): 6.0,
}


def report(runs: int, images: Sequence[int]) -> Report:
    """A stack's whole life, for each number of images."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        for count in images:
            folder = Path(name) / str(count)
            found[count] = live(folder, engine(), Size(count), STEPS, runs, warm_up(runs))
    return Report(
        f"commands: upload of tiny images, {runs} runs; ratio to as many terraform_data",
        [
            findings.row(f"{step}, {Size(count)}")
            for count, steps in found.items()
            for step, findings in steps.items()
        ],
        [target for count, steps in found.items() for target in _targets(count, steps)],
    )


def _targets(count: int, found: dict[str, Findings]) -> list[Target]:
    return [
        Target(f"{step}, {Size(count)}", findings.ratio, _TARGETS[count, step])
        for step, findings in found.items()
        if (count, step) in _TARGETS
    ]
