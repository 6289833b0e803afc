"""From the launch of the provider to its handshake line, and on to its first answer.

Terraform waits for both at each launch, and two to five launches make a command: this is most of
what a small command costs. What is loaded after the line is paid for all the same; the second
figure has it.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path

from .host import Host, Launched
from .launches import COLD, FIRST, WAYS, Launches
from .measure import Cost, in_turn, ratio, run, spread, wall, warm_up
from .memory import MIB, children, peak
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
    with tempfile.TemporaryDirectory() as name, ExitStack() as ends:
        folder = Path(name)
        subjects = {
            BARE: partial(run, [*_PYTHON, "pass"], folder),
            LIBRARIES: partial(run, [*_PYTHON, _IMPORTS, *_libraries()], folder),
        }
        ways = [ends.enter_context(Launches(way)) for way in WAYS]
        for launches in ways:
            host = Host(folder / launches.way, launches)
            subjects[f"{LINE}, {launches.way}"] = partial(_to_line, host, launches)
            subjects[f"{ANSWER}, {launches.way}"] = partial(_to_answer, host, launches)
        costs = in_turn(subjects, runs, warm_up(runs))
        memory = max(launches.memory() for launches in ways) / MIB
    to_bare = ratio(costs[f"{LINE}, {COLD}"], costs[BARE])
    return Report(
        f"startup: a launch of the provider, {runs} runs; ratio to {BARE}",
        [_row(name, costs) for name in costs],
        [
            Target(f"{LINE}, {COLD}, against bare Python", to_bare.median, 6.5),
            Target("memory of the warm process", memory, 45, "MiB"),
        ],
    )


def _row(name: str, costs: Mapping[str, Sequence[Cost]]) -> Row:
    to_bare = None if name == BARE else ratio(costs[name], costs[BARE])
    more = {"to libraries": ratio(costs[name], costs[LIBRARIES]).median}
    most = spread(cost.peak for cost in costs[name]).high
    return Row(name, wall(costs[name]), to_bare, {**more, "MiB": most / MIB} if most else more)


def _libraries() -> list[str]:
    """The directories that hold the libraries."""
    specs = [importlib.util.find_spec(name) for name in ("h2", "hpack", "hyperframe", "msgpack")]
    places = [place for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return list(dict.fromkeys(str(Path(place).parent) for place in places))


def _to_line(host: Host, launches: Launches) -> Cost:
    with _launched(host, launches) as provider:
        return Cost(provider.to_line)


def _to_answer(host: Host, launches: Launches) -> Cost:
    """With the memory of the process that has answered."""
    with _launched(host, launches) as provider:
        seconds = host.to_first_answer(provider)
        served_by = [provider.pid, *chain.from_iterable(map(children, launches.ready()))]
        return Cost(seconds, peak=max(map(peak, served_by)))


@contextmanager
def _launched(host: Host, launches: Launches) -> Iterator[Launched]:
    launches.prepare(partial(_leave_warm_process, host, launches))
    with host.launched() as provider:
        yield provider
    if launches.way == FIRST:
        launches.end()  # what it has left behind would be loading while others are timed


def _leave_warm_process(host: Host, launches: Launches) -> None:
    with host.launched() as provider:
        host.to_first_answer(provider)
        launches.wait_until_ready()
