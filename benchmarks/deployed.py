"""A stack of four resources deployed and destroyed: in a test, against cdktf-cli.

The floor is `cdktf deploy` and then `cdktf destroy`, with the emulator in the provider. A test's
first deployment is a program's: Python, Node.js, cdktf and all that `deployed` loads. The next one
of the same process needs none of that. Both destroy, which a test need not.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .measure import Cost, RunError, in_turn, ratio, run, wall, warm_up, with_bytecode
from .programs import four
from .table import Report, Row, Target

_ROOT = Path(__file__).parents[1]
_PROGRAM = _ROOT / "benchmarks" / "programs" / "four.py"
_CLI = _ROOT / "node_modules" / ".bin" / "cdktf"

COMMANDS = "cdktf deploy and destroy"
FIRST = "deployed and destroyed, a program's first"
NEXT = "deployed and destroyed, again"

#: The most times the floor a test may take for the same.
_TARGETS = {FIRST: 0.3, NEXT: 0.2}


def report(runs: int) -> Report:
    """The same stack, both ways, in turn."""
    if not _CLI.exists():
        raise RunError(f"{_CLI} is not there: run `make setup`")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = _environment(folder)
        settings = {"language": "python", "app": f"{sys.executable} {_PROGRAM}"}
        (folder / "cdktf.json").write_text(json.dumps(settings))
        subjects: dict[str, Callable[[], Cost]] = {
            COMMANDS: partial(_by_commands, folder, environment),
            FIRST: partial(run, [sys.executable, str(_PROGRAM), "deployed"], folder, environment),
            NEXT: _once_more,
        }
        costs = in_turn(subjects, runs, warm_up(runs))
    ratios = {name: ratio(costs[name], costs[COMMANDS]) for name in _TARGETS}
    return Report(
        f"deployed: a stack of four resources, {runs} runs; ratio to {COMMANDS}",
        [Row(name, wall(each), ratios.get(name)) for name, each in costs.items()],
        [Target(name, ratios[name].median, most) for name, most in _TARGETS.items()],
    )


def _by_commands(folder: Path, environment: dict[str, str]) -> Cost:
    found = [
        run([str(_CLI), verb, "--auto-approve"], folder, environment)
        for verb in ("deploy", "destroy")
    ]
    return Cost(sum(cost.wall for cost in found), sum(cost.cpu for cost in found))


def _once_more() -> Cost:
    began = time.perf_counter()
    four.deployed()
    return Cost(time.perf_counter() - began)


def _environment(home: Path) -> dict[str, str]:
    """As `make deploy` has it, but nothing of the user's."""
    scripts = Path(sys.executable).parent
    return {
        **with_bytecode(),
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CDKTF_HOME": str(home),
        "CHECKPOINT_DISABLE": "1",
        "CI": "1",  # no spinner
        "DISABLE_VERSION_CHECK": "1",
        "PATH": os.pathsep.join([str(scripts), os.environ["PATH"]]),
        "TERRAFORM_BINARY_NAME": str(scripts / "linode-shim-terraform"),
    }
