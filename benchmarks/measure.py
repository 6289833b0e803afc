"""Costs of processes, and what may be said of them: medians with their range, ratios run by run.

Knows nothing of what it runs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from .memory import Watch


class Cost(NamedTuple):
    """Seconds of one run: on the clock, and of all processors (the children's with them)."""

    wall: float
    cpu: float = 0.0
    #: Bytes of memory the watched children had at most; 0 if nobody watched.
    peak: int = 0


class Spread(NamedTuple):
    """The median of several runs, and the lowest and highest of them."""

    median: float
    low: float
    high: float


class RunError(Exception):
    """A command that was to be timed did not work: what it is, and what it said."""


def spread(values: Iterable[float]) -> Spread:
    """Median, lowest and highest; `values` must not be empty."""
    known = sorted(values)
    return Spread(statistics.median(known), known[0], known[-1])


def wall(costs: Sequence[Cost]) -> Spread:
    """The spread of seconds on the clock."""
    return spread(cost.wall for cost in costs)


def ratio(costs: Sequence[Cost], floor: Sequence[Cost]) -> Spread:
    """How many times the floor's seconds; each run against the one that took turns with it."""
    return spread(cost.wall / below.wall for cost, below in zip(costs, floor, strict=True))


def cpu_ratio(costs: Sequence[Cost], floor: Sequence[Cost]) -> float:
    """The same for processor time, which other people's load disturbs less; its median."""
    pairs = zip(costs, floor, strict=True)
    return spread(cost.cpu / below.cpu for cost, below in pairs).median


def in_turn(
    subjects: Mapping[str, Callable[[], Cost]], runs: int, warm_up: int
) -> dict[str, list[Cost]]:
    """A B B A A B ...: each subject `runs` times, after `warm_up` runs which do not count."""
    costs: dict[str, list[Cost]] = {name: [] for name in subjects}
    for number in range(-warm_up, runs):
        for name in turns(subjects, number):
            cost = subjects[name]()
            if number >= 0:
                costs[name].append(cost)
    return costs


def warm_up(runs: int) -> int:
    """How many runs do not count; none before a single one, which is a trial anyway."""
    return min(1, runs - 1)


def turns(names: Iterable[str], number: int) -> list[str]:
    """Who runs in which order in a round: to and fro, so that a drift favours nobody."""
    order = list(names)
    return order if number % 2 == 0 else order[::-1]


def with_bytecode() -> dict[str, str]:
    """The environment for what is installed compiled: without a ban on writing bytecode.

    Some machines for tests have that ban, and would time the compiler at each run of ours alone.
    """
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    watched: bytes = b"",
    parents: Sequence[int] = (),
) -> Cost:
    """Run a command to its end. Raises RunError, with its output, if it does not return 0.

    `watched`: words in the command line of the children whose memory is to be watched; those of
    the processes `parents` count, too.
    """
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
        )
        watch = Watch([process.pid, *parents], watched) if watched else None
        with watch or nullcontext():
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            said = output.read().decode("utf-8", "replace")
            raise RunError(f"{' '.join(command)} returned {process.returncode}:\n{said}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, watch.peak if watch else 0)
