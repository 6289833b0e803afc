"""`kill -9`, many times, under write load: everything acknowledged is there, and nothing half-made.

By hand or nightly: `python -m tests.emulator.world.kill_soak --rounds 100`; CI runs a few of them.
Each round serves the same folder anew, lets clients make, upload, change, capture and delete, kills
the emulator at a random moment, and looks at everything ever promised. A broken promise is told in
a sentence, and the soak exits with 1.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.emulator.world.kill_check import Check
from tests.emulator.world.kill_load import Made, Writer

_WRITERS = 4


@dataclass
class Figures:
    """What a soak did, and what it found wrong."""

    kills: int = 0
    acknowledged: int = 0
    #: Asked for, and killed before the answer; of these, how many had been done.
    unanswered: int = 0
    done: int = 0
    #: Uploads on their way when the emulator died.
    cut: int = 0
    events: int = 0
    leftovers: int = 0
    problems: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        return (
            f"{self.kills} kills; {self.acknowledged} writes acknowledged, {self.events} events, "
            f"{self.unanswered} writes unanswered ({self.done} of them done), {self.cut} uploads "
            f"cut; {len(self.problems)} promises broken; {self.leftovers} files left in uploads"
        )


def soak(data: Path, rounds: int, seed: int, longest: float = 1.0) -> Figures:
    """Serve, write and kill `rounds` times; `longest` is the most seconds before a kill."""
    figures, everything, seen = Figures(), list[Made](), set[int]()
    for number in range(rounds):
        chance = random.Random(seed + number)
        writers = _killed_under_load(data, number, chance, longest)
        made = [each for writer in writers for each in writer.made]
        acknowledged, asked = _writes(made)
        cut = sum(each.upload in ("begun", "sent") for each in made)
        everything += made
        check = Check(data).run(everything, seen)
        seen = check.events
        figures.kills += 1
        figures.acknowledged += acknowledged
        figures.unanswered += asked - acknowledged
        figures.done += _writes(made)[0] - acknowledged
        figures.cut += cut
        figures.problems += [w.problem for w in writers if w.problem] + check.problems
        figures.events, figures.leftovers = len(check.events), len(check.leftovers)
        if figures.problems:
            break
    return figures


def _writes(made: list[Made]) -> tuple[int, int]:
    """How many were acknowledged, and asked for: actions, and data sent."""
    acknowledged = sum(each.acknowledged.total() for each in made)
    asked = sum(each.asked.total() for each in made)
    kept = sum(each.upload == "kept" for each in made)
    return acknowledged + kept, asked + sum(each.upload in ("sent", "kept") for each in made)


def _killed_under_load(
    data: Path, number: int, chance: random.Random, longest: float
) -> list[Writer]:
    killed = threading.Event()
    with _served(data) as process:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        names = [f"r{number}w{writer}" for writer in range(_WRITERS)]
        writers = [Writer(url, n, random.Random(chance.random()), killed) for n in names]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        _wait_for_a_write(writers)
        time.sleep(chance.uniform(0, longest))
        killed.set()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    for thread in threads:
        thread.join()
    return writers


def _wait_for_a_write(writers: list[Writer]) -> None:
    """A round in which nothing was written says nothing."""
    end = time.monotonic() + 60
    while not any(_writes(writer.made)[0] for writer in writers):
        assert time.monotonic() < end, [writer.problem for writer in writers]
        time.sleep(0.01)


def _served(data: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "shim_provider.emulator", "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def main() -> int:
    """Print the figures, and each broken promise. Returns 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = soak(Path(folder), options.rounds, options.seed)
    print("\n".join([*figures.problems, figures.as_text()]))
    return 1 if figures.problems else 0


if __name__ == "__main__":
    sys.exit(main())
