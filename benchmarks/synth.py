"""Synthesis of images, against an empty stack and against a prebuilt provider's resource.

Each run is a whole app: Python, Node.js, the core, and what it writes. Both cores take turns.
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

FIRST, SECOND = CORES = ("cdktf", "cdktn")


def report(runs: int, images: Sequence[int]) -> Report:
    """An empty stack of each core, and for each number as many `linode_image`.

    Beside them as many `random_password`, which are built for cdktf alone.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subjects = {
            empty_name(core): partial(_synthesize, folder, core, "empty", 0) for core in CORES
        }
        for count in images:
            for core in CORES:
                made = partial(_synthesize, folder, core, "image", count)
                subjects[image_name(count, core)] = made
            subjects[password_name(count)] = partial(_synthesize, folder, FIRST, "password", count)
        costs = in_turn(subjects, runs, warm_up(runs))
    return Report(
        f"synth: whole apps, {runs} runs; ratio to an empty stack of the same core",
        [_row(name, costs) for name in costs],
        [
            Target(f"one image with {core}, against an empty stack", _ratio(costs, core), 1.1)
            for count in images
            if count == 1
            for core in CORES
        ],
    )


def empty_name(core: str) -> str:
    return f"empty stack, {core}"


def image_name(count: int, core: str) -> str:
    return f"linode_image x {count}, {core}"


def password_name(count: int) -> str:
    return f"random_password x {count}, {FIRST}"


def _synthesize(folder: Path, core: str, kind: str, count: int) -> Cost:
    place = folder / f"{core}{kind}{count}"
    place.mkdir(exist_ok=True)
    return run([sys.executable, str(_APP), core, kind, str(count)], place, with_bytecode())


def _ratio(costs: Mapping[str, Sequence[Cost]], core: str) -> float:
    return ratio(costs[image_name(1, core)], costs[empty_name(core)]).median


def _row(name: str, costs: Mapping[str, Sequence[Cost]]) -> Row:
    what, core = name.split(", ")
    more = {}
    if core == SECOND:
        more["to cdktf"] = ratio(costs[name], costs[f"{what}, {FIRST}"]).median
    if name == empty_name(core):
        return Row(name, wall(costs[name]), more=more)
    floor = costs[empty_name(core)]
    more["of CPU"] = cpu_ratio(costs[name], floor)
    if name.startswith("linode_image") and core == FIRST:
        peer = costs[name.replace("linode_image", "random_password")]
        more["to random"] = ratio(costs[name], peer).median
    return Row(name, wall(costs[name]), ratio(costs[name], floor), more)
