"""examples/golden_image by cdktf-cli, cdktn-cli, `linode-shim`, and in a test; in turn.

Each command line deploys the example, deploys it again without changes, and destroys it, in a
folder of its own. A test deploys and destroys: its first deployment is a program's, with Python,
Node.js and the core to load; the next one of the same process needs none of that. Beside that: from
an empty folder to a deployed app, and how long a person waits for help.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .cdk import command_environment
from .measure import Cost, RunError, in_turn, ratio, run, turns, wall, warm_up
from .table import Report, Row, Target

_ROOT = Path(__file__).parents[1]
_EXAMPLE = _ROOT / "examples" / "golden_image"
_SHIM = Path(sys.executable).with_name("linode-shim")

DEPLOY, AGAIN, DESTROY = "deploy", "deploy, no changes", "destroy"
_STEPS = {DEPLOY: "deploy", AGAIN: "deploy", DESTROY: "destroy"}

#: In a test, both with `destroy`.
FIRST, NEXT = "in a test, a program's first", "in a test, again"
_PROGRAM = _ROOT / "benchmarks" / "programs" / "golden.py"

NEW, HELP = "linode-shim new, and deploy", "linode-shim deploy --help"


class Way(NamedTuple):
    """A command line, and the app of the example for its core."""

    program: Path
    app: str


CDKTF = "cdktf-cli"
SHIM = "linode-shim"
WAYS = {
    CDKTF: Way(_ROOT / "node_modules" / ".bin" / "cdktf", "main.py"),
    "cdktn-cli": Way(_ROOT / "cdktn-cli" / "node_modules" / ".bin" / "cdktn", "main_cdktn.py"),
    SHIM: Way(_SHIM, "main.py"),
}

#: The most times cdktf-cli's time that a deploy without changes may take, and a test's deployment
#: (of that of deploy and destroy); the most seconds to a new app that is deployed, and to help.
_MOST_AGAIN = 1 / 3
_MOST_IN_A_TEST = {FIRST: 0.3, NEXT: 0.2}
_MOST_NEW = 10.0
_MOST_HELP = 0.1


def report(runs: int) -> Report:
    """The example's whole life with each command line."""
    for way in WAYS.values():
        if not way.program.exists():
            raise RunError(f"{way.program} is not there: run `make setup CORE=cdktn setup`")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = command_environment(folder)
        lives = _lives(folder, environment, runs)
        new = [_new(folder / f"new-{number}", environment) for number in range(runs)]
        shown = [run([str(_SHIM), "deploy", "--help"], folder, environment) for _ in range(runs)]
        tests = _in_tests(folder, environment, runs)
    rows = [_row(lives, way, step) for step in _STEPS for way in WAYS]
    again = ratio(lives[SHIM, AGAIN], lives[CDKTF, AGAIN]).median
    both = list(map(_sum, lives[CDKTF, DEPLOY], lives[CDKTF, DESTROY]))
    ratios = {name: ratio(costs, both) for name, costs in tests.items()}
    rows += [Row(name, wall(costs), ratios[name]) for name, costs in tests.items()]
    return Report(
        f"command_line: the golden image, {runs} runs; ratio to {CDKTF}, a test's to both steps",
        [*rows, Row(NEW, wall(new)), Row(HELP, wall(shown))],
        [
            Target(f"{SHIM}, {AGAIN}", again, _MOST_AGAIN),
            *(Target(name, ratios[name].median, most) for name, most in _MOST_IN_A_TEST.items()),
            Target(NEW, wall(new).median, _MOST_NEW, "s"),
            Target(HELP, wall(shown).median, _MOST_HELP, "s"),
        ],
    )


_Lives = dict[tuple[str, str], list[Cost]]


def _lives(folder: Path, environment: dict[str, str], runs: int) -> _Lives:
    """(way, step) -> what each counted run took."""
    places = {name: _project(folder / name, way) for name, way in WAYS.items()}
    costs: _Lives = {(name, step): [] for name in WAYS for step in _STEPS}
    uncounted = warm_up(runs)
    for number in range(uncounted + runs):
        for name in turns(WAYS, number):
            for step, verb in _STEPS.items():
                command = [str(WAYS[name].program), verb, "--auto-approve"]
                cost = run(command, places[name], environment)
                if number >= uncounted:
                    costs[name, step].append(cost)
    return costs


def _project(folder: Path, way: Way) -> Path:
    folder.mkdir()
    shutil.copy(_EXAMPLE / way.app, folder / "main.py")
    settings = {"language": "python", "app": f"{sys.executable} main.py"}
    (folder / "cdktf.json").write_text(json.dumps(settings))
    return folder


def _new(folder: Path, environment: dict[str, str]) -> Cost:
    """An app from nothing, and deployed."""
    made = run([str(_SHIM), "new", str(folder)], folder.parent, environment)
    deployed = run([str(_SHIM), "deploy", "--auto-approve"], folder, environment)
    return _sum(made, deployed)


def _in_tests(folder: Path, environment: dict[str, str], runs: int) -> dict[str, list[Cost]]:
    """Deployed and destroyed by `deployed`, in a new process and in this one."""
    from .programs import golden

    subjects: dict[str, Callable[[], Cost]] = {
        FIRST: partial(run, [sys.executable, str(_PROGRAM)], folder, environment),
        NEXT: partial(_timed, golden.deployed),
    }
    return in_turn(subjects, runs, warm_up(runs))


def _timed(work: Callable[[], None]) -> Cost:
    began = time.perf_counter()
    work()
    return Cost(time.perf_counter() - began)


def _sum(one: Cost, other: Cost) -> Cost:
    return Cost(one.wall + other.wall, one.cpu + other.cpu)


def _row(lives: _Lives, way: str, step: str) -> Row:
    costs: Sequence[Cost] = lives[way, step]
    floor = lives[CDKTF, step]
    return Row(f"{way}, {step}", wall(costs), None if way == CDKTF else ratio(costs, floor))
