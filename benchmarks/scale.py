"""Many images: requests, time and the provider's memory as their number grows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from .cycle import APPLY, DESTROY, PLAN, REFRESH, Findings, Size, live
from .launches import WARM
from .machine import engine
from .memory import MIB
from .table import Report, Target

STEPS = (PLAN, APPLY, REFRESH, DESTROY)


def report(runs: int, images: Sequence[int], parallelism: Sequence[int]) -> Report:
    """A stack's life for each number of images and each parallelism."""
    sizes = [Size(*each) for each in product(images, parallelism)]
    with tempfile.TemporaryDirectory() as folder:
        found = {size: _live(Path(folder) / "-".join(map(str, size)), size, runs) for size in sizes}
    return Report(
        f"scale: upload of tiny images, {runs} runs; ratio to as many terraform_data",
        [
            findings.row(f"{step}, {_name(size)}")
            for size, steps in found.items()
            for step, findings in steps.items()
        ],
        [target for size, steps in found.items() for target in _targets(size, steps)],
    )


def _live(folder: Path, size: Size, runs: int) -> dict[str, Findings]:
    """Warm, as users have it."""
    found = live(folder, engine(), size, STEPS, runs, 0, [WARM])
    return {step: ways[WARM] for step, ways in found.items()}


def _name(size: Size) -> str:
    return f"{size} at {size.parallelism}"


def _targets(size: Size, found: dict[str, Findings]) -> list[Target]:
    name = _name(size)
    targets = []
    if size.images == 100:
        asked = found[APPLY].asked[-1]
        each = (asked.requests - asked.polls) / size.images
        targets.append(Target(f"requests per image beyond polls, apply, {name}", each, 2, ""))
        targets.append(Target(f"apply, {name}", found[APPLY].ratio, 6))
    if size.images == 500:
        requests = found[REFRESH].asked[-1].requests
        targets.append(Target(f"requests of plan, no changes, {name}", requests, 5, ""))
        targets.append(Target(f"plan, no changes, {name}", found[REFRESH].ratio, 5))
        targets.append(Target(f"plan, new, {name}", found[PLAN].ratio, 6))
    peak = max(findings.peak for findings in found.values()) / MIB
    targets.append(Target(f"memory of the provider, {name}", peak, 150, "MiB"))
    return targets
