"""Terraform's commands on uploaded images, against the same on resources which need no plugin.

The provider is launched cold, for the first time, and warm, each with images of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from .cycle import APPLY, DESTROY, PLAN, PLAN_AGAIN, REFRESH, VALIDATE, Size, live
from .launches import COLD, WARM
from .machine import engine
from .measure import warm_up
from .table import Report, Target

STEPS = (VALIDATE, PLAN, PLAN_AGAIN, APPLY, REFRESH, DESTROY)

#: How launched, images, command -> the most times the floor it may take. Warm is as users have it.
_TARGETS = {
    (COLD, 1, PLAN): 8.0,
    (COLD, 1, PLAN_AGAIN): 8.0,
    (COLD, 100, PLAN): 6.0,
    (COLD, 100, PLAN_AGAIN): 6.0,
    (COLD, 100, REFRESH): 6.0,
    (COLD, 100, APPLY): 6.0,
    (WARM, 1, VALIDATE): 3.5,
    (WARM, 1, PLAN): 4.2,
    (WARM, 1, APPLY): 5.8,
    (WARM, 1, REFRESH): 4.5,
    (WARM, 1, DESTROY): 6.5,
    (WARM, 100, PLAN): 4.3,
    (WARM, 100, APPLY): 4.4,
    (WARM, 100, REFRESH): 5.5,
}


def report(runs: int, images: Sequence[int]) -> Report:
    """A stack's whole life, for each number of images and each way to launch."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        for count in images:
            folder = Path(name) / str(count)
            lives = live(folder, engine(), Size(count), STEPS, runs, warm_up(runs))
            for step, ways in lives.items():
                found.update({(way, count, step): each for way, each in ways.items()})
    return Report(
        f"commands: upload of tiny images, {runs} runs; ratio to as many terraform_data",
        [findings.row(_name(*which)) for which, findings in found.items()],
        [
            Target(_name(*which), findings.ratio, _TARGETS[which])
            for which, findings in found.items()
            if which in _TARGETS
        ],
    )


def _name(way: str, images: int, step: str) -> str:
    return f"{step}, {Size(images)}, {way}"
