"""From the launch of the provider to its handshake line, and on to its first answer.

Terraform waits for both at each launch, and two to five launches make a command: this is most of
what a small command costs. What is loaded after the line is paid for all the same; the second
figure has it.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from .host import Host
from .measure import Cost, in_turn, ratio, run, wall, warm_up
from .table import Report, Row, Target

# Without site, as the provider itself is started: what a virtual environment loads with Python
# (.pth files; an editable install costs 20 ms) must not make the floor higher.
_PYTHON = (sys.executable, "-I", "-S", "-c")

BARE = "python -I -S -c pass"
LIBRARIES = "python -I -S -c 'import ssl, h2.connection, msgpack'"
LINE = "provider, to its line"
ANSWER = "provider, to its first answer"

_IMPORTS = "import sys; sys.path[:0] = sys.argv[1:]; import ssl, h2.connection, msgpack"


def report(runs: int) -> Report:
    """The provider against Python alone, and against Python with the libraries it needs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        host = Host(folder)
        costs = in_turn(
            {
                BARE: partial(run, [*_PYTHON, "pass"], folder),
                LIBRARIES: partial(run, [*_PYTHON, _IMPORTS, *_libraries()], folder),
                LINE: partial(_to_line, host),
                ANSWER: partial(_to_answer, host),
            },
            runs,
            warm_up(runs),
        )
    to_bare = ratio(costs[LINE], costs[BARE])
    return Report(
        f"startup: a launch of the provider, {runs} runs; ratio to {BARE}",
        [_row(name, costs) for name in costs],
        [Target(f"{LINE}, against bare Python", to_bare.median, 6.5)],
    )


def _row(name: str, costs: Mapping[str, Sequence[Cost]]) -> Row:
    to_bare = None if name == BARE else ratio(costs[name], costs[BARE])
    to_libraries = ratio(costs[name], costs[LIBRARIES]).median
    return Row(name, wall(costs[name]), to_bare, {"to libraries": to_libraries})


def _libraries() -> list[str]:
    """The directories that hold the libraries."""
    specs = [importlib.util.find_spec(name) for name in ("h2", "hpack", "hyperframe", "msgpack")]
    places = [place for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return list(dict.fromkeys(str(Path(place).parent) for place in places))


def _to_line(host: Host) -> Cost:
    with host.launched() as provider:
        return Cost(provider.to_line)


def _to_answer(host: Host) -> Cost:
    with host.launched() as provider:
        return Cost(host.to_first_answer(provider))
