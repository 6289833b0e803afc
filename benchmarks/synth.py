"""Synthesis of images, against an empty stack and against a prebuilt provider's resource.

Each run is a whole app: Python, Node.js, cdktf, and what it writes.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import cdktf_linode_image  # noqa: F401 - lets jsii find Node.js (JSII_NODE), for the others too

from .measure import Cost, cpu_ratio, in_turn, ratio, run, wall, warm_up, with_bytecode
from .table import Report, Row, Target

_APP = Path(__file__).with_name("app.py")

EMPTY = "empty stack"


def report(runs: int, images: Sequence[int]) -> Report:
    """An empty stack, and for each number as many `linode_image` and `random_password`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subjects = {EMPTY: partial(_synthesize, folder, "empty", 0)}
        for count in images:
            subjects[image_name(count)] = partial(_synthesize, folder, "image", count)
            subjects[password_name(count)] = partial(_synthesize, folder, "password", count)
        costs = in_turn(subjects, runs, warm_up(runs))
    return Report(
        f"synth: whole apps, {runs} runs; ratio to an {EMPTY}",
        [_row(name, costs) for name in costs],
        [
            Target("one image, against an empty stack", _ratio(costs, image_name(1)), 1.1)
            for count in images
            if count == 1
        ],
    )


def image_name(count: int) -> str:
    return f"linode_image x {count}"


def password_name(count: int) -> str:
    return f"random_password x {count}"


def _synthesize(folder: Path, kind: str, count: int) -> Cost:
    place = folder / f"{kind}{count}"
    place.mkdir(exist_ok=True)
    return run([sys.executable, str(_APP), kind, str(count)], place, with_bytecode())


def _ratio(costs: Mapping[str, Sequence[Cost]], name: str) -> float:
    return ratio(costs[name], costs[EMPTY]).median


def _row(name: str, costs: Mapping[str, Sequence[Cost]]) -> Row:
    if name == EMPTY:
        return Row(name, wall(costs[name]))
    more = {"of CPU": cpu_ratio(costs[name], costs[EMPTY])}
    if name.startswith("linode_image"):
        peer = costs[name.replace("linode_image", "random_password")]
        more["to random"] = ratio(costs[name], peer).median
    return Row(name, wall(costs[name]), ratio(costs[name], costs[EMPTY]), more)
