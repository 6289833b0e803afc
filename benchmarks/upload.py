"""A large upload, against curl: by the provider's client alone, and by a whole `terraform apply`.

Sent to the emulator, which stores, hashes and decompresses it, and to a sink, which throws it away.
Into the sink, curl is as fast as memory, and the provider as fast as the MD5 which it checks on the
way: there, that is what it is held against.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from . import workspace
from .api import Api
from .cycle import APPLY, DESTROY, arguments
from .host import Host
from .machine import engine
from .measure import Cost, RunError, in_turn, ratio, run, spread, wall, with_bytecode
from .memory import MIB, resident
from .table import Report, Row, Target

#: 70 percent of the peer's rate.
_MOST_TIMES = 1 / 0.7
_MOST_ADDED_MIB = 64.0

#: What `-m benchmarks.NAME` is found from.
_ROOT = Path(__file__).parent.parent

MD5 = "MD5 of the file"


class Subject(NamedTuple):
    """A way to upload. Its run's Cost.peak is what it added to a process, in bytes."""

    name: str
    #: What its row is a ratio to; None for a floor.
    peer: str | None
    #: What it should come up to 70 percent of.
    held_against: str | None
    run: Callable[[], Cost]


def report(runs: int, size: int) -> Report:
    """Upload `size` MiB, `runs` times each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = _incompressible(folder / "disk.img.gz", size)
        with _sink() as url, Api(folder / "linode") as api:
            subjects = [*_to_sink(url, file), *_to_emulator(api, folder, file)]
            costs = in_turn({each.name: each.run for each in subjects}, runs, warm_up=0)
    return Report(
        f"upload of {size} MiB, {runs} runs; ratio to {_peer()} to the same place",
        [_row(subject, costs, size) for subject in subjects],
        [target for subject in subjects for target in _targets(subject, costs)],
    )


def _peer() -> str:
    return "curl -T" if shutil.which("curl") else "sendfile"


def _to_sink(url: str, file: Path) -> list[Subject]:
    peer, md5 = f"{_peer()} to a sink", _md5(file)
    return [
        Subject(peer, None, None, lambda: run(_peer_command(url, file), _ROOT)),
        Subject("provider's client to a sink", peer, MD5, partial(_send, url, file, md5)),
        Subject(MD5, peer, None, partial(_time_md5, file)),
    ]


def _to_emulator(api: Api, folder: Path, file: Path) -> list[Subject]:
    peer, md5 = f"{_peer()} to the emulator", _md5(file)
    stack = workspace.images(folder / "stack", engine(), 1, api.url, file)
    start = _memory_at_start(folder / "start")

    def apply() -> Cost:
        stack.initialize()  # nothing is known of the file
        cost = stack.run(arguments(APPLY))
        stack.run(arguments(DESTROY))
        return cost._replace(peak=max(0, cost.peak - start))

    def curl() -> Cost:
        with api.upload() as url:
            return run(_peer_command(url, file), _ROOT)

    def client() -> Cost:
        with api.upload() as url:
            return _send(url, file, md5)

    return [
        Subject(peer, None, None, curl),
        Subject("provider's client to the emulator", peer, peer, client),
        Subject("terraform apply to the emulator", peer, peer, apply),
    ]


def _peer_command(url: str, file: Path) -> list[str]:
    if shutil.which("curl"):
        return ["curl", "-sSf", "-o", os.devnull, "-T", str(file), url]
    return [sys.executable, "-m", "benchmarks.programs.plain_put", url, str(file)]


def _send(url: str, file: Path, md5: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.programs.sender", url, str(file), md5]
    done = subprocess.run(
        command, cwd=_ROOT, env=with_bytecode(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RunError(done.stderr)
    found = json.loads(done.stdout)
    return Cost(found["seconds"], peak=found["added"])


@contextmanager
def _sink() -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.programs.sink"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else ""
        finally:
            process.terminate()


def _incompressible(path: Path, size: int) -> Path:
    """A gzip file of `size` MiB of noise, stored, so that making it takes no time."""
    with gzip.open(path, "wb", compresslevel=0) as file:
        for _ in range(size):
            file.write(os.urandom(MIB))
    return path


def _md5(path: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(MIB):
            digest.update(chunk)
    return digest.hexdigest()


def _time_md5(path: Path) -> Cost:
    began = time.perf_counter()
    _md5(path)
    return Cost(time.perf_counter() - began)


def _memory_at_start(folder: Path) -> int:
    """What a provider has that was launched, has loaded all, and has told its schema."""
    folder.mkdir()
    host = Host(folder)
    with host.launched() as provider:
        host.to_first_answer(provider)
        return resident(provider.pid)


def _row(subject: Subject, costs: Mapping[str, Sequence[Cost]], size: int) -> Row:
    seconds = wall(costs[subject.name])
    more = {"MiB/s": size / seconds.median}
    if subject.held_against:
        more["added MiB"] = _added(costs[subject.name])
    to_peer = ratio(costs[subject.name], costs[subject.peer]) if subject.peer else None
    return Row(subject.name, seconds, to_peer, more)


def _targets(subject: Subject, costs: Mapping[str, Sequence[Cost]]) -> list[Target]:
    if not subject.held_against:
        return []
    spent = costs[subject.name]
    times = ratio(spent, costs[subject.held_against]).median
    return [
        Target(f"{subject.name}, against {subject.held_against}", times, _MOST_TIMES),
        Target(f"memory added by {subject.name}", _added(spent), _MOST_ADDED_MIB, "MiB"),
    ]


def _added(costs: Sequence[Cost]) -> float:
    """The most MiB that any run added."""
    return spread(cost.peak / MIB for cost in costs).high
